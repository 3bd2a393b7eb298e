"""Whether it helps to know that a page is one hand.

    python training/hands.py --data ../shared/data --model models/digits.onnx

A page is PAGE digits of one writer. Each class's mean of log probabilities is moved towards those of the page's other
digits, and a digit that lies nearer to the hand's own mean of a class than to everybody's is more likely of it (a normal
distribution about each mean, its spread and the weight of everybody's mean chosen on the one part, judged on the other).
Choose and calibrate writers; fields are 7 digits in a row, accepted at 0.999.
"""

import argparse
import json
from itertools import product
from pathlib import Path

import numpy as np

import data
import figures
from reading import log_probabilities

PAGE, FIELD = 50, 7
FLOOR = -14.0  # log probabilities below it are all alike
PRIORS, SPREADS = (3.0, 5.0, 10.0), (50.0, 80.0, 120.0)


def means(logs: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Everybody's mean of each class."""
    floored = np.maximum(logs, FLOOR)
    return np.stack([floored[labels == label].mean(0) for label in range(logs.shape[1])])


def adapted(logs: np.ndarray, writers: np.ndarray, everybody: np.ndarray, prior: float, spread: float) -> np.ndarray:
    """`logs` after each page's hand was looked at; a digit says nothing about itself."""
    result = logs.copy()
    for writer in np.unique(writers):
        places = np.flatnonzero(writers == writer)
        for page in np.split(places, range(PAGE, len(places), PAGE)):
            floored, shares = np.maximum(logs[page], FLOOR), np.exp(logs[page])
            own = shares[:, :, None] * floored[:, None, :]
            counts = shares.sum(0) - shares + prior
            hand = (own.sum(0) - own + prior * everybody) / counts[:, :, None]
            nearer = ((floored[:, None] - everybody) ** 2).sum(2) - ((floored[:, None] - hand) ** 2).sum(2)
            result[page] += nearer / spread
    return figures.log_softmax(result)


def line(name: str, logs: np.ndarray, labels: np.ndarray, writers: np.ndarray) -> str:
    """Errors, log loss, fields accepted and wrong."""
    best, right = logs.max(1), logs.argmax(1) == labels
    count = accepted = wrong = 0
    for writer in np.unique(writers):
        places = np.flatnonzero(writers == writer)
        fields = places[: len(places) // FIELD * FIELD].reshape(-1, FIELD)
        sure = best[fields].sum(1) >= np.log(figures.SURE)
        count, accepted = count + len(fields), accepted + sure.sum()
        wrong += (sure & ~right[fields].all(1)).sum()
    return (f"{name}: {(~right).sum()} of {len(labels)} wrong, log loss {figures.log_loss(logs, labels, 1):.4f}, "
            f"{accepted} of {count} fields accepted, {wrong} wrong")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", type=Path, required=True)
    options = parser.parse_args()
    temperature = json.loads(options.model.with_suffix(".json").read_text())["temperature"]
    sets = {}
    for part in ("choose", "calibrate"):
        pictures = data.MNIST.load(options.data).part(part)
        digits = log_probabilities(options.model, pictures.images)[:, :10] / temperature
        sets[part] = figures.log_softmax(digits), pictures.labels, pictures.writers
    for part, other in (("choose", "calibrate"), ("calibrate", "choose")):
        logs, labels, writers = sets[part]
        other_logs, other_labels, other_writers = sets[other]
        prior, spread = min(product(PRIORS, SPREADS), key=lambda setting: figures.log_loss(
            adapted(other_logs, other_writers, means(logs, labels), *setting), other_labels, 1))
        print(line(f"{part}, digits alone", logs, labels, writers))
        hand = adapted(logs, writers, means(other_logs, other_labels), prior, spread)
        print(line(f"{part}, as one hand (prior {prior:g}, spread {spread:g})", hand, labels, writers))


if __name__ == "__main__":
    main()
