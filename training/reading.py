"""What a weight file says of pictures, with its card; needs numpy and onnxruntime alone."""

import hashlib
import json
from pathlib import Path

import numpy as np
import onnxruntime

import figures


def log_probabilities(path: Path, images: np.ndarray) -> np.ndarray:
    """The network's log probabilities of `images` (n × 28 × 28, 0…255 or 0…1), before the temperature."""
    scaled = images.astype(np.float32) / (255 if images.dtype == np.uint8 else 1)
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    rows = [session.run(None, {"images": scaled[start : start + 512, None]})[0]
            for start in range(0, len(scaled), 512)]
    return np.log(np.concatenate(rows).astype(np.float64) + 1e-30)


def alone(path: Path, images: np.ndarray) -> np.ndarray:
    """The network's log probabilities at its card's temperature, whatever other network the card names."""
    temperature = json.loads(path.with_suffix(".json").read_text())["temperature"]
    return figures.log_softmax(log_probabilities(path, images) / temperature)


def calibrated(path: Path, images: np.ndarray) -> np.ndarray:
    """The log probabilities that cijfer reads: those of the network alone and, where they are in doubt and its card names a
    second one, of the mean with what that one says."""
    logs = alone(path, images)
    if second := json.loads(path.with_suffix(".json").read_text()).get("second"):
        doubtful = logs.max(axis=1) < np.log(second["below"])
        other = alone(path.with_name(second["file"]), images[doubtful])
        logs[doubtful] = figures.log_softmax(mean(logs[doubtful], other, second["share"]) / second["temperature"])
    return logs


def mean(one: np.ndarray, other: np.ndarray, share: float) -> np.ndarray:
    """The logarithm of the mean of two networks' probabilities, which are given by theirs; `share` is the other's."""
    return np.logaddexp(one + np.log1p(-share), other + np.log(share))


def sha256_with_card(path: Path) -> str:
    """Of the weight file and, behind it, its card."""
    return hashlib.sha256(path.read_bytes() + path.with_suffix(".json").read_bytes()).hexdigest()
