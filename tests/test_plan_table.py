"""The log as CSV holds all that the log does."""

import csv
from datetime import date

import pytest

from formcheck.errors import OutputExists, OutputNotWritable
from formcheck.plan import table
from formcheck.types import Side
from tests.training import done as did

LOGS = {
    'Anna "the hare", B.': [
        did(date(2025, 7, 1), {Side.LEFT: [10, 3], Side.RIGHT: [9]}, unstable=1, unread=1, clip="a,b.mp4"),
        did(date(2025, 7, 3), {Side.RIGHT: [2]}, drop_deg=float("nan"), se_deg=float("nan")),
    ],
    "Ben": [did(date(2025, 7, 2), drop_deg=0.1 + 0.2)],
}


def rows(path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def number(cell: str) -> float:
    return float(cell) if cell else float("nan")


def test_every_repetition_comes_back_as_it_is_in_the_log(tmp_path):
    count = table.write(LOGS, tmp_path / "log.csv")
    read = iter(rows(tmp_path / "log.csv"))
    for person, sessions in LOGS.items():
        for session in sessions:
            for rep in session.reps:
                row, leg = next(read), next(leg for leg in session.legs if leg.side is rep.side)
                assert (row["person"], row["day"], row["clip"]) == (person, session.day.isoformat(), session.clip)
                assert (row["exercise"], row["view"]) == (session.exercise, session.view)
                assert (row["reference"], row["estimator"]) == (session.reference, session.estimator)
                assert (row["set"], row["number"]) == (str(rep.set_number), str(rep.number))
                assert (row["side"], row["grade"]) == (rep.side, rep.grade)
                assert (row["leg_grade"], row["leg_enough"]) == (leg.grade, str(leg.enough))
                assert (row["leg_criterion"], row["leg_unit"]) == (leg.headline.criterion, leg.headline.unit)
                assert repr(number(row["leg_value"])) == repr(leg.headline.value)
                assert repr(number(row["leg_se"])) == repr(leg.headline.se)
                assert {k: repr(number(row[k])) for k in rep.readings} == {
                    k: repr(v) for k, v in rep.readings.items()
                }
    assert next(read, None) is None
    assert count == len(rows(tmp_path / "log.csv"))


def test_an_empty_log_is_a_header(tmp_path):
    assert table.write({}, tmp_path / "log.csv") == 0
    assert (tmp_path / "log.csv").read_text().strip() == ",".join(table.COLUMNS)


def test_what_is_there_is_replaced_only_when_asked(tmp_path):
    (tmp_path / "log.csv").write_text("mine")
    with pytest.raises(OutputExists):
        table.write(LOGS, tmp_path / "log.csv")
    assert (tmp_path / "log.csv").read_text() == "mine"
    table.write(LOGS, tmp_path / "log.csv", overwrite=True)
    assert rows(tmp_path / "log.csv")
    assert [file.name for file in tmp_path.iterdir()] == ["log.csv"]


def test_where_nothing_can_be_written_a_sentence_says_so_and_nothing_is_left(tmp_path):
    with pytest.raises(OutputNotWritable, match="nowhere"):
        table.write(LOGS, tmp_path / "nowhere" / "log.csv")
    (tmp_path / "folder").mkdir()
    with pytest.raises(OutputNotWritable):
        table.write(LOGS, tmp_path / "folder", overwrite=True)
    assert [file.name for file in tmp_path.iterdir()] == ["folder"]
