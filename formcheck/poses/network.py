"""TFLite networks in LiteRT on one core, without the layers that nobody asks for."""

from __future__ import annotations

from collections.abc import Sequence

import flatbuffers
import numpy as np
from ai_edge_litert import schema_py_generated as schema
from ai_edge_litert.interpreter import Interpreter

from formcheck.poses.quiet import quiet
from formcheck.types import FloatArray


class Network:
    """A network that takes one picture of one size.

    Parameters
    ----------
    content
        A `.tflite` file.
    side_px
        Their side, where it is to be another than the network's own.

    Raises
    ------
    ValueError
        LiteRT cannot read it.
    """

    def __init__(self, content: bytes, side_px: int | None = None) -> None:
        with quiet():
            self._interpreter = Interpreter(model_content=content, num_threads=1)
            details = self._interpreter.get_input_details()[0]
            self.side_px = side_px or int(details["shape"][1])
            self._input = details["index"]
            self._interpreter.resize_tensor_input(self._input, [1, self.side_px, self.side_px, 3])
            self._interpreter.allocate_tensors()
        self._outputs = [each["index"] for each in self._interpreter.get_output_details()]

    def __call__(self, picture: FloatArray) -> list[FloatArray]:
        """Outputs (1, …) of an RGB picture (1, side, side, 3), float32 in the range the network was made for."""
        self._interpreter.set_tensor(self._input, picture)
        self._interpreter.invoke()
        return [np.asarray(self._interpreter.get_tensor(index), np.float32) for index in self._outputs]


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
