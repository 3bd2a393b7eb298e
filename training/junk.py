"""What stands in boxes and is no character: made from characters of the same part of the split, and from strokes.

Kinds of `TRAINED` are shown in training; those of `HELD_OUT` never, so that a figure made of them tells how
junk is met that nobody thought of.
"""

import numpy as np
from PIL import Image, ImageDraw

from augment import scan, warp
from normalise import normalise
from strokes import LARGE, bezier, draw, spline

LEAST_ADDED = 0.3  # of a character's ink: what spoils it adds as much, or it may still be read


def make(
    images: np.ndarray, labels: np.ndarray, random: np.random.Generator, held_out: bool = False
) -> np.ndarray:
    """One picture of junk, 28 × 28, 0…1; `images` (n × 28 × 28, 0…1) with their labels are what it may be made of."""
    kinds = HELD_OUT if held_out else TRAINED
    shares = np.array(list(kinds.values()))
    kind = list(kinds)[random.choice(len(kinds), p=shares / shares.sum())]
    return picture(kind, images, labels, random)


def picture(kind, images: np.ndarray, labels: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """A picture of `kind`, scanned and normalised."""
    while True:
        large = np.clip(kind(images, labels, random), 0, 1)
        result = normalise(scan(large, random) if random.random() < 0.8 else large)
        if result.any():
            return result


def crossed_out(images, labels, random):
    """A character under two to six straight strokes."""
    return _spoilt(images, random, lambda large: _strokes(random, random.integers(2, 7), True, large))


def struck_through(images, labels, random):
    """A character under a zigzag from top to bottom or from left to right."""
    def zigzag(large):
        low, high = _extent(large)
        count = random.integers(4, 13)
        along = np.linspace(0, 1, count) + random.normal(0, 0.04, count)
        across = (np.arange(count) % 2) + random.normal(0, 0.08, count)
        points = np.stack([across, along] if random.random() < 0.6 else [along, across], axis=1)
        points = low + points * (high - low)
        return draw([points if random.random() < 0.5 else spline(points)], _pen(random))
    return _spoilt(images, random, zigzag)


def looped(images, labels, random):
    """A character under a curl: circles that move on."""
    def curl(large):
        low, high = _extent(large)
        turns, steps = random.uniform(2, 6), 90
        angle = np.linspace(0, turns * 2 * np.pi, steps) + random.uniform(0, 6.3)
        drift = np.linspace(0.25, 0.75, steps)[:, None] * (high - low) + low
        radius = np.stack([np.cos(angle), np.sin(angle)], axis=1) * (high - low) * random.uniform(0.2, 0.5, 2)
        return draw([drift + radius], _pen(random))
    return _spoilt(images, random, curl)


def hatched(images, labels, random):
    """Parallel strokes, over a character or alone."""
    def hatch(large):
        low, high = _extent(large)
        angle, count = random.uniform(0, np.pi), random.integers(3, 9)
        along = np.array([np.cos(angle), np.sin(angle)])
        across = np.array([-along[1], along[0]])
        reach = np.ptp([low, high], axis=0).max() * 0.55
        middle = (low + high) / 2
        return draw([[middle + across * offset - along * reach * random.uniform(0.7, 1),
                      middle + across * offset + along * reach * random.uniform(0.7, 1)]
                     for offset in np.linspace(-reach, reach, count)], _pen(random))
    if random.random() < 0.3:
        return hatch(np.pad(np.ones((50, 50)), 17))
    return _spoilt(images, random, hatch)


def overwritten(images, labels, random):
    """Two different characters on one place, neither within the other."""
    while True:
        first, second = random.integers(len(images), size=2)
        if labels[first] == labels[second]:
            continue
        a, b = warp(images[first], random), warp(images[second], random)
        if random.random() < 0.4:
            b = np.roll(b, tuple(random.integers(-10, 11, 2)), (0, 1))
        if min(_added(a, b), _added(b, a)) >= LEAST_ADDED:
            return np.maximum(a, b)


def two(images, labels, random):
    """Two characters side by side, or one above the other."""
    large = np.zeros((LARGE, LARGE))
    axis = 0 if random.random() < 0.1 else 1
    for side in (-1, 1):
        shift = side * random.integers(LARGE // 5, LARGE // 3)
        squeezed = _squeeze(_pick(images, random), 0.6, axis)
        large = np.maximum(large, np.roll(squeezed, shift, axis))
    return large


def neighbour(images, labels, random):
    """A character and a good part of the next one."""
    large, other = _pick(images, random), _pick(images, random)
    gap = int(random.integers(-4, 10))
    left, right = _cropped(large), _cropped(other)
    part = max(6, int(random.uniform(0.35, 0.8) * right.shape[1]))
    pieces = (left, right[:, :part]) if random.random() < 0.5 else (left[:, -max(6, left.shape[1] * 2 // 3) :], right)
    wide = np.zeros((LARGE, 2 * LARGE))
    start = pieces[0].shape[1]
    wide[:, :start] = pieces[0]
    place = wide[:, max(0, start + gap) :][:, : pieces[1].shape[1]]
    np.maximum(place, pieces[1], out=place)
    return wide


def half(images, labels, random):
    """Half a character, of the top or the bottom, left or right."""
    large = _pick(images, random)
    rows, columns = np.nonzero(large > 0.4)
    if rows.size == 0:
        return scribble(images, labels, random)
    cut = random.uniform(0.35, 0.55)
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
    """Curves that lead nowhere."""
    if random.random() < 0.5:
        return _strokes(random, random.integers(2, 6), straight=False)
    points = random.uniform(0.15, 0.85, (random.integers(6, 16), 2)) * LARGE
    return draw([spline(points)], _pen(random))


def lines(images, labels, random):
    """Lines: dashes, crosses, parallels, a frame's corner or the whole frame."""
    low, high = 0.15 * LARGE, 0.85 * LARGE
    tilt = lambda: random.normal(0, 3)
    across = lambda y: [(low + tilt(), y + tilt()), (high + tilt(), y + tilt())]
    down = lambda x: [(x + tilt(), low + tilt()), (x + tilt(), high + tilt())]
    somewhere = lambda: random.uniform(low, high)
    shapes = (
        [across(LARGE / 2)], [across(0.35 * LARGE), across(0.65 * LARGE)], [down(0.3 * LARGE), down(0.7 * LARGE)],
        [across(low), across(high), down(low), down(high)], [across(high), down(high)], [across(high), down(low)],
        [across(somewhere()) for _ in range(3)], [[(low, low), (high, high)], [(low, high), (high, low)]],
        [across(LARGE / 2), down(LARGE / 2)])
    return draw(shapes[random.integers(len(shapes))], _pen(random))


def tick(images, labels, random):
    """A check mark."""
    low = (random.uniform(0.25, 0.45), random.uniform(0.75, 0.9))
    start = (low[0] - random.uniform(0.12, 0.25), low[1] - random.uniform(0.15, 0.4))
    end = (random.uniform(0.8, 0.95), random.uniform(0.1, 0.3))
    points = np.array([start, low, end]) * LARGE
    return draw([points if random.random() < 0.6 else spline(points)], _pen(random))


def dirt(images, labels, random):
    """Blots and specks."""
    picture = Image.new("L", (LARGE, LARGE))
    pen = ImageDraw.Draw(picture)
    for _ in range(random.integers(1, 9)):
        x, y, r = random.uniform(10, LARGE - 10), random.uniform(10, LARGE - 10), random.uniform(1, 11)
        pen.ellipse((x - r, y - r * random.uniform(0.5, 1.5), x + r, y + r), fill=255)
    return np.asarray(picture) / 255


def blotted(images, labels, random):
    """A character under a blot, or one filled in."""
    def blot(large):
        low, high = _extent(large)
        x, y = random.uniform(low, high)
        a, b = random.uniform(0.2, 0.5, 2) * (high - low).max()
        picture = Image.new("L", (LARGE, LARGE))
        ImageDraw.Draw(picture).ellipse((x - a, y - b, x + a, y + b), fill=255)
        return np.asarray(picture) / 255
    return _spoilt(images, random, blot)


# What is never trained on.


def stamped(images, labels, random):
    """A stamp's piece: rings, and strokes within."""
    middle, radius = random.uniform(0.35, 0.65, 2) * LARGE, random.uniform(0.28, 0.5) * LARGE
    turn = np.linspace(0, 2 * np.pi, 60)
    ring = np.stack([np.cos(turn), np.sin(turn)], axis=1)
    curves = [middle + ring * radius, middle + ring * radius * random.uniform(0.6, 0.85)]
    return np.maximum(draw(curves, random.integers(2, 5)), _squeeze(_pick(images, random), 0.5, 1))


def waved(images, labels, random):
    """A character under waves."""
    def waves(large):
        low, high = _extent(large)
        along = np.linspace(0, 1, 60)
        curves = []
        for _ in range(random.integers(1, 4)):
            level, height = random.uniform(0.25, 0.75), random.uniform(0.1, 0.3)
            wave = level + height * np.sin(along * random.uniform(3, 8) * np.pi + random.uniform(0, 6))
            curves.append(low + np.stack([along * 1.1 - 0.05, wave], axis=1) * (high - low))
        return draw(curves, _pen(random))
    return _spoilt(images, random, waves)


def three(images, labels, random):
    """Three characters in a box."""
    large = np.zeros((LARGE, LARGE))
    for side in (-1, 0, 1):
        large = np.maximum(large, np.roll(_squeeze(_pick(images, random), 0.42, 1), side * LARGE // 3, axis=1))
    return large


def two_halves(images, labels, random):
    """The right of one character and the left of the next, apart."""
    a, b = _pick(images, random), _pick(images, random)
    large = np.zeros((LARGE, LARGE))
    middle = LARGE // 2
    large[:, : middle - 6] = a[:, middle + 6 :]
    large[:, middle + 6 :] = b[:, : middle - 6]
    return large


def star(images, labels, random):
    """A star of three to five strokes through one place."""
    middle, count = LARGE / 2, random.integers(3, 6)
    curves = []
    for number in range(count):
        angle = np.pi * number / count + random.normal(0, 0.1)
        reach = np.array([np.cos(angle), np.sin(angle)]) * random.uniform(0.25, 0.4) * LARGE
        curves.append([middle - reach, middle + reach])
    return draw(curves, _pen(random))


def fence(images, labels, random):
    """A grid: two or three strokes across as many."""
    curves = []
    for place in np.linspace(0.25, 0.75, random.integers(2, 4)) * LARGE:
        curves.append([(place + random.normal(0, 2), 0.15 * LARGE), (place + random.normal(0, 5), 0.85 * LARGE)])
        curves.append([(0.15 * LARGE, place + random.normal(0, 2)), (0.85 * LARGE, place + random.normal(0, 5))])
    return draw(curves, _pen(random))


def thumb(images, labels, random):
    """A print: rings about one place, broken."""
    middle, turn = np.full(2, LARGE / 2), np.linspace(0, 2 * np.pi, 40)
    ring = np.stack([np.cos(turn), np.sin(turn) * random.uniform(1, 1.5)], axis=1)
    curves = []
    for radius in np.arange(5, 36, random.uniform(6, 10)):
        start = random.integers(40)
        curves.append(middle + np.roll(ring, start, axis=0)[: random.integers(20, 40)] * radius)
    return draw(curves, random.integers(2, 4))


TRAINED = {crossed_out: 0.16, struck_through: 0.12, looped: 0.08, hatched: 0.06, overwritten: 0.12, two: 0.12,
           neighbour: 0.07, half: 0.03, scribble: 0.08, lines: 0.04, tick: 0.03, dirt: 0.04, blotted: 0.04}
HELD_OUT = {stamped: 1, waved: 2, three: 1, two_halves: 1, star: 1, fence: 1, thumb: 1}


def _pick(images: np.ndarray, random: np.random.Generator) -> np.ndarray:
    return warp(images[random.integers(len(images))], random)


def _spoilt(images: np.ndarray, random: np.random.Generator, spoil) -> np.ndarray:
    """A character and what `spoil` draws over it, of which enough does not fall on its ink."""
    while True:
        large = _pick(images, random)
        over = spoil(large)
        if _added(large, over) >= LEAST_ADDED:
            return np.maximum(large, over)


def _added(large: np.ndarray, over: np.ndarray) -> float:
    """The ink of `over` beside that of `large`, as a share of the latter."""
    ink = large > 0.4
    return float(((over > 0.4) & ~ink).sum() / max(1, ink.sum()))


def _extent(large: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The corners (x, y) of the ink's box, four pixels wider."""
    rows, columns = np.nonzero(large > 0.4)
    if rows.size == 0:
        return np.full(2, 0.15 * LARGE), np.full(2, 0.85 * LARGE)
    return (np.array([columns.min() - 4, rows.min() - 4], float), np.array([columns.max() + 4, rows.max() + 4], float))


def _cropped(large: np.ndarray) -> np.ndarray:
    """The columns from the first to the last with ink, all rows; everything where there is none."""
    columns = np.flatnonzero((large > 0.4).any(axis=0))
    return large[:, columns[0] : columns[-1] + 1] if columns.size else large


def _squeeze(large: np.ndarray, share: float, axis: int) -> np.ndarray:
    """`large` narrowed to `share` along `axis`, in the middle of as large a picture."""
    size = [LARGE, LARGE]
    size[1 - axis] = int(LARGE * share)
    narrow = np.asarray(Image.fromarray((large * 255).astype(np.uint8)).resize(size)) / 255
    result = np.zeros((LARGE, LARGE))
    top, left = (LARGE - narrow.shape[0]) // 2, (LARGE - narrow.shape[1]) // 2
    result[top : top + narrow.shape[0], left : left + narrow.shape[1]] = narrow
    return result


def _pen(random) -> int:
    return int(random.integers(3, 10))


def _strokes(random, count: int, straight: bool, over: np.ndarray | None = None) -> np.ndarray:
    """`count` strokes across the picture, or across the ink of `over`."""
    low, high = (np.full(2, 0.12 * LARGE), np.full(2, 0.88 * LARGE)) if over is None else _extent(over)
    curves = []
    for _ in range(count):
        ends = random.uniform(low, high, (2 if straight else 4, 2))
        if straight and np.hypot(*(ends[0] - ends[1])) < 0.5 * (high - low + 12)[0]:
            ends[:, 0] = low[0], high[0]
        curves.append(ends if straight else bezier(ends))
    return draw(curves, _pen(random))
