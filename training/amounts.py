"""Digits of bank cheques, cut out by the boxes that people drew around them: never trained on.

Security print lies below the ink, and digits touch; only the boxes' own ink is kept.
"""

import json
from pathlib import Path

import numpy as np
from PIL import Image
from scipy.ndimage import binary_dilation, binary_opening, gaussian_filter, label

from data import Pictures
from normalise import normalise

MOST_INK = 0.3  # of an amount's picture; more is the paper's pattern
RULE = 40  # px: as long a dark row is a printed line
LEAST_PIECE = 0.12  # of the largest piece of ink: what is smaller is background or a neighbour's end


def load(root: Path) -> Pictures:
    """The digits of all amounts, in the file's order; an amount is a writer."""
    folder = root / "amount-strings"
    about = json.loads((folder / "annotations.json").read_text())
    boxes = {}
    for box in about["annotations"]:
        boxes.setdefault(box["image_id"], []).append(box)
    images, labels, amounts = [], [], []
    for entry in about["images"]:
        ink = _ink(np.asarray(Image.open(folder / "images" / entry["file_name"]).convert("L"), np.float64))
        for box in sorted(boxes.get(entry["id"], []), key=lambda box: box["bbox"][0]):
            x, y, width, height = (int(round(value)) for value in box["bbox"])
            images.append(np.rint(255 * normalise(_largest(ink[max(0, y) : y + height, max(0, x) : x + width]))))
            labels.append(box["category_id"])
            amounts.append(entry["id"])
    return Pictures(np.stack(images).astype(np.uint8), np.array(labels), np.array(amounts))


def _ink(grey: np.ndarray) -> np.ndarray:
    """Ink of a grey picture, 0…1: what is darker than the level that parts it best (Otsu) from its paper."""
    smooth = gaussian_filter(grey, 0.6)
    level = _otsu(smooth)
    while (smooth <= level).mean() > MOST_INK and (deeper := _otsu(smooth[smooth <= level])) < level:
        level = deeper
    dark = smooth[smooth <= level].mean()
    inked = smooth <= level
    rules = binary_opening(inked, np.ones((1, max(RULE, grey.shape[1] // 3))))
    ink = np.clip(0.5 + (level - smooth) / (2 * max(level - dark, 8)), 0, 1)
    return ink * binary_dilation(inked & ~rules)


def _otsu(grey: np.ndarray) -> float:
    counts, edges = np.histogram(grey, 128)
    middles = (edges[1:] + edges[:-1]) / 2
    weight = np.cumsum(counts)
    mass = np.cumsum(counts * middles)
    below, above = weight[:-1], weight[-1] - weight[:-1]
    between = below * above * (mass[:-1] / np.maximum(below, 1) - (mass[-1] - mass[:-1]) / np.maximum(above, 1)) ** 2
    return float(middles[between.argmax()])


def _largest(ink: np.ndarray) -> np.ndarray:
    """`ink` without its small pieces."""
    pieces, count = label(ink > 0.3, np.ones((3, 3)))
    if count == 0:
        return ink
    sizes = np.bincount(pieces.ravel())[1:]
    kept = np.flatnonzero(sizes >= LEAST_PIECE * sizes.max()) + 1
    return ink * binary_dilation(np.isin(pieces, kept))
