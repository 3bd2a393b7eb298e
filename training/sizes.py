"""Accuracy against cost: every architecture of `networks.SIZES`, taught by one network, as a table and a picture.

    python training/sizes.py --data ../shared/data --teachers models/digits.onnx --served .training/served \
        --calibrate .training/calibrate [--epochs 8] [--work .training/sizes] [--docs docs]

All train alike, on the same pictures; a run goes on from where it was left. Judged by the choose part, since a size is
chosen by it, and by even places of what is never trained on. Writes DOCS/networks/sizes.svg, prints Markdown.
"""

import argparse
import json
import math
import os
from pathlib import Path

import data
import figures
import networks
import svg
import train


def trained(size: str, options: argparse.Namespace) -> Path:
    """The weight file of the architecture `size`."""
    import card

    own = argparse.Namespace(**vars(options), size=size, out=options.work / size)
    own.work = own.out
    own.work.mkdir(parents=True, exist_ok=True)
    path = own.out / f"{own.model}.onnx"
    if not path.exists():
        for block in options.work.glob("*/*.npz"):  # made once for all
            if not (own.work / block.name).exists():
                os.link(block, own.work / block.name)
        card.export(train.train(own), own)
    return path


def judged(path: Path, root: Path) -> dict[str, dict]:
    """Errors and confidence of the network at `path`, by source; its multiply-adds in millions as `cost`."""
    from reading import log_probabilities

    task, card_ = data.TASKS["digits"], json.loads(path.with_suffix(".json").read_text())
    sets = {"choose writers": data.MNIST.load(root).part("choose")}
    sets |= {source.name: source.load(root).half(odd=False) for source in task.never_trained}
    result: dict[str, dict] = {"cost": card_["multiplyAdds"] / 1e6}
    for name, pictures in sets.items():
        logits = log_probabilities(path, pictures.images)
        result[name] = figures.accuracy(logits, pictures, task.junk) | figures.confidence(
            logits[:, : task.junk], pictures.labels, card_["temperature"], task.junk)
    return result


def table(results: dict[str, dict]) -> str:
    """A row a size."""
    names = [name for name in next(iter(results.values())) if name != "cost"]
    head = " | ".join(f"{name}: wrong/n, log loss, sure" for name in names)
    lines = [f"| size | million multiply-adds | {head} |", "|---|---|" + "---|" * len(names)]
    for size, result in results.items():
        cells = (f"{one['errors']}/{one['n']}, {one['log_loss']:.4f}, {one['sure']}" for one in map(result.get, names))
        lines.append(f"| {size} | {result['cost']:.2f} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def picture(results: dict[str, dict], path: Path) -> None:
    """Errors and log loss against cost, two panels."""
    names = ["choose writers", "envelope-digits"]
    panels = []
    for title, value in (("% wrong", lambda one: 100 * (1 - one["accuracy"])), ("log loss", lambda one: one["log_loss"])):
        lines = [svg.Line(name, [(math.log10(result["cost"]), value(result[name])) for result in results.values()], dots=True)
                 for name in names]
        most = 1.1 * max(height for line in lines for _, height in line.points)
        panels.append(svg.plot(lines, f"{title} against cost", ("multiply-adds: million, power of ten", -1, 1.4),
                               (title, 0, most)))
    svg.save(path, *panels)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--teachers", type=Path, nargs="*", default=[])
    parser.add_argument("--served", type=Path, nargs="*", default=[])
    parser.add_argument("--calibrate", type=Path, nargs="*", default=[])
    parser.add_argument("--work", type=Path, default=Path(".training/sizes"))
    parser.add_argument("--docs", type=Path, default=Path("docs"))
    parser.add_argument("--epochs", type=int, default=8)
    options = parser.parse_args()
    train_as = argparse.Namespace(**vars(options), model="digits", batch=128, rate=2e-3, start=None, shipped=False,
                                  seed=1)
    results = {}
    for size in networks.SIZES:
        results[size] = judged(trained(size, train_as), options.data)
        print(table(results), flush=True)
    picture(results, options.docs / "networks" / "sizes.svg")


if __name__ == "__main__":
    os.environ.setdefault("KERAS_BACKEND", "tensorflow")
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    main()
