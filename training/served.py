"""Characters as the product's own segmentation cuts them: from a batch's ledger and the truth of its pages.

    cijfer synthesize … --out pages; cijfer run pages --out read
    python training/served.py --batch read --truth pages/truth.csv --model digits --out served

Boxes that were found blank or that nobody wrote in are left out; `#` (crossed out) is junk.
"""

import argparse
import csv
import sqlite3
from pathlib import Path

import numpy as np

import data
import idx


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
    return data.Pictures(np.stack(images), np.array(labels, np.uint8))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--batch", type=Path, required=True, help="the folder that `cijfer run` wrote")
    parser.add_argument("--truth", type=Path, required=True)
    parser.add_argument("--model", choices=[*data.TASKS], default="digits")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    pictures = cut(options.batch, options.truth, data.TASKS[options.model])
    options.out.mkdir(parents=True, exist_ok=True)
    idx.write(options.out / "images-idx3-ubyte.gz", pictures.images)
    idx.write(options.out / "labels-idx1-ubyte.gz", pictures.labels)
    print(f"{len(pictures.labels)} characters")


if __name__ == "__main__":
    main()
