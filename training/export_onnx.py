"""Keras → ONNX: batch normalisation folded into the convolution before it, channels first, softmax last."""

from pathlib import Path

import keras
import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper


class Graph:
    """Nodes and weights of the graph being written, and the shape (channels, height, width) it stands at."""

    def __init__(self):
        self.nodes, self.weights = [], []
        self.value, self.shape = "images", (1, 28, 28)
        self.multiply_adds = 0

    def add(self, operator: str, *weights: np.ndarray, **attributes) -> None:
        name = f"{operator.lower()}{len(self.nodes)}"
        inputs = [self.value]
        for index, weight in enumerate(weights):
            inputs.append(f"{name}.{'wb'[index]}")
            self.weights.append(numpy_helper.from_array(np.ascontiguousarray(weight, np.float32), inputs[-1]))
        self.nodes.append(helper.make_node(operator, inputs, [name], name=name, **attributes))
        self.value = name


def write(model: keras.Model, classes: int, path: Path) -> int:
    """Writes `model` to `path`; returns its multiply-adds."""
    graph, layers = Graph(), list(model.layers)
    while layers:
        _layer(graph, layers.pop(0), layers)
    graph.add("Softmax", axis=1)
    graph.nodes[-1].output[0] = "probabilities"
    value = helper.make_tensor_value_info
    result = helper.make_graph(
        graph.nodes, "cijfer", [value("images", TensorProto.FLOAT, ["N", 1, 28, 28])],
        [value("probabilities", TensorProto.FLOAT, ["N", classes])], graph.weights)
    proto = helper.make_model(result, opset_imports=[helper.make_opsetid("", 17)], producer_name="cijfer")
    proto.ir_version = 8
    onnx.checker.check_model(proto, full_check=True)
    Path(path).write_bytes(proto.SerializeToString(deterministic=True))
    return graph.multiply_adds


def _layer(graph: Graph, layer, following: list) -> None:
    """Writes `layer`, and takes from `following` what it became one with."""
    match layer:
        case keras.layers.Conv2D():
            _convolution(graph, layer, following)
        case keras.layers.ReLU():
            graph.add("Relu")
        case keras.layers.MaxPooling2D():
            _pooling(graph)
        case keras.layers.Flatten():
            graph.add("Flatten", axis=1)
        case keras.layers.Dense():
            _dense(graph, layer)
        case keras.layers.Dropout():
            pass
        case _:
            raise NotImplementedError(f"{layer.name}: {type(layer).__name__} cannot be exported")


def _pooling(graph: Graph) -> None:
    graph.add("MaxPool", kernel_shape=[2, 2], strides=[2, 2])
    channels, height, width = graph.shape
    graph.shape = (channels, height // 2, width // 2)


def _convolution(graph: Graph, layer, following: list) -> None:
    kernel = layer.kernel.numpy()  # height × width × in × out
    bias = layer.bias.numpy() if layer.use_bias else np.zeros(kernel.shape[-1], np.float32)
    pools = [next_ for next_ in following[:1] if isinstance(next_, keras.layers.MaxPooling2D)]
    if (rest := following[len(pools):]) and isinstance(rest[0], keras.layers.BatchNormalization):
        following.remove(rest[0])
        gamma, beta, mean, variance = (weight.numpy() for weight in (
            rest[0].gamma, rest[0].beta, rest[0].moving_mean, rest[0].moving_variance))
        if pools and (gamma < 0).any():
            raise NotImplementedError(f"{rest[0].name}: a negative scale cannot go before the pooling")
        scale = gamma / np.sqrt(variance + rest[0].epsilon)
        kernel, bias = kernel * scale, beta + (bias - mean) * scale
    half = kernel.shape[0] // 2
    pads = [half] * 4 if layer.padding == "same" else [0] * 4
    graph.add("Conv", kernel.transpose(3, 2, 0, 1), bias, kernel_shape=list(kernel.shape[:2]), pads=pads)
    lost = 0 if layer.padding == "same" else kernel.shape[0] - 1
    graph.shape = (kernel.shape[-1], graph.shape[1] - lost, graph.shape[2] - lost)
    graph.multiply_adds += kernel.size * graph.shape[1] * graph.shape[2]


def _dense(graph: Graph, layer) -> None:
    kernel = layer.kernel.numpy()  # in × out, the inputs of the first one in height × width × channels order
    channels, height, width = graph.shape
    if height * width > 1:
        order = np.arange(len(kernel)).reshape(height, width, channels).transpose(2, 0, 1).ravel()
        kernel = kernel[order]
    graph.add("Gemm", kernel.T, layer.bias.numpy(), transB=1)
    graph.multiply_adds += kernel.size
    graph.shape = (kernel.shape[1], 1, 1)
    if layer.activation is keras.activations.relu:
        graph.add("Relu")
