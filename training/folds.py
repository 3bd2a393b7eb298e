"""Every MNIST digit once: ten networks, each trained without a tenth of the writers, read IBANs that those wrote.

    python training/folds.py --data ../shared/data --out out/folds

A page a writer, ten Dutch IBANs on it, office quality, written with the digits of that writer alone, letters of the report
part of pen-letters. The numbers are made of the digits that the writer has; those count whose digits stand nowhere else, so
that no ink is used twice: 4,738 at most, since IBANs have twelve digits and writers 111. The network is a small one (about
a million multiply-adds) that knows MNIST's other writers and nothing else: the figures are a claim about hands, not about
the networks in models/. Goes on where it was cut off, a fold at a time.
"""

import argparse
import csv
import json
import math
import shutil
import subprocess
import types
from pathlib import Path

import numpy as np
from scipy.stats import beta

import card
import data
import figures
import idx
import reading
from augment import augment, jitter
from junk import make as make_junk

FOLDS = 10
ROWS = 10
BANKS = ("ABNA", "ASNB", "BUNQ", "INGB", "KNAB", "RABO", "RBRB", "SNSB", "TRIO")
TRIES = 3000  # at a number that the ink left suffices for, then at one that all of the writer's ink does
AUGMENTED = 0.3  # share of pictures that another pen wrote
JITTERED = 0.5
JUNK_SHARE = 0.1
TASK = data.TASKS["digits"]


def train(pictures: data.Pictures, options: argparse.Namespace, fold: int):
    """A network of `pictures` and of junk made from them."""
    import keras
    import networks

    keras.utils.set_random_seed(options.seed + fold)
    random = np.random.default_rng([options.seed, fold])
    clean, labels = pictures.images / np.float32(255), pictures.labels
    for place in np.flatnonzero(random.random(len(clean)) < AUGMENTED):
        clean[place] = augment(clean[place], random, 0.5)
    junk = np.stack([make_junk(clean, labels, random) for _ in range(int(JUNK_SHARE * len(clean)))])
    images = np.concatenate([clean, junk]).astype(np.float32)
    answers = np.eye(TASK.junk + 1, dtype=np.float32)[np.concatenate([labels, np.full(len(junk), TASK.junk)])]
    model = networks.deep(TASK.junk + 1, networks.SIZES[options.size])
    model.compile(keras.optimizers.AdamW(options.rate, weight_decay=1e-4),
                  keras.losses.CategoricalCrossentropy(from_logits=True))
    for epoch in range(options.epochs):
        shown = images.copy()
        for place in np.flatnonzero(random.random(len(shown)) < JITTERED):
            shown[place] = jitter(shown[place], random, 0.5)
        order = random.permutation(len(shown))
        model.optimizer.learning_rate = options.rate * 0.5 * (1.02 + math.cos(math.pi * epoch / options.epochs))
        fit = model.fit(shown[order, ..., None], answers[order], 128, epochs=1, verbose=0, shuffle=False)
        print(f"fold {fold}, epoch {epoch + 1}/{options.epochs}, loss {fit.history['loss'][0]:.4f}", flush=True)
    return model


def network(digits: data.Pictures, options: argparse.Namespace, fold: int, folder: Path) -> None:
    """Writes the fold's network to `folder`; its temperature is that of the next fold's writers."""
    own, next_one = (digits.writers % FOLDS == place % FOLDS for place in (fold, fold + 1))
    model = train(digits[~own & ~next_one], options, fold)

    def about(path: Path) -> dict:
        held = digits[next_one]
        logits = reading.log_probabilities(path, held.images)[:, : TASK.junk]
        return {"temperature": round(figures.best_temperature(logits, held.labels, card.LABEL_ERRORS), 4),
                "split": f"MNIST by writer id mod 10: all but {fold} and, for the temperature, {(fold + 1) % FOLDS}",
                "data": [{"source": data.MNIST.name, "licence": data.MNIST.licence}]}

    card.write(model, "digits", TASK.class_names, types.SimpleNamespace(
        out=folder, seed=options.seed + fold, epochs=options.epochs), about)


def check_digits(bank: str, account: str) -> str:
    """ISO 7064, modulo 97."""
    return f"{98 - int(''.join(str(int(symbol, 36)) for symbol in f'{bank}{account}NL00')) % 97:02}"


def numbers(labels: np.ndarray, random: np.random.Generator) -> list[str]:
    """IBANs made of a writer's digits, each used once while that is possible."""
    left, result = np.bincount(labels, minlength=10), []
    for _ in range(ROWS):
        for attempt in range(2 * TRIES):
            if attempt == TRIES or left.sum() < 12:
                left = np.bincount(labels, minlength=10)  # What follows has some ink a second time, and does not count.
            bank, digits = random.choice(BANKS), random.permutation(np.repeat(np.arange(10), left))[:10]
            account = "".join(map(str, digits))
            check = check_digits(bank, account)
            rest = left - np.bincount([int(digit) for digit in account + check], minlength=10)
            if (rest >= 0).all():
                break
        left = np.maximum(rest, 0)
        result.append(f"NL{check}{bank}{account}")
    return result


