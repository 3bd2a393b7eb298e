"""Errors as errors/n with a 95 % interval, by writer where writers are known; temperature; junk."""

import numpy as np


def softmax(logits: np.ndarray) -> np.ndarray:
    """Rows of `logits` as probabilities."""
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def errors(wrong: np.ndarray, writers: np.ndarray | None, seed: int = 0) -> dict:
    """errors, n and the bootstrap interval of the accuracy: over writers, or over pictures where none are known."""
    random = np.random.default_rng(seed)
    groups = np.arange(len(wrong)) if writers is None else np.unique(writers, return_inverse=True)[1]
    count = np.bincount(groups)
    bad = np.bincount(groups, wrong)
    drawn = random.integers(len(count), size=(2000, len(count)))
    accuracy = 1 - bad[drawn].sum(axis=1) / count[drawn].sum(axis=1)
    low, high = np.quantile(accuracy, [0.025, 0.975])
    return {"errors": int(wrong.sum()), "n": len(wrong), "accuracy": round(1 - float(wrong.mean()), 6),
            "low95": round(float(low), 6), "high95": round(float(high), 6)}


def log_loss(logits: np.ndarray, labels: np.ndarray, temperature: float) -> float:
    """The mean negative log probability of `labels` at `temperature`."""
    probabilities = softmax(logits / temperature)
    return float(-np.log(probabilities[np.arange(len(labels)), labels] + 1e-12).mean())


def best_temperature(logits: np.ndarray, labels: np.ndarray) -> float:
    """The temperature of least log loss, by golden section on its logarithm over [1/4, 8]."""
    low, high = np.log(0.25), np.log(8.0)
    ratio = (np.sqrt(5) - 1) / 2
    for _ in range(60):
        a, b = high - ratio * (high - low), low + ratio * (high - low)
        if log_loss(logits, labels, np.exp(a)) < log_loss(logits, labels, np.exp(b)):
            high = b
        else:
            low = a
    return float(np.exp((low + high) / 2))


def junk_refused(good: np.ndarray, junk: np.ndarray, refused: float = 0.001) -> dict:
    """At the threshold of the junk probability that refuses the share `refused` of `good`: the share of `junk`."""
    threshold = float(np.quantile(good, 1 - refused))
    return {"threshold": threshold, "refused": round(float((junk > threshold).mean()), 4), "n": len(junk)}
