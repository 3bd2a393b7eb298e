"""Figures of a network on the parts of the data that it never saw, and whether they are good enough.

    python training/evaluate.py --data ../shared/data --model models/digits.onnx [--both] [--closing] [--card] [--sheet FILE]

Ends with 1 where a criterion of `criteria.py` is missed. Of sources that are never trained on, even places count unless
--closing. --both: with the second network that the card names, as cijfer reads. --card writes the figures into the model's
card; --sheet draws the worst errors (handwriting: not for a commit).
"""

import argparse
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np

import amounts
import contact_sheet
import criteria
import data
import drawn
import figures
from junk import make as make_junk
from reading import calibrated, log_probabilities

JUNK = 4000

Reader = Callable[[np.ndarray], np.ndarray]


def sources(root: Path, task: data.Task, closing: bool) -> dict[str, data.Pictures]:
    """What the network is judged by: report parts, halves of what is never trained on, machine print."""
    result = {source.name: source.load(root).part("report") for source in task.sources}
    result |= {source.name: source.load(root).half(odd=closing) for source in task.never_trained}
    if task is data.TASKS["letters"]:
        result["machine print"] = drawn.printed()
    elif (root / "amount-strings").exists():
        pictures = amounts.load(root)
        result["amount-strings"] = pictures[pictures.writers % 2 == int(closing)]
    return result


def evaluate(read: Reader, sets: dict[str, data.Pictures], strangers: data.Pictures, temperature: float,
             task: data.Task, junk: int = JUNK) -> dict:
    """The figures of `read` (pictures → log probabilities), by source; `junk` pictures are made of `strangers`' ink."""
    result = {}
    for name, pictures in sets.items():
        logits = read(pictures.images)
        result[name] = figures.accuracy(logits, pictures, task.junk) | figures.confidence(
            logits, pictures.labels, temperature, task.junk)
        if name == "tablet-letters" and task is data.TASKS["digits"]:
            ones = pictures.labels == 1
            result["tablet 1s"] = figures.accuracy(logits[ones], pictures[ones], task.junk)
        if name == "envelope-digits":
            result["4-digit fields"] = figures.fields(logits, pictures.labels, temperature, task.junk, 4)
    good = np.concatenate([figures.softmax(read(sets[source.name].images) / temperature)[:, task.junk]
                           for source in task.sources])
    for name, held_out in (("junk of kinds trained on", False), ("junk of other kinds", True)):
        random = np.random.default_rng([99, int(held_out)])
        images = np.stack([make_junk(strangers.images / 255.0, strangers.labels, random, held_out) for _ in range(junk)])
        probabilities = figures.softmax(read(images.astype(np.float32)) / temperature)
        result[name] = figures.junk_refused(good, probabilities[:, task.junk])
    return result


def worst(read: Reader, sets: dict[str, data.Pictures], junk: int, count: int = 60) -> np.ndarray:
    """The pictures whose label the network finds least likely: a row of `count` a source."""
    rows = []
    for pictures in sets.values():
        probabilities = figures.softmax(read(pictures.images)[:, :junk])
        order = probabilities[np.arange(len(pictures.labels)), pictures.labels].argsort()[:count]
        row = np.zeros((count, 28, 28), np.uint8)
        row[: len(order)] = pictures.images[order]
        rows.append(row)
    return np.concatenate(rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--closing", action="store_true", help="odd places of sources never trained on")
    parser.add_argument("--both", action="store_true", help="with the second network")
    parser.add_argument("--card", action="store_true", help="write the figures into the card")
    parser.add_argument("--sheet", type=Path, help="a picture of the worst errors, a row a source")
    options = parser.parse_args()
    card_path = options.model.with_suffix(".json")
    card = json.loads(card_path.read_text())
    name = options.model.stem.removesuffix("-second")
    task = data.TASKS[name]
    sets = sources(options.data, task, options.closing)
    if options.both:
        read, temperature = (lambda images: calibrated(options.model, images)), 1.0
    else:
        read, temperature = (lambda images: log_probabilities(options.model, images)), card["temperature"]
    strangers = sets[task.sources[0].name]
    result = evaluate(read, sets, strangers, temperature, task)
    for source, figure in result.items():
        print(source, json.dumps(figure))
    if options.card:
        card["accuracy of both" if options.both else "accuracy"] = result
        card_path.write_text(json.dumps(card, indent=2) + "\n")
    if options.sheet:
        contact_sheet.save(options.sheet, worst(read, sets, task.junk), 60)
    missed = criteria.missed(name, result)
    for line in missed:
        print("missed:", line)
    raise SystemExit(1 if missed else 0)


if __name__ == "__main__":
    main()