def configuration(folder: Path, letters: Path, values: list[str] | None = None) -> Path:
    """A form of IBANs, read by the network in `folder`; with `values`, each field may have its own alone."""
    lists = [{} for _ in range(ROWS)]
    for row, value in enumerate(values or []):
        (folder / f"iban-{row + 1}.txt").write_text(value + "\n")
        lists[row] = {"list": f"iban-{row + 1}.txt"}
    fields = [{"name": f"iban-{row + 1}", "type": "iban", "country": "NL", **lists[row],
               "boxes": {"x": 25, "y": 40 + 22 * row, "width": 5, "height": 7, "pitch": 5.5, "count": 18,
                         "groups": [4, 4, 4, 4, 2], "groupGap": 2}} for row in range(ROWS)]
    path = folder / ("written.json" if values else "ibans.json")
    path.write_text(json.dumps({
        "version": 1, "models": {"digits": "digits.onnx", "letters": str(letters.resolve())},
        "forms": [{"name": "ibans", "page": {"width": 210, "height": 297}, "fields": fields}]}))
    return path


def letters(root: Path, folder: Path) -> Path:
    """The report part of pen-letters as a file of its own."""
    pictures = data.PEN_LETTERS.load(root).part("report")
    idx.write(folder / "letters-images.gz", pictures.images)
    idx.write(folder / "letters-labels.gz", pictures.labels.astype(np.uint8))
    return folder / "letters-images.gz"


def read(digits: data.Pictures, options: argparse.Namespace, fold: int, folder: Path) -> list[dict]:
    """The fold's IBANs of ink that is used once: what was written, read, accepted."""
    config = configuration(folder, options.letters)
    pen = letters(options.data, folder)
    pages, fresh, rows = folder / "pages", set(), []
    for writer in sorted(set(digits.writers[digits.writers % FOLDS == fold].tolist())):
        target = pages / f"{writer:04}"
        values = numbers(digits.labels[digits.writers == writer], np.random.default_rng([options.seed, writer]))
        written = configuration(folder, options.letters, values)
        subprocess.run([options.cijfer, "synthesize", "--config", written, "--form", "ibans", "--pages", "1", "--glyphs",
                        options.data / data.MNIST.name / "images-idx3-ubyte.gz", pen, "--writers", f"{writer}/{10**6}",
                        "--quality", "office", "--seed", str(writer), "--details", "--out", target],
                       check=True, stderr=subprocess.DEVNULL)
        with open(target / "details.csv", newline="") as file:
            fresh |= unused(writer, csv.DictReader(file))
    code = subprocess.run([options.cijfer, "run", pages, "--config", config, "--out", folder / "read", "-q"]).returncode
    if code not in (0, 4):
        raise SystemExit(f"cijfer run ended with {code}")
    with open(folder / "read" / "fields.csv", newline="") as file:
        found = {(Path(row["document"]).parts[0], row["field"]): row for row in csv.DictReader(file)}
    for target in sorted(pages.iterdir()):
        with open(target / "truth.csv", newline="") as file:
            for row in csv.DictReader(file):
                place = target.name, row["field"]
                if place not in fresh:
                    continue
                field = found.get(place, {"reading": "", "status": "failed", "confidence": 0})
                rows.append({"writer": target.name, "field": row["field"], "right": int(field["reading"] == row["value"]),
                             "accepted": int(field["status"] in ("accepted", "audit")), "confidence": field["confidence"]})
    return rows


def unused(writer: int, details) -> set[tuple[str, str]]:
    """The fields of a writer's page none of whose digits stood in a field before."""
    fields: dict[str, list[str]] = {}
    for row in details:
        if row["source"] == "0":
            fields.setdefault(row["field"], []).append(row["glyph"])
    used: set[str] = set()
    result = set()
    for field, glyphs in fields.items():
        if not used & set(glyphs) and len(set(glyphs)) == len(glyphs):
            result.add((f"{writer:04}", field))
            used |= set(glyphs)
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path("out/folds"))
    parser.add_argument("--cijfer", type=Path, default=Path(".build/release/cijfer"))
    parser.add_argument("--letters", type=Path, default=Path("models/letters.onnx"))
    parser.add_argument("--folds", type=int, nargs="*", default=range(FOLDS))
    parser.add_argument("--size", default="small", help="one of networks.SIZES")
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    options.data, options.cijfer = options.data.resolve(), options.cijfer.resolve()
    digits = data.MNIST.load(options.data)
    rows = []
    for fold in options.folds:
        result = options.out / f"fold-{fold}.json"
        if not result.exists():
            folder = options.out / f"fold-{fold}"
            folder.mkdir(parents=True, exist_ok=True)
            if not (folder / "digits.json").exists():
                network(digits, options, fold, folder)
            shutil.rmtree(folder / "pages", ignore_errors=True)
            shutil.rmtree(folder / "read", ignore_errors=True)
            result.write_text(json.dumps(read(digits, options, fold, folder)))
        rows += json.loads(result.read_text())
    n, right = len(rows), sum(row["right"] for row in rows)
    accepted = [row for row in rows if row["accepted"]]
    wrong = sum(not row["right"] for row in accepted)
    writers = len({row["writer"] for row in rows})
    bound = beta.ppf(0.95, wrong + 1, len(accepted) - wrong)  # Clopper and Pearson's, one-sided
    print(f"{n} IBANs of {writers} writers, no ink twice: {right} read right ({100 * right / n:.2f} %), {len(accepted)} "
          f"accepted ({100 * len(accepted) / n:.1f} %), {wrong} of them wrong (at most {100 * bound:.3f} % at 95 %)")


if __name__ == "__main__":
    main()
