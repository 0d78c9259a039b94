"""Any profile that can be made comes back from a saved result, and any other bytes are refused."""

import json
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formcheck.errors import ProfileError
from formcheck.exercises.profile import Criterion, Profile, from_facts, load

# Text without lone surrogates: those cannot be written to any file.
WORDS = st.text(st.characters(exclude_categories=["Cs"]))
NUMBERS = st.floats(allow_nan=False, allow_infinity=False)


@st.composite
def criteria(draw) -> Criterion:
    worse = draw(st.sampled_from(["above", "below"]))
    inner, outer = sorted((draw(NUMBERS), draw(NUMBERS)), reverse=worse == "below")
    over = draw(st.sampled_from(["repetition", "mean", "slope", "difference"]))
    words = {name: draw(WORDS) for name in ("name", "measure", "error", "unit", "instant", "cue", "source")}
    return Criterion(
        **words,
        otherwise=draw(st.none() | WORDS),
        worse=worse,
        borderline_from=inner,
        unstable_from=outer,
        over=over,
        views=draw(st.lists(st.sampled_from(["front", "rear", "left side"]), min_size=1).map(tuple)),
        decides=True,
    )


PROFILES = st.builds(
    Profile,
    exercise=WORDS,
    population=WORDS,
    min_reps=st.integers(1, 2**40),
    held=WORDS,
    criterion=st.lists(criteria(), min_size=1, max_size=3).map(tuple),
)


@given(PROFILES)
@settings(deadline=None)
def test_a_profile_comes_back_from_a_saved_result(profile):
    saved = json.dumps(profile.model_dump(mode="json"))
    assert from_facts(json.loads(saved), "a result") == profile


@given(st.binary(max_size=300))
@settings(deadline=None)
def test_any_other_bytes_are_refused_and_with_one_sentence(data):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "profile.toml"
        path.write_bytes(data)
        with pytest.raises(ProfileError) as caught:
            load(path)
    assert "\n" not in str(caught.value).strip()
