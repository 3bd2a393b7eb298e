"""Trains `print.onnx`: which letter or digit a printed one is, either case told as a capital.

    python training/labels.py --out models

`cijfer forms detect` names rows by what is printed beside them and tells which way up a page lies. Everything it
learns from is drawn from fonts of Debian packages (fontlist.py), as scanned at 200 to 300 dpi; figures are of fonts
that it never saw.
"""

import argparse
import json
import os
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont
from scipy.ndimage import affine_transform, gaussian_filter, zoom

from fontlist import CAPITALS, DIGITS, LABEL_PRINT, REPORTED_PRINT, Font, find
from normalise import normalise

CLASSES = CAPITALS + DIGITS
JUNK = len(CLASSES)
MARKED = dict(zip("ÀÁÂÄÅÇÈÉÊËÌÍÎÏÑÒÓÔÖÙÚÛÜàáâäåçèéêëìíîïñòóôöùúûü",
                  "AAAAACEEEEIIIINOOOOUUUUaaaaaceeeeiiiinoooouuuu", strict=True))
# What looks alike alone, so that a reader has to tell it by its neighbours.
ALIKE = {"0": "O", "1": "I"}
PUNCTUATION = "()[]/&%€$+=*#@!?;:\"{}<>|_~^§"
DRAWN = 3  # px of the drawing for one of the scan


def drawn(face: ImageFont.FreeTypeFont, text: str) -> np.ndarray:
    """`text` as ink 0…1, with room around it."""
    left, top, right, bottom = face.getbbox(text)
    picture = Image.new("L", (int(right - left) + 6 * DRAWN, int(bottom - top) + 6 * DRAWN))
    ImageDraw.Draw(picture).text((3 * DRAWN - left, 3 * DRAWN - top), text, fill=255, font=face)
    return np.asarray(picture, np.float32) / 255


