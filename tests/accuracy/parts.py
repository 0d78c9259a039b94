"""How far landmarks of a clip followed in parts are from those of one pass.

    python -m tests.accuracy.parts [CLIP]

Printed beside the landmarker's own noise: how far hips and legs stray from a straight line between frames.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

from formcheck.follow import follow, follow_clip
from formcheck.poses import open_estimator
from formcheck.sources import open_source
from formcheck.types import Landmark
from tests.accuracy.samples import SAMPLES

BODY = slice(Landmark.LEFT_HIP, Landmark.RIGHT_ANKLE + 1)


def main() -> None:
    clip = Path(sys.argv[1]) if len(sys.argv) > 1 else SAMPLES / "sls_both_front.mp4"
    with open_source(clip) as source, open_estimator() as estimator:
        whole = follow(source, estimator).pixels[:, BODY].astype(float)
    parts = follow_clip(clip, open_estimator)[0].pixels[:, BODY].astype(float)
    apart = np.linalg.norm(whole - parts, axis=-1)
    noise = np.linalg.norm(np.diff(whole, n=2, axis=0), axis=-1) / np.sqrt(6)  # of white noise, its deviation
    for name, values in (("parts − one pass", apart), ("frame noise", noise)):
        median, high, most = np.nanmedian(values), np.nanpercentile(values, 99), np.nanmax(values)
        print(f"{name:<18} median {median:6.3f} px   99 % {high:6.3f} px   most {most:6.3f} px")


if __name__ == "__main__":
    main()
