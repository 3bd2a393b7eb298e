"""Figures of a network on the parts of the data that it never saw.

    python training/evaluate.py --data ../shared/data --model models/digits.onnx [--card]

--card writes the figures into the model's card. Sources that are never trained on: even places unless --closing.
"""

import argparse
import json
from pathlib import Path

import numpy as np

import data
import figures
from card import log_probabilities
from junk import make as make_junk


def evaluate(path: Path, root: Path, temperature: float, closing: bool) -> dict:
    """Per source: accuracy among the digits, log loss against the best of any temperature; junk refused."""
    result, good = {}, []
    for source in data.DIGITS + data.NEVER_TRAINED:
        pictures = source.load(root)
        pictures = pictures.part("report") if source.trainable else pictures.half(odd=closing)
        logits = log_probabilities(path, pictures.images)
        wrong = logits[:, :10].argmax(axis=1) != pictures.labels
        figure = figures.errors(wrong, pictures.writers)
        best = figures.best_temperature(logits, pictures.labels)
        probabilities = figures.softmax(logits / temperature)
        sure = probabilities[:, :10].max(axis=1) >= 0.999
        figure |= {"log_loss": round(figures.log_loss(logits, pictures.labels, temperature), 5),
                   "log_loss_best": round(figures.log_loss(logits, pictures.labels, best), 5),
                   "best_temperature": round(best, 3), "sure": int(sure.sum()),
                   "sure_wrong": int((wrong & sure).sum())}
        result[source.name] = figure
        if source.name == "mnist-train":
            good = probabilities[:, 10]
            images, labels = pictures.images / 255.0, pictures.labels
    random = np.random.default_rng(99)
    junk = np.stack([make_junk(images, labels, random) for _ in range(3000)])
    refused = figures.softmax(log_probabilities(path, junk.astype(np.float32)) / temperature)[:, 10]
    result["junk"] = figures.junk_refused(good, refused)
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--closing", action="store_true", help="odd places of sources never trained on")
    parser.add_argument("--card", action="store_true", help="write the figures into the card")
    options = parser.parse_args()
    card_path = options.model.with_suffix(".json")
    card = json.loads(card_path.read_text())
    result = evaluate(options.model, options.data, card["temperature"], options.closing)
    for name, figure in result.items():
        print(name, json.dumps(figure))
    if options.card:
        card["accuracy"] = result
        card_path.write_text(json.dumps(card, indent=2) + "\n")


if __name__ == "__main__":
    main()
