"""Characters as the product's own segmentation cuts them: written on forms, scanned, read, cut out again.

    python training/served.py --data ../shared/data --model digits --out DIR

Writes a part of a network's sources on `forms/MODEL.json` at three qualities, and keeps what stands in each
box with what was written there. Boxes that were found blank are left out; `#` (crossed out) is junk.
"""

import argparse
import csv
import shutil
import sqlite3
import subprocess
from pathlib import Path

import numpy as np

import data
import drawn
import idx

QUALITIES = {"clean": 0.15, "office": 0.55, "rough": 0.3}


def load(folder: Path) -> data.Pictures:
    """What `main` wrote to `folder`."""
    return data.Pictures(idx.read(folder / "images-idx3-ubyte.gz"),
                         idx.read(folder / "labels-idx1-ubyte.gz").astype(np.int64))


def cut(batch: Path, truth: Path, task: data.Task) -> data.Pictures:
    """The pictures of the batch's boxes with what is written in them."""
    written = {}
    with open(truth, newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row.get("written"):
                written[row["document"], int(row["page"]), row["field"]] = row["written"].split(";")
    ledger = sqlite3.connect(f"file:{batch / 'ledger.sqlite'}?mode=ro", uri=True)
    images, labels = [], []
    for document, page, field, box, picture in ledger.execute(
            "SELECT document, page, field, box, picture FROM character JOIN field USING (document, page, position) "
            "ORDER BY document, page, position, box"):
        character = written.get((document, page, field), [])[box : box + 1]
        if character and (character[0] in task.classes or character[0] == "#") and any(picture):
            images.append(np.frombuffer(picture, np.uint8).reshape(28, 28))
            labels.append(task.junk if character[0] == "#" else task.classes.index(character[0]))
    return data.Pictures(np.array(images, np.uint8).reshape(-1, 28, 28), np.array(labels, np.uint8))


def pages(options: argparse.Namespace, images: Path, name: str, share: float) -> list[data.Pictures]:
    """What is cut from pages written with the glyphs of `images`; `share` of the pages asked for."""
    config = Path(__file__).parent / "forms" / f"{options.model}.json"
    result = []
    for quality, part in QUALITIES.items():
        folder = options.out / f"{name}-{quality}"
        count = max(1, round(options.pages * share * part))
        subprocess.run([options.cijfer, "synthesize", "--config", config, "--form", options.model, "--pages", str(count),
                        "--quality", quality, "--seed", str(options.seed), "--mistakes", "0.05", "--glyphs", images,
                        "--out", folder / "pages"], check=True)
        # 4: a page that was not registered is no loss here.
        code = subprocess.run([options.cijfer, "run", folder / "pages", "--config", config, "--out", folder / "read",
                               "-q"]).returncode
        if code not in (0, 4):
            raise SystemExit(f"cijfer run ended with {code}")
        result.append(cut(folder / "read", folder / "pages" / "truth.csv", data.TASKS[options.model]))
        shutil.rmtree(folder)
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", choices=[*data.TASKS], default="digits")
    parser.add_argument("--part", choices=[*data.LEARNT, "calibrate"], default="train")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--pages", type=int, default=700, help="in all; 120 characters each")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--cijfer", type=Path, default=Path(".build/release/cijfer"))
    options = parser.parse_args()
    task = data.TASKS[options.model]
    sets = []
    trained = {source.name: source.load(options.data).part(options.part) for source in task.sources}
    if options.part in data.LEARNT:
        for number, pictures in enumerate(drawn.fonts(task.classes)):
            trained[f"font{number}"] = pictures
        trained["strokes"] = drawn.strokes(task.classes, np.random.default_rng(options.seed))
    # Few hands are shown more often in training; calibrated on, they would count as often as they were repeated.
    copies = task.copies if options.part in data.LEARNT else {}
    weights = {name: len(pictures.labels) * copies.get(name, 1) for name, pictures in trained.items()}
    for name, pictures in trained.items():
        folder = options.out / "glyphs"
        folder.mkdir(parents=True, exist_ok=True)
        images = pictures.images if pictures.images.dtype == np.uint8 else np.rint(pictures.images * 255)
        prefix = folder / f"{options.model}-{name}"
        idx.write(Path(f"{prefix}-images.gz"), images.astype(np.uint8))
        idx.write(Path(f"{prefix}-labels.gz"), pictures.labels.astype(np.uint8))
        if pictures.writers is not None:
            idx.write(Path(f"{prefix}-writers.gz"), pictures.writers.astype(np.int32))
        sets += pages(options, Path(f"{prefix}-images.gz"), name, weights[name] / sum(weights.values()))
    shutil.rmtree(options.out / "glyphs")
    idx.write(options.out / "images-idx3-ubyte.gz", np.concatenate([pictures.images for pictures in sets]))
    idx.write(options.out / "labels-idx1-ubyte.gz", np.concatenate([pictures.labels for pictures in sets]))
    print(f"{sum(len(pictures.labels) for pictures in sets)} characters")


if __name__ == "__main__":
    main()
