"""Draws how good a network's confidence is and what it mistakes for what.

    python training/show.py --data ../shared/data --model models/digits.onnx --docs docs [--history .training/history.json]

Writes MODEL-reliability.svg, MODEL-confusion.svg and, with --history, MODEL-training.svg to DOCS/networks. Report parts
and even places of what is never trained on, as evaluate.py has them. Prints the card's figures as a Markdown table.
"""

import argparse
import json
from pathlib import Path

import numpy as np

import data
import figures
import svg
from reading import log_probabilities
from evaluate import sources


def reliability(logits: dict[str, np.ndarray], sets: dict[str, data.Pictures], temperature: float, junk: int) -> str:
    """How often characters are right (up) at a confidence (across), both as odds: 1 is 0.9, 3 is 0.999."""
    nines = lambda share: min(4.0, max(0.0, -np.log10(max(1e-9, 1 - share))))
    lines = [svg.Line("as it should be", [(0, 0), (4, 4)], dashed=True)]
    for name, rows in logits.items():
        bins = [row for row in figures.reliability(rows, sets[name].labels, temperature, junk) if row["n"] >= 20]
        # No error among n is no more than one in n + 2 seen.
        points = [(nines(row["confidence"]), nines((row["right"] * row["n"] + 1) / (row["n"] + 2))) for row in bins]
        if len(points) > 1:
            lines.append(svg.Line(name, points, dots=True))
    return svg.plot(lines, "reliability, in nines", ("confidence", 0, 4), ("right", 0, 4))


def confusion(logits: np.ndarray, labels: np.ndarray, names: list[str], title: str) -> str:
    """What is written (down) against what is read (across)."""
    counts = np.zeros((len(names) - 1, len(names)), int)
    np.add.at(counts, (labels, logits.argmax(axis=1)), 1)
    return svg.table(counts.tolist(), names, title)


def table(figures_: dict) -> str:
    """The figures that evaluate.py wrote into a card, as a Markdown table."""
    lines = ["| source | wrong/n | % right (95 %) | log loss, at the source's best temperature | sure | of them wrong |",
             "|---|---|---|---|---|---|"]
    for name, figure in figures_.items():
        if "refused" in figure:
            lines.append(f"| {name} | {figure['n'] - round(figure['refused'] * figure['n'])}/{figure['n']} not refused | "
                         f"{100 * figure['refused']:.1f} refused | | | |")
        elif "fields" in figure:
            right = 100 * (1 - figure["wrong"] / figure["fields"])
            lines.append(f"| {name} | {figure['wrong']}/{figure['fields']} | {right:.2f} | | {figure['accepted']} accepted | "
                         f"{figure['accepted_wrong']} |")
        else:
            span = f"{100 * figure['low95']:.2f}–{100 * figure['high95']:.2f}"
            loss = f"{figure['log_loss']:.4f}, {figure['log_loss_best']:.4f} (at {figure['best_temperature']:.2f})" \
                if "log_loss" in figure else ""
            lines.append(f"| {name} | {figure['errors']}/{figure['n']} | {100 * figure['accuracy']:.2f} ({span}) | {loss} | "
                         f"{figure.get('sure', '')} | {figure.get('sure_wrong', '')} |")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--docs", type=Path, default=Path("docs"))
    parser.add_argument("--history", type=Path)
    options = parser.parse_args()
    model = options.model.stem
    task = data.TASKS[model]
    card = json.loads(options.model.with_suffix(".json").read_text())
    temperature = card["temperature"]
    print(table(card["accuracy"]))
    sets = sources(options.data, task, closing=False)
    logits = {name: log_probabilities(options.model, pictures.images) for name, pictures in sets.items()}
    folder = options.docs / "networks"
    svg.save(folder / f"{model}-reliability.svg", reliability(logits, sets, temperature, task.junk))
    if model == "digits":
        names = [*task.classes, "–"]
        panels = [confusion(logits[name], sets[name].labels, names, name)
                  for name in ("mnist-train", "envelope-digits", "amount-strings") if name in sets]
        svg.save(folder / f"{model}-confusion.svg", *panels, height=340)
    if options.history:
        svg.curves(json.loads(options.history.read_text()), folder / f"{model}-training.svg", model)


if __name__ == "__main__":
    main()
