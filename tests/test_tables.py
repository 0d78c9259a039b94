"""Tables: their column names are a public interface, and an empty cell is a nan."""

import csv

import numpy as np
import pyarrow.parquet as pq
import pytest

from formcheck.outputs.tables import frames_table, reps_table, write_csv
from formcheck.outputs.write import FILES, REPORT, VIDEO, write_numbers
from formcheck.types import Side
from tests import people
from tests.people import Camera, Plan

FRAMES = (
    "time_s", "obliquity_deg", "obliquity_se_deg", "tilt_deg", "tilt_se_deg", "rotation_deg", "rotation_se_deg",
    "rep", "side", "persons", "drop_deg", "drop_from_neutral_deg", "drop_se_deg",
)  # fmt: skip
REPS = (
    "number", "set", "side", "start_s", "key_s", "end_s", "drop_deg", "drop_from_neutral_deg", "drop_se_deg",
    "knee_flexion_deg", "grade",
)  # fmt: skip
GONE = slice(20, 40)


@pytest.fixture(scope="module")
def analysis():
    clip = people.squats([Plan(), Plan(Side.RIGHT, depths_deg=(60.0,))])
    return people.conclude(people.without(clip.track, np.arange(len(clip.track))[GONE]))


@pytest.fixture(scope="module")
def written(analysis, tmp_path_factory):
    folder = tmp_path_factory.mktemp("numbers")
    write_numbers(analysis, folder)
    return folder


def rows(path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_these_files_are_written(written):
    assert {path.name for path in written.iterdir()} == set(FILES) - {VIDEO, REPORT}


def test_the_columns_that_others_rely_on_are_there_in_front_and_in_order(analysis):
    assert tuple(frames_table(analysis).column_names[:7]) == FRAMES[:7]
    assert set(FRAMES) <= set(frames_table(analysis).column_names)
    assert set(REPS) <= set(reps_table(analysis).column_names)


@pytest.mark.parametrize("table", ["frames.csv", "reps.csv"])
def test_every_number_names_its_unit(written, table):
    plain = {"number", "set", "rep", "persons", "side", "grade"}
    for name in rows(written / table)[0]:
        assert name in plain or name.endswith(("_s", "_deg", "_mm", "_m", "_share")), name


def test_one_row_a_frame_and_one_a_repetition(written, analysis):
    frames, reps = rows(written / "frames.csv"), rows(written / "reps.csv")
    assert len(frames) == len(analysis.track)
    assert [row["side"] for row in reps] == ["left"] * 3 + ["right"]
    assert [row["number"] for row in reps] == ["1", "2", "3", "4"]
    assert [row["set"] for row in reps] == ["1", "1", "1", "2"]


def test_numbers_are_those_of_the_analysis(written, analysis):
    frames = rows(written / "frames.csv")
    for name in ("obliquity_deg", "drop_from_neutral_deg"):
        read = np.array([float(row[name] or "nan") for row in frames])
        assert read == pytest.approx(analysis.readings[name], abs=5.1e-5, nan_ok=True)
    for row, rep in zip(rows(written / "reps.csv"), analysis.result.reps, strict=True):
        for name, value in rep.readings.items():
            assert float(row[name] or "nan") == pytest.approx(value, abs=5.1e-5, nan_ok=True)
        assert row["grade"] == rep.grade
        assert float(row["key_s"]) == pytest.approx(rep.key_s, abs=1e-6)


def test_an_empty_cell_is_what_could_not_be_read(written, analysis):
    frames = rows(written / "frames.csv")
    assert all(row["obliquity_deg"] == row["obliquity_se_deg"] == "" for row in frames[GONE])
    assert all(row["tilt_deg"] == "" for row in frames)
    assert frames[0]["drop_deg"] == frames[0]["rep"] == frames[0]["side"] == ""
    text = (written / "frames.csv").read_text() + (written / "reps.csv").read_text()
    assert "nan" not in text.lower()
    assert "inf" not in text.lower()


def test_a_frame_of_a_repetition_bears_its_number_and_leg(written, analysis):
    frames = rows(written / "frames.csv")
    for rep in analysis.result.reps:
        at = [row for row in frames if rep.start_s <= float(row["time_s"]) <= rep.end_s + 1e-6]
        assert {(row["rep"], row["side"]) for row in at[1:-1]} == {(str(rep.number), str(rep.side))}
        assert all(row["drop_deg"] for row in at)


def test_parquet_holds_the_same(written):
    table = pq.read_table(written / "frames.parquet")
    frames = rows(written / "frames.csv")
    assert table.column_names == list(frames[0])
    for name in ("time_s", "obliquity_deg", "drop_deg"):
        mine = [None if row[name] == "" else float(row[name]) for row in frames]
        assert table[name].to_pylist() == pytest.approx(mine)


def test_nothing_read_from_the_side_is_empty_and_not_zero(tmp_path):
    analysis = people.conclude(people.squats(Plan(), Camera(azimuth_deg=80.0)).track)
    write_csv(reps_table(analysis), tmp_path / "reps.csv")
    for row in rows(tmp_path / "reps.csv"):
        assert row["drop_deg"] == row["fppa_deg"] == ""
        assert row["grade"] == "unreadable"
