"""Pictures as a scanner would give them: other slants, pens and resolutions of the same character.

A picture is drawn three times as large, warped, its stroke made thinner or thicker, cut to black and white as a
bilevel scan is (or left soft as a grey one), and normalised again.
"""

import numpy as np
from scipy.ndimage import affine_transform, gaussian_filter, map_coordinates

from normalise import SIDE, normalise

SCALE = 3  # 84 px for 28: about a 5 mm character at 300 dpi, where the pen's width can still be told
SOFT = 0.25  # share of pictures left soft
KNOTS = 8  # of the wobble, in each direction


def _smoothing() -> np.ndarray:
    """84 × KNOTS: spreads values at the knots smoothly over a side, keeping their deviation."""
    places = np.linspace(0, KNOTS - 1, SIDE * SCALE)[:, None]
    weights = np.exp(-0.5 * ((places - np.arange(KNOTS)) / 0.8) ** 2)
    return weights / np.sqrt((weights**2).sum(axis=1, keepdims=True))


_SMOOTH = _smoothing()


def augment(image: np.ndarray, random: np.random.Generator, strength: float = 1) -> np.ndarray:
    """Another instance of `image` (28 × 28, 0…1), normalised; at a `strength` of 1 a 7 may become a 1."""
    return damage(scan(warp(image, random, strength), random), random)


def jitter(image: np.ndarray, random: np.random.Generator, strength: float = 1) -> np.ndarray:
    """`image` (28 × 28, 0…1) turned, sheared and stretched a little, its grey paler or darker: cheap."""
    angle, shear = strength * random.normal(0, np.deg2rad(5)), strength * random.normal(0, 0.08)
    stretch = np.exp(strength * random.normal(0, 0.05, 2))
    matrix = np.array([[np.cos(angle), -np.sin(angle) + shear], [np.sin(angle), np.cos(angle)]]) * stretch
    centre = np.full(2, (SIDE - 1) / 2)
    moved = affine_transform(image, matrix, centre - matrix @ centre + random.normal(0, 0.3, 2), order=1)
    return moved ** np.float32(np.exp(random.normal(0, 0.3)))


def warp(image: np.ndarray, random: np.random.Generator, strength: float = 1) -> np.ndarray:
    """`image` (28 × 28, or larger) under a random affine map and a smooth wobble, 84 × 84."""
    angle, shear = strength * random.normal(0, np.deg2rad(6)), strength * random.normal(0, 0.10)
    stretch = np.exp(strength * random.normal(0, 0.10, 2))
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    matrix = turn @ np.array([[1, 0], [shear, 1]]) @ np.diag(stretch)
    side = SIDE * SCALE
    grid = (np.mgrid[0:side, 0:side] + 0.5) / SCALE - SIDE / 2
    wobble = strength * random.uniform(0, 0.8)
    source = np.einsum("ij,jyx->iyx", matrix, grid) + SIDE / 2 - 0.5
    source += wobble * (_SMOOTH @ random.normal(0, 1, (2, KNOTS, KNOTS)) @ _SMOOTH.T)
    finer = len(image) / SIDE
    return map_coordinates(image, (source + 0.5) * finer - 0.5, order=1, mode="constant")


def scan(large: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """`large` drawn with another pen and cut to black and white, or left soft; same shape."""
    blurred = gaussian_filter(large, random.uniform(0.5, 1.6))
    # The level at which the blurred stroke is cut makes it thinner (high) or thicker (low).
    level = np.clip(random.normal(0.40, 0.10), 0.15, 0.55) * max(blurred.max(), 1e-6)
    if random.random() < SOFT:
        # Steep enough for paper to stay black.
        return np.clip((blurred - level) * max(random.uniform(2, 6), 0.55 / level) + 0.5, 0, 1)
    noise = gaussian_filter(random.normal(0, 1, large.shape), 0.8) * random.uniform(0, 0.25)
    return (blurred + noise * (blurred > 0.05) > level).astype(np.float64)


def damage(large: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """`large` with remnants of box lines and specks, normalised; a little off centre and scale."""
    if random.random() < 0.06:
        large = with_remnant(large, random)
    picture = normalise(large)
    if random.random() < 0.25:
        picture = np.roll(picture, tuple(random.integers(-1, 2, 2)), (0, 1))
    return np.clip(picture, 0, 1)


def with_remnant(large: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """`large` with a short piece of a box line beside the ink."""
    rows, columns = np.nonzero(large > 0.5)
    if rows.size == 0:
        return large
    large = large.copy()
    gap, length, width = random.integers(0, 5), random.integers(4, 26), random.integers(1, 4)
    if random.random() < 0.5:
        x = np.clip(columns.min() - gap if random.random() < 0.5 else columns.max() + gap, 0, large.shape[1] - 4)
        y = random.integers(rows.min(), rows.max() + 1)
        large[y : y + length, x : x + width] = 1
    else:
        y = np.clip(rows.min() - gap if random.random() < 0.5 else rows.max() + gap, 0, large.shape[0] - 4)
        x = random.integers(columns.min(), columns.max() + 1)
        large[y : y + width, x : x + length] = 1
    return large
