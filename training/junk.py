"""What stands in boxes and is no character: made from characters of the same part of the split, and from strokes."""

import numpy as np
from PIL import Image, ImageDraw

from augment import scan, warp
from normalise import normalise
from strokes import LARGE, bezier, draw


def make(images: np.ndarray, labels: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """One picture of junk, 28 × 28, 0…1; `images` (n × 28 × 28, 0…1) with their labels are what it may be made of."""
    kind = random.choice(KINDS, p=SHARES)
    large = np.clip(kind(images, labels, random), 0, 1)
    return normalise(scan(large, random) if random.random() < 0.8 else large)


def _pick(images: np.ndarray, random: np.random.Generator) -> np.ndarray:
    return warp(images[random.integers(len(images))], random)


def crossed_out(images, labels, random):
    """A character under two to six strokes."""
    large = _pick(images, random)
    return np.maximum(large, _strokes(random, random.integers(2, 7), straight=True, over=large))


def struck_through(images, labels, random):
    """A character under a dense zigzag."""
    large = _pick(images, random)
    left, right = 0.15 * LARGE, 0.85 * LARGE
    count = random.integers(5, 12)
    ys = np.linspace(0.2, 0.8, count) * LARGE + random.normal(0, 3, count)
    points = [(float(left if i % 2 else right) + random.normal(0, 4), float(y)) for i, y in enumerate(ys)]
    return np.maximum(large, draw([points], _pen(random)))


def overwritten(images, labels, random):
    """Two different characters on one place."""
    first, second = random.integers(len(images), size=2)
    while labels[first] == labels[second]:
        second = random.integers(len(images))
    return np.maximum(warp(images[first], random), warp(images[second], random))


def two(images, labels, random):
    """Two characters side by side."""
    large = np.zeros((LARGE, LARGE))
    for offset in (-1, 1):
        shift = offset * random.integers(LARGE // 5, LARGE // 3)
        large = np.maximum(large, np.roll(_squeeze(_pick(images, random), 0.6), shift, axis=1))
    return large


def half(images, labels, random):
    """Half a character, of the top or the bottom, left or right."""
    large = _pick(images, random)
    rows, columns = np.nonzero(large > 0.4)
    if rows.size == 0:
        return scribble(images, labels, random)
    cut = random.uniform(0.3, 0.5)
    y = int(rows.min() + cut * (rows.max() - rows.min()))
    x = int(columns.min() + cut * (columns.max() - columns.min()))
    match random.integers(4):
        case 0: large[:y] = 0
        case 1: large[y:] = 0
        case 2: large[:, :x] = 0
        case _: large[:, x:] = 0
    # Half of a 1 or a 7 may be a 1: only what has a bend left is surely no character.
    rest = np.argwhere(large > 0.4)
    if len(rest) < 20 or np.ptp(rest[:, 1]) < 0.35 * np.ptp(rest[:, 0]):
        return scribble(images, labels, random)
    return large


def scribble(images, labels, random):
    """Random strokes."""
    return _strokes(random, random.integers(2, 6), straight=False)


def lines(images, labels, random):
    """Lines: a cross, a frame's corner, parallels, a dash."""
    large = _strokes(random, random.integers(2, 4), straight=True)
    if random.random() < 0.4:
        y = random.uniform(0.3, 0.7) * LARGE
        ends = [(0.1 * LARGE, float(y)), (0.9 * LARGE, float(y + random.normal(0, 4)))]
        large = draw([ends], _pen(random))
    return large


def tick(images, labels, random):
    """A check mark."""
    low = (random.uniform(0.3, 0.45), random.uniform(0.75, 0.9))
    start = (low[0] - random.uniform(0.15, 0.25), low[1] - random.uniform(0.25, 0.4))
    end = (random.uniform(0.8, 0.95), random.uniform(0.1, 0.3))
    return draw([[(x * LARGE, y * LARGE) for x, y in (start, low, end)]], _pen(random))


def dirt(images, labels, random):
    """Blots and specks."""
    picture = Image.new("L", (LARGE, LARGE))
    pen = ImageDraw.Draw(picture)
    for _ in range(random.integers(1, 9)):
        x, y, r = random.uniform(10, LARGE - 10), random.uniform(10, LARGE - 10), random.uniform(1, 11)
        pen.ellipse((x - r, y - r * random.uniform(0.5, 1.5), x + r, y + r), fill=255)
    return np.asarray(picture) / 255


KINDS = (crossed_out, struck_through, overwritten, two, half, scribble, lines, tick, dirt)
SHARES = (0.24, 0.14, 0.14, 0.15, 0.04, 0.11, 0.08, 0.04, 0.06)


def _squeeze(large: np.ndarray, share: float) -> np.ndarray:
    narrow = Image.fromarray((large * 255).astype(np.uint8)).resize((int(LARGE * share), LARGE))
    result = np.zeros((LARGE, LARGE))
    left = (LARGE - narrow.width) // 2
    result[:, left : left + narrow.width] = np.asarray(narrow) / 255
    return result


def _pen(random) -> int:
    return int(random.integers(3, 10))


def _strokes(random, count: int, straight: bool, over: np.ndarray | None = None) -> np.ndarray:
    """`count` strokes across the picture, or across the ink of `over`."""
    low, high = 0.12 * LARGE, 0.88 * LARGE
    box = (low, low, high, high)
    if over is not None and (over > 0.4).any():
        rows, columns = np.nonzero(over > 0.4)
        box = (columns.min() - 4, rows.min() - 4, columns.max() + 4, rows.max() + 4)
    curves = []
    for _ in range(count):
        ends = [(random.uniform(box[0], box[2]), random.uniform(box[1], box[3])) for _ in range(2 if straight else 4)]
        if straight and np.hypot(ends[0][0] - ends[1][0], ends[0][1] - ends[1][1]) < 0.5 * (box[2] - box[0] + 12):
            ends = [(box[0], ends[0][1]), (box[2], ends[1][1])]
        curves.append(ends if straight else bezier(ends))
    return draw(curves, _pen(random))
