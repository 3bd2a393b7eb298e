"""Adapts a network to one's own hands: its last layer alone, by characters that people decided in the review.

    cijfer export out --format crops --output crops/own-images-idx3-ubyte.gz
    python training/adapt.py --crops crops/own-images-idx3-ubyte.gz --model models/digits.onnx --out models-own

Every layer but the last stays as it is, and the last is held near where it was (PULL), so that some hundred characters
are enough and none too many. The last fifth of the crops, which are in the order of their documents, is not
learnt from: on it the network before and after is compared, and the temperature of its confidence fitted. Where
that fifth is read no better (more errors, or less sure of the truth), nothing is written, and the exit code is 1. A
second network that the card names stays as it is, and stays only where that fifth is read better with it.
"""

import argparse
import hashlib
import json
import shutil
import sys
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import scipy.optimize
from onnx import numpy_helper

import figures
import idx
import reading

HELD_OUT = 0.2
# Of the squared distance of the last layer from where it was, against the mean cross entropy.
PULL = 0.02
LEAST = 50  # characters


def load(path: Path, classes: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """The pictures (n × 28 × 28 uint8) and classes of the crops whose character the network knows."""
    images = idx.read(path)
    labels = idx.read(path.with_name(path.name.replace("images", "labels").replace("idx3", "idx1"))).astype(int)
    alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    known = np.array([alphabet[label] in classes for label in labels], bool)
    return images[known], np.array([classes.index(alphabet[label]) for label in labels[known]], int)


class Last:
    """The last layer of a network (a Gemm before the softmax), and what comes into it."""

    def __init__(self, path: Path):
        self.model = onnx.load(path)
        nodes = [node for node in self.model.graph.node if node.op_type == "Gemm"]
        if not nodes or self.model.graph.node[-1].op_type != "Softmax":
            raise SystemExit(f"{path}: does not end with a Gemm and a Softmax")
        node = nodes[-1]
        weights = {tensor.name: tensor for tensor in self.model.graph.initializer}
        self.tensors = [weights[name] for name in node.input[1:3]]
        self.is_turned = any(one.name == "transB" and one.i for one in node.attribute)
        self.weight, self.bias = (numpy_helper.to_array(tensor).astype(np.float64) for tensor in self.tensors)
        if not self.is_turned:
            self.weight = self.weight.T
        probe = onnx.ModelProto()
        probe.CopyFrom(self.model)
        probe.graph.output.append(onnx.helper.make_tensor_value_info(node.input[0], onnx.TensorProto.FLOAT, None))
        self._session = onnxruntime.InferenceSession(probe.SerializeToString(), providers=["CPUExecutionProvider"])
        self._name, self._input = node.input[0], self._session.get_inputs()[0].name

    def features(self, images: np.ndarray) -> np.ndarray:
        """What comes into the layer, n × features."""
        scaled = images.astype(np.float32)[:, None] / 255
        return np.concatenate([self._session.run([self._name], {self._input: scaled[start:start + 256]})[0]
                               for start in range(0, len(scaled), 256)]).astype(np.float64)

    def write(self, weight: np.ndarray, bias: np.ndarray, path: Path) -> None:
        for tensor, values in zip(self.tensors, (weight if self.is_turned else weight.T, bias)):
            tensor.CopyFrom(numpy_helper.from_array(np.ascontiguousarray(values, np.float32), tensor.name))
        onnx.save(self.model, path)


def log_probabilities(features: np.ndarray, weight: np.ndarray, bias: np.ndarray) -> np.ndarray:
    return figures.log_softmax(features @ weight.T + bias)


def adapt(last: Last, features: np.ndarray, labels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The last layer's weight and bias, fitted to `labels` and held near where they were."""
    shape, count = last.weight.shape, len(labels)
    start = np.concatenate([last.weight.ravel(), last.bias])

    def loss(flat: np.ndarray) -> tuple[float, np.ndarray]:
        weight, bias = flat[:-shape[0]].reshape(shape), flat[-shape[0]:]
        logs = log_probabilities(features, weight, bias)
        error = np.exp(logs)
        error[np.arange(count), labels] -= 1
        gradient = np.concatenate([(error.T @ features).ravel(), error.sum(axis=0)]) / count
        away = flat - start
        return -logs[np.arange(count), labels].mean() + PULL * away @ away, gradient + 2 * PULL * away

    flat = scipy.optimize.minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 300}).x
    return flat[:-shape[0]].reshape(shape), flat[-shape[0]:]


