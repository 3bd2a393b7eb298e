"""Small seeded networks that cover every operator and attribute, with what ONNX Runtime makes of them.

    python training/oracles.py --out Tests/GlyphNetTests/Oracles

Each case is NAME.onnx and NAME.json: `input` and `output`, one picture, row-major; `Refused/` has files that must be
refused, with the node at fault and a word of the reason. Same seed and libraries, same bytes.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

IMAGE = [3, 9, 8]


class Case:
    """A graph under construction: `node` adds one to what stood before."""

    def __init__(self, name: str, shape: list[int], version: int = 17):
        self.name, self.shape, self.version = name, shape, version
        self.random = np.random.default_rng(abs(hash_of(name)))
        self.nodes, self.weights, self.value = [], [], "x"

    def weight(self, *shape, low: float = -1, high: float = 1) -> str:
        return self.constant(self.random.uniform(low, high, shape).astype(np.float32))

    def constant(self, array) -> str:
        array = np.asarray(array)
        name = f"w{len(self.weights)}"
        self.weights.append(numpy_helper.from_array(array, name))
        return name

    def node(self, operator: str, *others: str, inputs: list[str] | None = None, **attributes) -> "Case":
        name = f"{operator.lower()}{len(self.nodes)}"
        taken = inputs if inputs is not None else [self.value, *others]
        self.nodes.append(helper.make_node(operator, taken, [name], name=name, **attributes))
        self.value = name
        return self

    def model(self) -> onnx.ModelProto:
        info = helper.make_tensor_value_info
        graph = helper.make_graph(
            self.nodes, self.name, [info("x", TensorProto.FLOAT, ["N", *self.shape])],
            [info(self.value, TensorProto.FLOAT, None)], self.weights)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", self.version)], producer_name="oracles")
        model.ir_version = 8
        return model


def hash_of(name: str) -> int:
    return int.from_bytes(name.encode()[:8].ljust(8, b"."), "big")


def cases() -> list[Case]:
    result = []

    def case(name: str, shape=None, version: int = 17) -> Case:
        result.append(Case(name, shape or IMAGE, version))
        return result[-1]

    c = case("conv-plain"); c.node("Conv", c.weight(4, 3, 3, 3), c.weight(4))
    c = case("conv-no-bias"); c.node("Conv", c.weight(4, 3, 2, 5), kernel_shape=[2, 5])
    c = case("conv-strides"); c.node("Conv", c.weight(4, 3, 3, 3), c.weight(4), strides=[2, 3], pads=[1, 0, 2, 1])
    c = case("conv-dilations"); c.node("Conv", c.weight(2, 3, 3, 2), dilations=[2, 3], pads=[2, 1, 0, 3])
    c = case("conv-groups", [6, 7, 5]); c.node("Conv", c.weight(9, 2, 3, 3), c.weight(9), group=3, pads=[1, 1, 1, 1])
    c = case("conv-depthwise", [5, 7, 6]); c.node("Conv", c.weight(10, 1, 3, 3), group=5, strides=[2, 2])
    c = case("conv-same-upper"); c.node("Conv", c.weight(2, 3, 4, 3), auto_pad="SAME_UPPER", strides=[2, 2])
    c = case("conv-same-lower"); c.node("Conv", c.weight(2, 3, 4, 2), auto_pad="SAME_LOWER", strides=[3, 2])
    c = case("conv-valid"); c.node("Conv", c.weight(2, 3, 3, 3), auto_pad="VALID", dilations=[1, 1])
    c = case("batchnorm")
    c.node("BatchNormalization", c.weight(3), c.weight(3), c.weight(3), c.weight(3, low=0.1, high=2), epsilon=1e-3)
    c = case("batchnorm-flat", [11])
    c.node("BatchNormalization", c.weight(11), c.weight(11), c.weight(11), c.weight(11, low=0.1, high=2))
    c = case("relu"); c.node("Relu")
    c = case("leakyrelu"); c.node("LeakyRelu").node("LeakyRelu", alpha=0.3)
    c = case("clip"); c.node("Clip", c.constant(np.float32(-0.4)), c.constant(np.float32(0.6)))
    c = case("clip-max"); c.node("Clip", "", c.constant(np.float32(0.3)))
    c = case("clip-attributes", version=10); c.node("Clip", min=-0.2, max=0.5)
    c = case("maxpool"); c.node("MaxPool", kernel_shape=[2, 3], strides=[2, 1])
    c = case("maxpool-pads"); c.node("MaxPool", kernel_shape=[3, 3], strides=[2, 2], pads=[1, 2, 0, 1])
    c = case("maxpool-ceil"); c.node("MaxPool", kernel_shape=[2, 3], strides=[2, 3], ceil_mode=1)
    c = case("maxpool-dilations"); c.node("MaxPool", kernel_shape=[2, 3], dilations=[3, 2])
    c = case("maxpool-same"); c.node("MaxPool", kernel_shape=[3, 2], strides=[2, 2], auto_pad="SAME_UPPER")
    c = case("avgpool"); c.node("AveragePool", kernel_shape=[3, 2], strides=[2, 2])
    c = case("avgpool-pads"); c.node("AveragePool", kernel_shape=[3, 3], strides=[2, 2], pads=[1, 2, 0, 1])
    c = case("avgpool-include")
    c.node("AveragePool", kernel_shape=[3, 3], strides=[2, 2], pads=[1, 2, 0, 1], count_include_pad=1)
    c = case("avgpool-ceil"); c.node("AveragePool", kernel_shape=[2, 3], strides=[2, 3], ceil_mode=1)
    c = case("avgpool-ceil-include")
    c.node("AveragePool", kernel_shape=[2, 3], strides=[2, 3], pads=[0, 1, 0, 1], ceil_mode=1, count_include_pad=1)
    c = case("avgpool-same"); c.node("AveragePool", kernel_shape=[3, 2], strides=[2, 2], auto_pad="SAME_LOWER")
    c = case("globalavg"); c.node("GlobalAveragePool").node("Flatten")
    c = case("globalmax"); c.node("GlobalMaxPool").node("Squeeze", c.constant(np.array([2, 3])))
    c = case("pad-constant"); c.node("Pad", c.constant(np.array([0, 1, 2, 0, 0, 0, 1, 3])), c.constant(np.float32(0.7)))
    c = case("pad-edge"); c.node("Pad", c.constant(np.array([0, 0, 2, 1, 0, 0, 1, 3])), mode="edge")
    c = case("pad-attribute", version=10); c.node("Pad", pads=[0, 0, 1, 1, 0, 0, 0, 2], value=-0.5, mode="constant")
    c = case("pad-axes", version=18)
    c.node("Pad", c.constant(np.array([1, 2, 3, 0])), "", c.constant(np.array([2, -1])), mode="edge")
    c = case("gemm", [12]); c.node("Gemm", c.weight(12, 5), c.weight(5))
    c = case("gemm-turned", [12]); c.node("Gemm", c.weight(5, 12), c.weight(1, 5), transB=1, alpha=0.5, beta=-2.0)
    c = case("gemm-scalar", [12]); c.node("Gemm", c.weight(12, 5), c.weight(1))
    c = case("gemm-no-bias", [12]); c.node("Gemm", c.weight(12, 5))
    c = case("matmul", [12]); c.node("MatMul", c.weight(12, 7)).node("Add", c.weight(7))
    c = case("matmul-rows", [3, 4, 6]); c.node("MatMul", c.weight(6, 5))
    c = case("add-channels"); c.node("Add", c.weight(3, 1, 1)).node("Add", c.weight(1, 3, 1, 8))
    c = case("mul-scalar"); c.node("Mul", c.weight(1)).node("Mul", c.weight(8))
    c = case("sub-left"); c.node("Sub", inputs=[c.weight(3, 1, 1), "x"]).node("Div", c.weight(9, 1, low=1, high=2))
    c = case("residual")
    c.node("Conv", c.weight(3, 3, 3, 3), pads=[1, 1, 1, 1]).node("Relu").node("Add", "x").node("Relu")
    c = case("gate")
    c.node("GlobalAveragePool").node("Conv", c.weight(3, 3, 1, 1), c.weight(3)).node("Clip", c.constant(np.float32(0)))
    c.node("Mul", inputs=["x", c.value])
    c = case("flatten"); c.node("Flatten", axis=1)
    c = case("flatten-negative"); c.node("Flatten", axis=-3)
    c = case("reshape"); c.node("Reshape", c.constant(np.array([0, -1, 4])))
    c = case("reshape-zeros"); c.node("Reshape", c.constant(np.array([-1, 3, 72])))
    c = case("transpose"); c.node("Transpose", perm=[0, 2, 3, 1])
    c = case("unsqueeze", [6]); c.node("Unsqueeze", c.constant(np.array([1, -1])))
    c = case("concat")
    c.node("Conv", c.weight(2, 3, 1, 1)); first = c.value
    c.node("MaxPool", inputs=["x"], kernel_shape=[3, 3], strides=[1, 1], pads=[1, 1, 1, 1])
    c.node("Concat", inputs=[first, "x", c.value], axis=1)
    c = case("concat-width"); c.node("Relu").node("Concat", "x", axis=-1)
    c = case("identity"); c.node("Identity").node("Dropout")
    c = case("softmax", [11]); c.node("Softmax")
    c = case("softmax-axis"); c.node("Softmax", axis=1)
    c = case("softmax-old", version=11); c.node("Softmax", axis=2)
    c = case("mvn"); c.node("MeanVarianceNormalization")
    c = case("mvn-axes"); c.node("MeanVarianceNormalization", axes=[1, 2, 3])
    c = case("constants", [4, 4, 4])
    c.nodes.append(helper.make_node("Constant", [], ["shape"], value=numpy_helper.from_array(np.array([-1, 64]))))
    c.nodes.append(helper.make_node("Constant", [], ["least"], value_float=0.1))
    c.node("Clip", "least").node("Reshape", "shape").node("Gemm", c.weight(64, 3))
    result += networks()
    return result


def networks() -> list[Case]:
    """A LeNet-5, a small residual and a depthwise-separable network, as exporters write them."""
    lenet = Case("lenet5", [1, 28, 28])
    lenet.node("Conv", lenet.weight(6, 1, 5, 5), lenet.weight(6), pads=[2, 2, 2, 2], kernel_shape=[5, 5])
    lenet.node("Relu").node("AveragePool", kernel_shape=[2, 2], strides=[2, 2])
    lenet.node("Conv", lenet.weight(16, 6, 5, 5, low=-0.3, high=0.3), lenet.weight(16), kernel_shape=[5, 5])
    lenet.node("Relu").node("MaxPool", kernel_shape=[2, 2], strides=[2, 2]).node("Flatten", axis=1)
    lenet.node("Gemm", lenet.weight(30, 400, low=-0.1, high=0.1), lenet.weight(30), transB=1).node("Relu")
    lenet.node("Gemm", lenet.weight(10, 30), lenet.weight(10), transB=1).node("Softmax", axis=1)

    residual = Case("resnet", [1, 28, 28])
    residual.node("Conv", residual.weight(6, 1, 3, 3), pads=[1, 1, 1, 1], strides=[2, 2])
    for _ in range(2):
        shortcut = residual.value
        for _ in range(2):
            residual.node("Conv", residual.weight(6, 6, 3, 3, low=-0.3, high=0.3), pads=[1, 1, 1, 1])
            residual.node("BatchNormalization", residual.weight(6), residual.weight(6), residual.weight(6),
                          residual.weight(6, low=0.5, high=2))
            residual.node("Relu")
        residual.node("Add", shortcut)
    residual.node("GlobalAveragePool").node("Flatten").node("Gemm", residual.weight(6, 10), residual.weight(10))

    separable = Case("separable", [28, 28, 1])
    separable.node("Transpose", perm=[0, 3, 1, 2])
    separable.node("Conv", separable.weight(8, 1, 3, 3), separable.weight(8), auto_pad="SAME_UPPER", strides=[2, 2])
    separable.node("Clip", separable.constant(np.float32(0)), separable.constant(np.float32(6)))
    separable.node("Conv", separable.weight(8, 1, 3, 3), separable.weight(8), auto_pad="SAME_UPPER", group=8)
    separable.node("Conv", separable.weight(12, 8, 1, 1), separable.weight(12)).node("LeakyRelu", alpha=0.1)
    separable.node("Transpose", perm=[0, 2, 3, 1]).node("Reshape", separable.constant(np.array([-1, 14 * 14 * 12])))
    separable.node("MatMul", separable.weight(14 * 14 * 12, 5, low=-0.05, high=0.05)).node("Add", separable.weight(5))
    return [lenet, residual, separable.node("Softmax")]


def hostile() -> dict[str, tuple[onnx.ModelProto, str | None, str]]:
    """Files that must be refused: name → model, the node at fault, a word of the reason."""
    result = {}

    def refuse(name: str, case: Case, node: str | None, word: str, change=lambda model: None) -> None:
        model = case.model()
        change(model)
        result[name] = (model, node, word)

    c = lambda shape=None, version=17: Case("hostile", shape or IMAGE, version)
    refuse("operator", c().node("Sin"), "sin0", "Sin is not supported")
    k = c(); refuse("domain", k.node("Relu", domain="com.example"), "relu0", "com.example")
    k = c(); refuse("kernel", k.node("Conv", k.weight(1, 3, 10, 3)), "conv0", "larger than its input")
    k = c(); refuse("weights", k.node("Conv", k.weight(4, 2, 3, 3)), "conv0", "do not fit")
    k = c(); refuse("groups", k.node("Conv", k.weight(4, 3, 3, 3), group=2), "conv0", "groups")
    k = c(); refuse("bias", k.node("Conv", k.weight(4, 3, 3, 3), k.weight(3)), "conv0", "bias")
    refuse("padding", c().node("MaxPool", kernel_shape=[2, 2], pads=[2, 0, 0, 0]), "maxpool0", "padding of 2")
    refuse("stride", c().node("MaxPool", kernel_shape=[2, 2], strides=[0, 1]), "maxpool0", "above 0")
    refuse("mode", c().node("Pad", mode="reflect", pads=[0] * 8), "pad0", "reflect")
    k = c(); refuse("huge-pad", k.node("Pad", k.constant(np.array([0, 4000, 4000, 0, 0, 0, 0, 4000]))), "pad0", "too large")
    k = c(); refuse("reshape", k.node("Reshape", k.constant(np.array([-1, 7]))), "reshape0", "cannot become")
    refuse("transpose", c().node("Transpose", perm=[1, 0, 2, 3]), "transpose0", "moves the batch")
    k = c(); refuse("gemm", k.node("Gemm", k.weight(5, 2)), "gemm0", "needs features")
    k = c([12]); refuse("gemm-shape", k.node("Gemm", k.weight(5, 2)), "gemm0", "do not fit")
    k = c(); refuse("add", k.node("Add", k.weight(2, 1, 1)), "add0", "do not fit")
    k = c(); refuse("value", k.node("Conv", "x"), "conv0", "must be a constant")
    refuse("cycle", c().node("Add", inputs=["x", "relu1"]).node("Relu"), "add0", "cycle")
    refuse("version", c(version=3).node("Relu"), None, "version 3")
    refuse("no-output", c().node("Relu"), "lost", "no node makes",
           lambda model: setattr(model.graph.output[0], "name", "lost"))
    refuse("inputs", c().node("Relu"), None, "one input",
           lambda model: model.graph.input.append(helper.make_tensor_value_info("y", TensorProto.FLOAT, ["N", 1])))
    refuse("huge-input", c([4096, 4096, 4096]).node("Relu"), "x", "no usable shape")
    refuse("unknown-input", c(["H", "W"]).node("Relu"), "x", "no usable shape")

    def first_weight(**fields):
        def change(model: onnx.ModelProto) -> None:
            tensor = model.graph.initializer[0]
            for key, value in fields.items():
                if key == "dims":
                    del tensor.dims[:]
                    tensor.dims.extend(value)
                else:
                    setattr(tensor, key, value)
        return change

    for name, word, fields in (
            ("overflow", "too large", {"dims": [1 << 62, 8, 1, 1]}), ("huge", "too large", {"dims": [1 << 27]}),
            ("negative", "too large or negative", {"dims": [-4, 3, 3, 3]}),
            ("short", "numbers, its shape asks for", {"raw_data": b"1234"}),
            ("half", "is not float", {"data_type": TensorProto.FLOAT16}),
            ("outside", "another file", {"data_location": TensorProto.EXTERNAL}),
            ("infinite", "not finite", {"raw_data": np.full(108, np.nan, np.float32).tobytes()})):
        k = c()
        refuse(f"weights-{name}", k.node("Conv", k.weight(4, 3, 3, 3)), "w0", word, first_weight(**fields))
    return result


def write(folder: Path, name: str, model: bytes, x: np.ndarray) -> None:
    """The case `name`: `model`, and what ONNX Runtime makes of the one picture in `x`."""
    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
    (y,) = session.run(None, {session.get_inputs()[0].name: x})
    (folder / f"{name}.onnx").write_bytes(model)
    numbers = lambda array: [float(f"{value:.9g}") for value in array.ravel()]
    (folder / f"{name}.json").write_text(
        json.dumps({"input": numbers(x), "shape": list(y.shape[1:]), "output": numbers(y)}) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    for case in cases():
        model = case.model()
        x = case.random.uniform(-1, 1, (1, *case.shape)).astype(np.float32)
        write(options.out, case.name, model.SerializeToString(deterministic=True), x)
    refused = options.out / "Refused"
    refused.mkdir(exist_ok=True)
    for name, (model, node, word) in hostile().items():
        (refused / f"{name}.onnx").write_bytes(model.SerializeToString(deterministic=True))
        (refused / f"{name}.json").write_text(json.dumps({"node": node, "word": word}) + "\n")


if __name__ == "__main__":
    main()
