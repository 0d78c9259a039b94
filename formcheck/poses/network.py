"""TFLite networks in LiteRT on one core, without the layers that nobody asks for."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import flatbuffers
import numpy as np
from ai_edge_litert import schema_py_generated as schema
from ai_edge_litert.interpreter import Interpreter

from formcheck.poses.quiet import quiet
from formcheck.types import FloatArray, ImageBGR


class Network:
    """A network that takes one square picture.

    Parameters
    ----------
    content
        A `.tflite` file.
    side_px
        The picture's side, where it is to be another than the network's own.
    black
        What it was made to take black for; white is 1.

    Raises
    ------
    ValueError
        LiteRT cannot read it.
    """

    def __init__(self, content: bytes, side_px: int | None = None, *, black: float = 0.0) -> None:
        with quiet():
            self._interpreter = Interpreter(model_content=content, num_threads=1)
            details = self._interpreter.get_input_details()[0]
            self.side_px = side_px or int(details["shape"][1])
            self._interpreter.resize_tensor_input(details["index"], [1, self.side_px, self.side_px, 3])
            self._interpreter.allocate_tensors()
        self._input = self._interpreter.tensor(details["index"])
        self._outputs = [each["index"] for each in self._interpreter.get_output_details()]
        self._black = np.float32(black)

    def __call__(self, picture: ImageBGR) -> list[FloatArray]:
        """Outputs, float32, of a picture (side, side, 3)."""
        rgb = cv2.cvtColor(picture, cv2.COLOR_BGR2RGB)
        np.multiply(rgb, (1 - self._black) / 255, out=self._input()[0])
        self._input()[0] += self._black
        self._interpreter.invoke()
        return [np.asarray(self._interpreter.get_tensor(index)[0], np.float32) for index in self._outputs]


def cut_off(network: bytes, outputs: Sequence[str]) -> bytes:
    """A TFLite network that ends in the tensors of these names, without the layers that they do not need."""
    model = schema.ModelT.InitFromPackedBuf(network, 0)
    graph = model.subgraphs[0]
    number = {tensor.name.decode(): nth for nth, tensor in enumerate(graph.tensors)}
    ends = [number[name] for name in outputs]
    made_by = {int(out): nth for nth, layer in enumerate(graph.operators) for out in layer.outputs}
    needed: set[int] = set()
    open_ends = list(ends)
    while open_ends:
        nth = made_by.get(open_ends.pop())
        if nth is not None and nth not in needed:
            needed.add(nth)
            open_ends += [int(tensor) for tensor in graph.operators[nth].inputs if tensor >= 0]
    graph.operators = [layer for nth, layer in enumerate(graph.operators) if nth in needed]
    graph.outputs = np.array(ends, np.int32)
    model.signatureDefs = model.metadata = None
    builder = flatbuffers.Builder(len(network))
    builder.Finish(model.Pack(builder), b"TFL3")
    return bytes(builder.Output())