def temperature(logs: np.ndarray, labels: np.ndarray, before: float) -> float:
    """What the confidence must be cooled by, between a half and twice what it was."""
    def loss(one: float) -> float:
        return -figures.log_softmax(logs / one)[np.arange(len(labels)), labels].mean()

    return float(scipy.optimize.minimize_scalar(loss, bounds=(before / 2, before * 2), method="bounded").x)


def keep_second(card: dict, folder: Path, out: Path, images: np.ndarray, logs: np.ndarray, labels: np.ndarray) -> None:
    """Takes the second network out of `card`, or copies it to `out` where the mean with `logs`, which are calibrated, is
    surer of `labels` in what the first one doubts."""
    if (second := card.pop("second", None)) is None:
        return
    doubtful = logs.max(axis=1) < np.log(second["below"])
    if not doubtful.any():
        return
    path = folder / second["file"]
    mean = reading.mean(logs[doubtful], reading.alone(path, images[doubtful]), second["share"])
    both = temperature(mean, labels[doubtful], second["temperature"])
    if figures.log_loss(mean, labels[doubtful], both) < figures.log_loss(logs[doubtful], labels[doubtful], 1):
        shutil.copyfile(path, out / path.name)
        shutil.copyfile(path.with_suffix(".json"), (out / path.name).with_suffix(".json"))
        card["second"] = second | {"temperature": round(both, 4)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--crops", type=Path, required=True, help="…-images-idx3-ubyte.gz; its labels lie beside it")
    parser.add_argument("--model", type=Path, default=Path("models/digits.onnx"))
    parser.add_argument("--out", type=Path, required=True, help="folder of the new network")
    options = parser.parse_args()
    card = json.loads(options.model.with_suffix(".json").read_text())
    images, labels = load(options.crops, card["classes"])
    if len(labels) < LEAST:
        raise SystemExit(f"{len(labels)} characters that this network knows: at least {LEAST} are needed")
    last = Last(options.model)
    features = last.features(images)
    learnt = int(len(labels) * (1 - HELD_OUT))
    weight, bias = adapt(last, features[:learnt], labels[:learnt])
    held, truth = features[learnt:], labels[learnt:]
    after = log_probabilities(held, weight, bias)
    before = log_probabilities(held, last.weight, last.bias)
    wrong = [int((logs.argmax(axis=1) != truth).sum()) for logs in (before, after)]
    sure = [float(logs[np.arange(len(truth)), truth].mean()) for logs in (before, after)]
    print(f"learnt from {learnt} characters; of the other {len(truth)} wrong before: {wrong[0]}, after: {wrong[1]}")
    if wrong[1] > wrong[0] or sure[1] <= sure[0]:
        sys.exit("no better: nothing is written")
    options.out.mkdir(parents=True, exist_ok=True)
    path = options.out / options.model.name
    last.write(weight, bias, path)
    card.pop("goldens", None)
    card.update(
        file=path.name, sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
        temperature=round(temperature(after, truth, card["temperature"]), 4),
        adapted={"characters": learnt, "heldOut": len(truth), "wrongBefore": wrong[0], "wrongAfter": wrong[1]})
    for key in ("accuracy", "accuracy of both"):
        card.pop(key, None)
    calibrated = figures.log_softmax(after / card["temperature"])
    keep_second(card, options.model.parent, options.out, images[learnt:], calibrated, truth)
    path.with_suffix(".json").write_text(json.dumps(card, indent=2) + "\n")


if __name__ == "__main__":
    main()
