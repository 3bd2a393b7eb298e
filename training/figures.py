"""Errors as errors/n with a 95 % interval, by writer where writers are known; temperature; junk."""

import numpy as np

SURE = 0.999  # confidence of a character, posterior of a field


def softmax(logits: np.ndarray) -> np.ndarray:
    """Rows of `logits` as probabilities."""
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def log_softmax(logits: np.ndarray) -> np.ndarray:
    """Rows of `logits` as log probabilities."""
    lowered = logits - logits.max(axis=1, keepdims=True)
    return lowered - np.log(np.exp(lowered).sum(axis=1, keepdims=True))


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


def accuracy(logits: np.ndarray, pictures, junk: int) -> dict:
    """Errors among the characters, junk left aside."""
    return errors(logits[:, :junk].argmax(axis=1) != pictures.labels, pictures.writers)


def confidence(logits: np.ndarray, labels: np.ndarray, temperature: float, junk: int) -> dict:
    """Log loss, beside that of the best temperature; how many are sure (0.999, given a character), how many wrongly."""
    best = best_temperature(logits, labels)
    characters = softmax(logits[:, :junk] / temperature)
    sure = characters.max(axis=1) >= SURE
    wrong = characters.argmax(axis=1) != labels
    return {"log_loss": round(log_loss(logits, labels, temperature), 5),
            "log_loss_best": round(log_loss(logits, labels, best), 5), "best_temperature": round(best, 3),
            "sure": int(sure.sum()), "sure_wrong": int((wrong & sure).sum())}


def fields(logits: np.ndarray, labels: np.ndarray, temperature: float, junk: int, length: int) -> dict:
    """Disjoint fields of `length` characters in file order, accepted where the posterior reaches SURE."""
    count = len(labels) // length
    characters = softmax(logits[: count * length, :junk] / temperature)
    posterior = characters.max(axis=1).reshape(count, length).prod(axis=1)
    wrong = (characters.argmax(axis=1) != labels[: count * length]).reshape(count, length).any(axis=1)
    accepted = posterior >= SURE
    return {"fields": count, "wrong": int(wrong.sum()), "accepted": int(accepted.sum()),
            "accepted_wrong": int((accepted & wrong).sum())}


def reliability(logits: np.ndarray, labels: np.ndarray, temperature: float, junk: int) -> list[dict]:
    """By confidence: how many characters, the confidence's mean, the share that is right."""
    characters = softmax(logits[:, :junk] / temperature)
    best = characters.max(axis=1)
    right = characters.argmax(axis=1) == labels
    edges = np.array([0, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999, 0.9999, 1.0000001])
    bins = np.digitize(best, edges) - 1
    return [{"from": float(edges[bin_]), "n": int((bins == bin_).sum()),
             "confidence": round(float(best[bins == bin_].mean()), 5),
             "right": round(float(right[bins == bin_].mean()), 5)} for bin_ in np.unique(bins)]


def log_loss(logits: np.ndarray, labels: np.ndarray, temperature: float, label_errors: float = 0) -> float:
    """The mean negative log probability of `labels` at `temperature`, where this share of labels says anything at all."""
    right = softmax(logits / temperature)[np.arange(len(labels)), labels]
    return float(-np.log((1 - label_errors) * right + label_errors / logits.shape[1] + 1e-12).mean())


def best_temperature(logits: np.ndarray, labels: np.ndarray, label_errors: float = 0) -> float:
    """The temperature of least log loss, by golden section on its logarithm over [1/4, 8]."""
    low, high = np.log(0.25), np.log(8.0)
    ratio = (np.sqrt(5) - 1) / 2
    for _ in range(60):
        a, b = high - ratio * (high - low), low + ratio * (high - low)
        if log_loss(logits, labels, np.exp(a), label_errors) < log_loss(logits, labels, np.exp(b), label_errors):
            high = b
        else:
            low = a
    return float(np.exp((low + high) / 2))


def junk_refused(good: np.ndarray, junk: np.ndarray, refused: float = 0.001) -> dict:
    """At the threshold of the junk probability that refuses the share `refused` of `good`: the share of `junk`."""
    threshold = float(np.quantile(good, 1 - refused))
    return {"threshold": threshold, "refused": round(float((junk > threshold).mean()), 4), "n": len(junk)}
