"""A contact sheet of pictures, to be looked at: one PNG, `columns` pictures a row."""

from pathlib import Path

import numpy as np
from PIL import Image


def save(path: Path, images: np.ndarray, columns: int, scale: int = 1) -> None:
    """Writes `images` (n × 28 × 28, uint8 or 0…1) row by row as a PNG of grey levels."""
    if images.dtype != np.uint8:
        images = np.rint(np.clip(images, 0, 1) * 255).astype(np.uint8)
    count, side = len(images), images.shape[1]
    rows = -(-count // columns)
    padded = np.zeros((rows * columns, side, side), np.uint8)
    padded[:count] = images
    sheet = padded.reshape(rows, columns, side, side).swapaxes(1, 2).reshape(rows * side, columns * side)
    Image.fromarray(np.kron(sheet, np.ones((scale, scale), np.uint8))).save(path)