def scanned(ink: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """`ink` turned a little, and as a scanner gives it: soft or cut to black and white, with noise; 10 px a mm."""
    angle, shear = random.normal(0, np.deg2rad(1.5)), random.normal(0, 0.03)
    matrix = np.array([[np.cos(angle), -np.sin(angle) + shear], [np.sin(angle), np.cos(angle)]])
    centre = np.array(ink.shape) / 2
    ink = affine_transform(ink, matrix, centre - matrix @ centre, order=1)
    # Of a coarser or finer scan, sampled at 10 px a mm.
    coarse = DRAWN * random.uniform(0.6, 1.35)
    soft = gaussian_filter(ink, coarse * random.uniform(0.3, 0.75))
    small = zoom(soft, 1 / coarse, order=1)
    small = small / max(small.max(), 0.3) + random.normal(0, random.uniform(0, 0.08), small.shape)
    if random.random() < 0.5:
        small = (small > random.uniform(0.3, 0.65)).astype(np.float32)
    small = np.clip(zoom(small, coarse / DRAWN, order=1), 0, 1)
    return small * (small > 0.45)


def instance(font: Font, label: int, random: np.random.Generator, faces: dict) -> np.ndarray:
    """A picture of class `label` in `font`, 28 × 28 uint8."""
    size = int(np.exp(random.uniform(np.log(16), np.log(56)))) * DRAWN  # 1.1 to 4 mm of capitals
    face = faces.setdefault((font.file, size), ImageFont.truetype(str(find(font)), size))
    if label < JUNK:
        ink = drawn(face, variant(CLASSES[label], random))
    else:
        ink = junk(face, random)
    picture = normalise(scanned(ink, random))
    if random.random() < 0.5:
        picture = np.roll(picture, tuple(random.integers(-1, 2, 2)), (0, 1))
    return np.rint(picture * 255).astype(np.uint8)


def variant(character: str, random: np.random.Generator) -> str:
    """`character` in either case, at times with an accent."""
    text = character.lower() if random.random() < 0.62 else character
    marked = [accented for accented, plain in MARKED.items() if plain == text]
    return str(random.choice(marked)) if marked and random.random() < 0.08 else text


def junk(face: ImageFont.FreeTypeFont, random: np.random.Generator) -> np.ndarray:
    """What is none: punctuation, characters that run together, a character on its side or upside down, or half of one."""
    kind = random.random()
    if kind < 0.3:
        return drawn(face, str(random.choice(list(PUNCTUATION))))
    letter = variant(str(random.choice(list(CLASSES))), random)
    if kind < 0.55:
        first, second = drawn(face, letter), drawn(face, variant(str(random.choice(list(CLASSES))), random))
        height, lap = max(len(first), len(second)), 6 * DRAWN + int(random.integers(0, 2 * DRAWN))
        picture = np.zeros((height, first.shape[1] + second.shape[1] - lap), np.float32)
        picture[height - len(first):, :first.shape[1]] = first
        part = picture[height - len(second):, -second.shape[1]:]
        np.maximum(part, second, out=part)
        return picture
    ink = drawn(face, letter)
    if kind < 0.85:
        turned = np.rot90(ink, int(random.integers(1, 4)))
        return turned if letter not in "OoXxHINSsZz0lil" else np.rot90(drawn(face, "E"), 1)
    half = int(ink.shape[1] * random.uniform(0.35, 0.6))
    return ink[:, :half] if random.random() < 0.5 else ink[:, half:]


def pictures(fonts: tuple[Font, ...], of_each: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """`of_each` pictures of every class in every font, of junk eight times as many; n × 28 × 28 uint8, labels."""
    random, faces = np.random.default_rng(seed), {}
    labels = np.repeat(np.arange(JUNK + 1), [of_each] * JUNK + [8 * of_each])
    images = [instance(font, label, random, faces) for font in fonts for label in labels]
    return np.stack(images), np.tile(labels, len(fonts))


def folded(labels: np.ndarray) -> np.ndarray:
    """Labels with what looks alike made one."""
    table = np.arange(JUNK + 1)
    for one, other in ALIKE.items():
        table[CLASSES.index(one)] = CLASSES.index(other)
    table[CLASSES.index("L")] = CLASSES.index("I")  # l, and I without serifs
    return table[labels]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=Path("models"))
    parser.add_argument("--epochs", type=int, default=14)
    parser.add_argument("--of-each", type=int, default=40, help="pictures of a class in a font")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    os.environ.setdefault("KERAS_BACKEND", "tensorflow")
    import keras

    import card
    import figures
    import networks
    import reading

    keras.utils.set_random_seed(options.seed)
    images, labels = pictures(LABEL_PRINT, options.of_each, options.seed)
    order = np.random.default_rng(options.seed).permutation(len(labels))
    images, labels = images[order], labels[order]
    print(len(labels), "pictures", flush=True)
    model = networks.deep(JUNK + 1, networks.SIZES["small"], dense=96)
    steps = options.epochs * len(labels) // 128
    model.compile(keras.optimizers.AdamW(keras.optimizers.schedules.CosineDecay(2e-3, steps), weight_decay=1e-4),
                  keras.losses.SparseCategoricalCrossentropy(from_logits=True), metrics=["accuracy"])
    kept = len(labels) // 20  # for the temperature
    model.fit(images[kept:, ..., None] / np.float32(255), labels[kept:], 128, epochs=options.epochs, verbose=2)

    def about(path: Path) -> dict:
        seen_temperature = figures.best_temperature(reading.log_probabilities(path, images[:kept]), labels[:kept])
        strange, truth = pictures(REPORTED_PRINT, 12, options.seed + 1)
        rows = reading.log_probabilities(path, strange)
        characters = truth < JUNK
        best = rows[:, :JUNK].argmax(axis=1)
        sure = figures.softmax(rows / seen_temperature).max(axis=1) > 0.9
        report = {
            "fonts": [Path(font.file).stem for font in REPORTED_PRINT],
            "characters": figures.errors(folded(best[characters]) != folded(truth[characters]), None),
            "sure": int(sure[characters].sum()),
            "junkTakenForACharacter": figures.errors(rows[~characters].argmax(axis=1) < JUNK, None)}
        print(json.dumps(report, indent=1))
        return {
            "temperature": round(seen_temperature, 4),
            "split": "fonts: those below train, those of the report are never trained on",
            "data": [{"source": f"font {Path(font.file).stem} ({font.package})", "licence": font.licence}
                     for font in LABEL_PRINT],
            "report": report}

    card.write(model, "print", [*CLASSES, "junk"], options, about)


if __name__ == "__main__":
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    main()
