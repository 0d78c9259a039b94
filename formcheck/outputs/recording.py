"""A video that outlives a crash: whatever happens while it is written, all but its last two seconds plays.

* **Fragments.** Every second of time begins with a keyframe, and what came before it is written as a fragment that
  can be played by itself, and forced to the disk. What was written is not touched again.
* **An ordinary mp4 in the end.** `close` appends an index of the whole, forces it to the disk, and then changes the
  eight bytes that hid the index (FFmpeg's "hybrid" fragmented mp4). No copy is made; until then the file is
  the fragmented one, from then on the ordinary one.
* **Two seconds.** Lost are the frames of a fragment not yet whole, at most 1 s, and those that the encoder has not
  come to, at most 0.5 s: when it is farther behind, `write` waits.
* **Cheap.** Of a real 720p clip, without and with the noise of a dim room, x264 takes 2.6 to 5.4 ms of a core per
  frame with `ultrafast`, 5 to 10 with `superfast` and 8 to 11 with `veryfast`, and makes 14, 11 to 30 and 9 MB a
  minute. A session shares the cores with the landmarker; space is cheap. Landmarks found in the
  recording are 1.0 to 1.4 px (median) from those in the pictures it was made of, with `ultrafast` as with
  `veryfast`, and hardly nearer at crf 17, two to twenty times the size. `zerolatency` holds no frame back.
"""

from __future__ import annotations

import os
from contextlib import nullcontext, suppress
from pathlib import Path
from types import TracebackType
from typing import ClassVar

import av
from av.container import OutputContainer
from av.video.frame import PictureType, VideoFrame

from formcheck.errors import OutputNotWritable
from formcheck.outputs.video import TICKS_PER_S, VideoWriter

FRAGMENT_S = 1.0
BEHIND_S = 0.5  # leaves 0.5 s of the two for the step to the next frame
FLAGS = "+hybrid_fragmented+frag_keyframe+empty_moov+default_base_moof"


class RecordingWriter(VideoWriter):
    """Writes an mp4 of which a killed process or a power cut loses at most the last two seconds.

    Used as `VideoWriter` is, with these differences. Leaving it by an exception keeps all that was written. `write`
    gives the frame to the encoder and returns; it waits, rather than to drop frames or to fill the memory, only
    while the encoder (or the disk) is more than 0.5 s of frames behind. After `OutputNotWritable` the recording is
    closed, and what was written before it plays.

    Seconds are those of the frames' times. The disk is told by `os.fsync`; a drive that keeps written data in
    a cache of its own may lose more in a power cut.
    """

    X264: ClassVar = {"preset": "ultrafast", "crf": "23", "tune": "zerolatency"}

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(OutputNotWritable) if kind else nullcontext():
            self.close()

    def _open(self) -> OutputContainer:
        self._key_tick = 0
        self._file = _GrowingFile(self._path)
        return av.open(self._file, "w", format="mp4", options={"movflags": FLAGS, "flush_packets": "1"})

    def _far_behind(self) -> bool:
        return self._last_s - self._waiting[0][0] > BEHIND_S

    def _encode(self, yuv: VideoFrame) -> None:
        tick = yuv.pts or 0
        key = tick >= self._key_tick
        if key:
            yuv.pict_type = PictureType.I
            self._key_tick = tick + round(FRAGMENT_S * TICKS_PER_S)
        super()._encode(yuv)
        if key:  # the muxer has just written the fragment before
            self._file.sync()

    def _finish(self) -> None:
        super()._finish()
        self._file.finish()

    def _let_go(self) -> None:
        try:
            super()._let_go()
        finally:
            self._file.close()


class _GrowingFile:
    """A file for a muxer, which only grows: what is to be overwritten is put off until all else is on the disk.

    FFmpeg 8.0 and before overwrite the beginning first: a power cut right then would leave a clip without index.
    """

    def __init__(self, path: Path) -> None:
        self._file = path.open("wb")
        self._at = 0
        self._later: list[tuple[int, bytes]] = []

    def write(self, data: bytes) -> int:
        if self._at < self._file.tell():
            self._later.append((self._at, data))
        else:
            self._file.write(data)
        self._at += len(data)
        return len(data)

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        self._at = offset + (0, self._at, self._file.tell())[whence]
        return self._at

    def tell(self) -> int:
        return self._at

    def sync(self) -> None:
        """Have all that was written on the disk."""
        self._file.flush()
        os.fsync(self._file.fileno())

    def finish(self) -> None:
        """Overwrite what was put off."""
        self.sync()
        for at, data in self._later:
            self._file.seek(at)
            self._file.write(data)
        self.sync()

    def close(self) -> None:
        self._file.close()
