"""The landmark network, without its mask, in other engines: how fast, and how far its landmarks are from LiteRT's.

    pip install openvino onnxruntime onnx
    python -m tests.benchmarks.other_engines --write landmarks.tflite
    python -m tf2onnx.convert --tflite landmarks.tflite --output landmarks.onnx --opset 17   # needs tensorflow
    python -m tests.benchmarks.other_engines landmarks.onnx [CLIP] [--rounds N]

int8 is ONNX Runtime's static quantization (a scale a channel), calibrated on other squares of the same clip, which is
kinder than any calibration could be. Distances are in pixels of the network's own picture of 256, where a body is
200 high.
"""

from __future__ import annotations

import argparse
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
from ai_edge_litert.interpreter import Interpreter

from formcheck.poses import model_store
from formcheck.poses.litert import LANDMARKS, OUTPUTS, LiteRTLandmarker, Networks, refined
from formcheck.poses.network import cut_off
from formcheck.sources import open_source
from tests.benchmarks.paired import paired

SAMPLE = Path(__file__).parents[2] / "samples" / "sls_both_front.mp4"
EVERY = 4
SEEN = 33

Run = Callable[[np.ndarray], list[np.ndarray]]


def squares(clip: Path, bundle: model_store.ModelFile) -> np.ndarray:
    """What the network is shown of a clip, (N, 256, 256, 3)."""
    landmarker, shown = LiteRTLandmarker(Networks(bundle.path, bundle.name)), []
    with open_source(clip) as source:
        for frame in source:
            landmarker.track(frame.image)
            if frame.index % EVERY == 0 and landmarker._next is not None:
                cut = landmarker._next.cut_out(frame.image, 256, cv2.BORDER_REPLICATE)
                shown.append(cut[..., ::-1].astype(np.float32) / 255)
    return np.array(shown)


def in_litert(content: bytes, threads: int) -> Run:
    interpreter = Interpreter(model_content=content, num_threads=threads)
    interpreter.allocate_tensors()
    wanted = interpreter.get_input_details()[0]["index"]
    outputs = [each["index"] for each in interpreter.get_output_details()]

    def run(picture: np.ndarray) -> list[np.ndarray]:
        interpreter.set_tensor(wanted, picture)
        interpreter.invoke()
        return [interpreter.get_tensor(index) for index in outputs]

    return run


def in_openvino(network: Path, threads: int, precision: str) -> Run:
    import openvino

    asked = {"INFERENCE_NUM_THREADS": threads, "INFERENCE_PRECISION_HINT": precision, "NUM_STREAMS": 1}
    core = openvino.Core()
    request = core.compile_model(core.read_model(network), "CPU", asked).create_infer_request()
    return lambda picture: [np.array(out) for out in request.infer([picture]).values()]


def in_onnxruntime(network: Path, threads: int) -> Run:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # or it slows whoever comes next
    session = onnxruntime.InferenceSession(network, options, providers=["CPUExecutionProvider"])
    name = session.get_inputs()[0].name
    return lambda picture: session.run(list(OUTPUTS), {name: picture})


def quantized(network: Path, shown: np.ndarray, target: Path) -> Path:
    import onnxruntime
    from onnxruntime.quantization import CalibrationDataReader, QuantFormat, quantize_static

    class Reader(CalibrationDataReader):
        def __init__(self) -> None:
            name = onnxruntime.InferenceSession(network).get_inputs()[0].name
            self._left = iter([{name: picture[None]} for picture in shown])

        def get_next(self) -> dict[str, np.ndarray] | None:
            return next(self._left, None)

    quantize_static(network, target, Reader(), quant_format=QuantFormat.QDQ, per_channel=True)
    return target


def landmarks(outputs: list[np.ndarray]) -> np.ndarray:
    told, _, heat, _ = outputs
    return 256 * refined(told.reshape(-1, 5)[:, :2] / 256, heat[0])[:SEEN]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("onnx", nargs="?", type=Path)
    parser.add_argument("clip", nargs="?", type=Path, default=SAMPLE)
    parser.add_argument("--write", type=Path)
    parser.add_argument("--rounds", type=int, default=40)
    arguments = parser.parse_args()
    bundle = model_store.find("full")
    with zipfile.ZipFile(bundle.path) as parts:
        content = cut_off(parts.read(LANDMARKS), OUTPUTS)
    if arguments.write:
        arguments.write.write_bytes(content)
        return
    shown = squares(arguments.clip, bundle)
    with tempfile.TemporaryDirectory() as temporary:
        network = Path(temporary) / "landmarks.tflite"
        network.write_bytes(content)
        int8 = quantized(arguments.onnx, shown[1::2], Path(temporary) / "int8.onnx")
        runs: dict[str, Run] = {}
        for threads in (1, 2):
            runs[f"LiteRT, threads: {threads}"] = in_litert(content, threads)
            runs[f"OpenVINO, threads: {threads}"] = in_openvino(network, threads, "f32")
            runs[f"OpenVINO in bfloat16, threads: {threads}"] = in_openvino(network, threads, "bf16")
            runs[f"ONNX Runtime, threads: {threads}"] = in_onnxruntime(arguments.onnx, threads)
            runs[f"ONNX Runtime in int8, threads: {threads}"] = in_onnxruntime(int8, threads)
        tests = shown[::2]
        expected = [landmarks(runs["LiteRT, threads: 1"](picture[None])) for picture in tests]
        for name, run in runs.items():
            said = [landmarks(run(picture[None])) for picture in tests]
            apart = np.linalg.norm(np.array(said) - expected, axis=2)
            print(f"{name:<36} apart {np.median(apart):.4f} px, 99 % {np.percentile(apart, 99):.4f} px")
        pictures = [picture[None] for picture in tests]
        ways = {name: lambda nth, run=run: run(pictures[nth % len(pictures)]) for name, run in runs.items()}
        paired(ways, arguments.rounds)


if __name__ == "__main__":
    main()
