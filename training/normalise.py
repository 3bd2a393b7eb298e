"""MNIST's normalisation: the ink's box scaled to fit 20×20, its centre of mass put at the centre of 28×28."""

import numpy as np
from PIL import Image

SIDE = 28
BOX = 20


def normalise(ink: np.ndarray, floor: float = 0.05) -> np.ndarray:
    """`ink` (any height × width, 0…1, ink 1) as 28×28, 0…1; all black where nothing exceeds `floor`."""
    rows = np.flatnonzero((ink > floor).any(axis=1))
    columns = np.flatnonzero((ink > floor).any(axis=0))
    if rows.size == 0:
        return np.zeros((SIDE, SIDE))
    cut = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    scale = BOX / max(cut.shape)
    size = tuple(max(1, round(length * scale)) for length in cut.shape[::-1])
    small = Image.fromarray(cut.astype(np.float32)).resize(size, Image.Resampling.BICUBIC)
    return centre(np.clip(np.asarray(small, np.float64), 0, 1))


def centre(small: np.ndarray) -> np.ndarray:
    """`small` (at most 28 in each direction) moved by whole pixels so that its mass is centred on 28×28."""
    height, width = small.shape
    total = small.sum()
    row = (small.sum(axis=1) @ np.arange(height)) / total
    column = (small.sum(axis=0) @ np.arange(width)) / total
    top = int(np.clip(round((SIDE - 1) / 2 - row), 0, SIDE - height))
    left = int(np.clip(round((SIDE - 1) / 2 - column), 0, SIDE - width))
    picture = np.zeros((SIDE, SIDE))
    picture[top : top + height, left : left + width] = small
    return picture
