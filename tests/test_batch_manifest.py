"""manifest.csv: read as spreadsheets write it, refused with its line where it cannot be meant."""

import pytest

from formcheck.batch import manifest
from formcheck.batch.manifest import Stated
from formcheck.errors import BadManifest


def read(tmp_path, text: str, encoding: str = "utf-8") -> dict[str, Stated]:
    path = tmp_path / "manifest.csv"
    path.write_bytes(text.encode(encoding))
    return manifest.read(path)


ANA = Stated("running", "left", "Ana, B.", "2026-03-01")


@pytest.mark.parametrize(
    "text",
    [
        'file,exercise,side,athlete,date\nsub/a.mp4,running,left,"Ana, B.",2026-03-01\n',
        "date;athlete;side;exercise;file;more\r\n2026-03-01;Ana, B.;left;running;sub\\a.mp4;x\r\n\r\n",
        "\ufefffile\texercise\tside\tathlete\tdate\n./sub/a.mp4\trunning\tleft\tAna, B.\t2026-03-01",
    ],
    ids=["commas", "semicolons of Windows", "tabs and a mark"],
)
def test_whatever_a_spreadsheet_puts_between_the_cells(text, tmp_path):
    assert read(tmp_path, text) == {"sub/a.mp4": ANA}


def test_a_clip_is_known_by_its_path_or_else_by_its_name(tmp_path):
    stated = read(tmp_path, "file,athlete\na.mp4,Bo\nsub/a.mp4,Cy\n")
    assert manifest.of("sub/a.mp4", stated).athlete == "Cy"
    assert manifest.of("other/a.mp4", stated).athlete == "Bo"
    assert manifest.of("b.mp4", stated) == Stated()
    assert manifest.unmatched(stated, ["other/a.mp4"]) == ["sub/a.mp4"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("clip,side\na.mp4,left\n", "no column"),
        ("", "no column"),
        ("file,side\na.mp4,port\n", "line 2: side is"),
        ("file,date\na.mp4,2026-01-01\nb.mp4,1.1.2026\n", "line 3: date is"),
        ("file,exercise\na.mp4,moonwalk\n", "line 2: There is no exercise"),
        ("file\na.mp4\na.mp4\n", "line 3: a.mp4 is named twice"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_its_line(text, says, tmp_path):
    with pytest.raises(BadManifest, match=says):
        read(tmp_path, text)


def test_what_is_no_text_is_refused(tmp_path):
    with pytest.raises(BadManifest, match="cannot be read"):
        read(tmp_path, "file\nü.mp4\n", "latin-1")
    with pytest.raises(BadManifest, match="cannot be read"):
        manifest.read(tmp_path / "none.csv")


def test_the_one_beside_the_clips_is_found(tmp_path):
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "manifest.csv").write_text("file\n")
    assert manifest.beside([str(tmp_path / "a"), str(tmp_path / "b")]) == tmp_path / "b" / "manifest.csv"
    assert manifest.beside([str(tmp_path)]) is None
