"""TRC and MOT: what OpenSim and Sports2D expect, read back as they read it."""

from dataclasses import replace

import numpy as np
import pytest

from formcheck.outputs.trc import forward_up_right, write_mot, write_trc
from formcheck.types import Landmark, Playback
from tests import people
from tests.people import Camera, Plan

L = Landmark


@pytest.fixture(scope="module")
def analysis():
    return people.conclude(people.squats(Plan()).track)


def read_trc(path) -> tuple[dict[str, str], list[str], np.ndarray]:
    """The header, the markers and the table (T, 2 + 3 markers) of a TRC file; blank = nan."""
    lines = path.read_text().split("\n")
    facts = dict(zip(lines[1].split("\t"), lines[2].split("\t"), strict=True))
    markers = [name for name in lines[3].split("\t")[2:] if name]
    cells = [[float(cell or "nan") for cell in line.split("\t")] for line in lines[6:] if line]
    assert lines[0].startswith("PathFileType\t4\t(X/Y/Z)\t")
    assert lines[4].split("\t")[2:5] == ["X1", "Y1", "Z1"]
    assert lines[5] == ""
    return facts, markers, np.array(cells)


def test_a_trc_file_holds_what_its_header_says(analysis, tmp_path):
    write_trc(analysis, tmp_path / "landmarks.trc")
    facts, markers, table = read_trc(tmp_path / "landmarks.trc")
    frames = len(analysis.shown)
    assert (facts["NumFrames"], facts["NumMarkers"], facts["Units"]) == (str(frames), "33", "m")
    assert float(facts["DataRate"]) == pytest.approx(30.0, abs=0.01)
    assert len(markers) == 33
    assert markers[L.RIGHT_HIP] == "right_hip"
    assert table.shape == (frames, 2 + 3 * 33)
    np.testing.assert_array_equal(table[:, 0], np.arange(1, frames + 1))
    np.testing.assert_allclose(table[:, 1], analysis.shown.time_s, atol=1e-6)


@pytest.mark.parametrize("azimuth_deg", [0.0, 90.0, -60.0, 180.0])
def test_axes_are_forward_up_and_right_from_wherever_it_is_filmed(azimuth_deg):
    """The stick person's own: left hip left of the right one, the head above, the toes before the heels."""
    track = people.squats(Plan(), Camera(azimuth_deg=azimuth_deg)).track
    analysis = people.conclude(track)
    view = replace(analysis.result.view, azimuth=replace(analysis.result.view.azimuth, value_deg=azimuth_deg))
    places = forward_up_right(replace(analysis, result=replace(analysis.result, view=view)))
    standing = np.nanmedian(places[:10], axis=0)
    hips = standing[L.RIGHT_HIP] - standing[L.LEFT_HIP]
    assert hips[2] == pytest.approx(np.linalg.norm(hips), rel=0.05)
    assert standing[L.NOSE][1] > standing[L.RIGHT_HIP][1] > standing[L.RIGHT_ANKLE][1]
    toes = standing[L.LEFT_FOOT_INDEX] - standing[L.LEFT_HEEL]
    assert toes[0] > 0.1


def test_what_was_not_seen_is_blank(tmp_path):
    track = people.squats(Plan()).track
    gone = people.conclude(people.without(track, np.arange(20, 40)))
    write_trc(gone, tmp_path / "landmarks.trc")
    table = read_trc(tmp_path / "landmarks.trc")[2]
    assert np.isnan(table[25:35, 2:]).all()
    assert "nan" not in (tmp_path / "landmarks.trc").read_text()


def test_slow_motion_is_in_the_seconds_that_passed(analysis, tmp_path):
    slow = replace(analysis, result=replace(analysis.result, playback=Playback(4.0, 0.0, "stated")))
    write_trc(slow, tmp_path / "landmarks.trc")
    facts, _, table = read_trc(tmp_path / "landmarks.trc")
    assert float(facts["DataRate"]) == pytest.approx(120.0, abs=0.05)
    assert table[-1, 1] == pytest.approx(analysis.shown.time_s[-1] / 4, abs=1e-6)


def test_a_mot_file_has_opensims_pelvis_with_opensims_signs(analysis, tmp_path):
    write_mot(analysis, tmp_path / "pelvis.mot")
    lines = (tmp_path / "pelvis.mot").read_text().split("\n")
    head, columns = lines[: lines.index("endheader")], lines[lines.index("endheader") + 1].split("\t")
    table = np.array([[float(cell) for cell in line.split("\t")] for line in lines[len(head) + 2 :] if line])
    assert "inDegrees=yes" in head
    assert f"nRows={len(table)}" in head
    assert f"nColumns={len(columns)}" in head
    assert columns == ["time", "pelvis_tilt", "pelvis_list", "pelvis_rotation"]
    np.testing.assert_allclose(table[:, 2], -analysis.readings["obliquity_deg"], atol=1e-6)
    np.testing.assert_allclose(table[:, 3], analysis.readings["rotation_deg"], atol=1e-6)
