"""Rasterises digits and capitals of handwriting fonts into IDX files, 28×28, white ink on black.

Each font is one "writer"; each picture of a character is another instance of the writer's hand: its own
slant, size, stretch, weight and a smooth wobble of the strokes. Same fonts, libraries and seed, same bytes.

    python training/rasterise_fonts.py --out samples/glyphs
"""

import argparse
import sys
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont
from scipy.ndimage import gaussian_filter, map_coordinates, zoom

import idx
from fontlist import HANDWRITING, find
from normalise import normalise

CANVAS = 256  # pixels; a glyph is drawn here before it is bent
EM = 150  # pixels; leaves room for slant and wobble
LEVELS = 16  # grey levels kept: a quarter less to ship, no visible difference


def draw(path: Path, character: str) -> np.ndarray:
    """`character` in the middle of a CANVAS × CANVAS picture, ink 1.0 on 0.0."""
    font = ImageFont.truetype(str(path), EM)
    left, top, right, bottom = font.getbbox(character)
    picture = Image.new("L", (CANVAS, CANVAS), 0)
    origin = (CANVAS - left - right) / 2, (CANVAS - top - bottom) / 2
    ImageDraw.Draw(picture).text(origin, character, fill=255, font=font)
    return np.asarray(picture, np.float64) / 255


def bend(ink: np.ndarray, rng: np.random.Generator, hand: dict) -> np.ndarray:
    """Another instance of the same character by the same hand; shape as `ink`."""
    rows, columns = np.mgrid[0:CANVAS, 0:CANVAS] - (CANVAS - 1) / 2
    angle = np.radians(rng.normal(0, 2.5))
    slant = hand["slant"] + rng.normal(0, 0.06)
    stretch = hand["stretch"] * rng.uniform(0.92, 1.09)
    x = columns * np.cos(angle) + rows * np.sin(angle)
    y = rows * np.cos(angle) - columns * np.sin(angle)
    x = (x + slant * y) / stretch
    for axis in (x, y):
        axis += zoom(rng.uniform(-1, 1, (8, 8)), CANVAS // 8, order=3) * rng.uniform(2, 6)
    centre = (CANVAS - 1) / 2
    return map_coordinates(ink, [y + centre, x + centre], order=1)


def weigh(ink: np.ndarray, rng: np.random.Generator, hand: dict) -> np.ndarray:
    """Thicker or thinner strokes: a blur cut at another level; shape as `ink`, 0 or 1."""
    soft = gaussian_filter(ink, 3.0)
    level = np.clip(hand["level"] + rng.normal(0, 0.06), 0.15, 0.6)
    return (soft > level * soft.max()).astype(np.float64)


def instances(path: Path, characters: str, variants: int, rng: np.random.Generator):
    """Yields (label, picture uint8 28×28), `variants` of each character."""
    hand = {"slant": rng.normal(0, 0.05), "stretch": rng.uniform(0.92, 1.08), "level": rng.uniform(0.25, 0.45)}
    for label, character in enumerate(characters):
        ink = draw(path, character)
        for _ in range(variants):
            picture = normalise(weigh(bend(ink, rng, hand), rng, hand))
            step = 255 / (LEVELS - 1)
            yield label, np.rint(np.rint(picture * 255 / step) * step).astype(np.uint8)


def rasterise(out: Path, name: str, characters: str, variants: int, seed: int) -> int:
    """Writes the three IDX files of `name` into `out`; the number of pictures."""
    images, labels, writers = [], [], []
    for writer, font in enumerate(HANDWRITING):
        if not set(characters) & set(font.characters):
            continue
        rng = np.random.default_rng([seed, writer, ord(characters[0])])
        for label, picture in instances(find(font), characters, variants, rng):
            images.append(picture)
            labels.append(label)
            writers.append(writer)
    idx.write(out / f"{name}-images-idx3-ubyte.gz", np.stack(images))
    idx.write(out / f"{name}-labels-idx1-ubyte.gz", np.array(labels, np.uint8))
    idx.write(out / f"{name}-writers-idx1-int.gz", np.array(writers, np.int32))
    return len(images)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=2026)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    digits = rasterise(options.out, "digits", "0123456789", 12, options.seed)
    letters = rasterise(options.out, "letters", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", 8, options.seed)
    print(f"{digits} digits, {letters} letters", file=sys.stderr)


if __name__ == "__main__":
    main()
