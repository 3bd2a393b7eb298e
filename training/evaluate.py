"""Figures of a network on the parts of the data that it never saw.

    python training/evaluate.py --data ../shared/data --model models/digits.onnx [--card]

--card writes the figures into the model's card. Sources that are never trained on: even places unless --closing.
"""

import argparse
import json
from pathlib import Path

import numpy as np

import data
import drawn
import figures
from card import log_probabilities
from junk import make as make_junk


def evaluate(path: Path, root: Path, temperature: float, task: data.Task, closing: bool) -> dict:
    """Per source: accuracy among the characters, log loss against the best of any temperature; junk refused."""
    result, good = {}, None
    sets = [(source.name, source.load(root).part("report")) for source in task.sources]
    sets += [(source.name, source.load(root).half(odd=closing)) for source in task.never_trained]
    if task is data.TASKS["letters"]:
        sets.append(("machine print", drawn.printed()))
    for name, pictures in sets:
        logits = log_probabilities(path, pictures.images)
        wrong = logits[:, : task.junk].argmax(axis=1) != pictures.labels
        figure = figures.errors(wrong, pictures.writers)
        best = figures.best_temperature(logits, pictures.labels)
        probabilities = figures.softmax(logits / temperature)
        sure = probabilities[:, : task.junk].max(axis=1) >= 0.999
        figure |= {"log_loss": round(figures.log_loss(logits, pictures.labels, temperature), 5),
                   "log_loss_best": round(figures.log_loss(logits, pictures.labels, best), 5),
                   "best_temperature": round(best, 3), "sure": int(sure.sum()),
                   "sure_wrong": int((wrong & sure).sum())}
        result[name] = figure
        if good is None:
            good = probabilities[:, task.junk]
            images, labels = pictures.images / 255.0, pictures.labels
    random = np.random.default_rng(99)
    junk = np.stack([make_junk(images, labels, random) for _ in range(3000)])
    logits = log_probabilities(path, junk.astype(np.float32))
    result["junk"] = figures.junk_refused(good, figures.softmax(logits / temperature)[:, task.junk])
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
    result = evaluate(options.model, options.data, card["temperature"], data.TASKS[options.model.stem], options.closing)
    for name, figure in result.items():
        print(name, json.dumps(figure))
    if options.card:
        card["accuracy"] = result
        card_path.write_text(json.dumps(card, indent=2) + "\n")


if __name__ == "__main__":
    main()
