"""Capitals and European digits as pens draw them: allographs of each as strokes, another instance each time.

A stroke is `L` (a polyline) or `C` (a smooth curve) through points x,y of a box one wide and one high, y downwards.
"""

import numpy as np
from PIL import Image, ImageDraw

from augment import SCALE
from normalise import SIDE

LARGE = SIDE * SCALE

ALLOGRAPHS = {
    "A": ("L 0,1 .5,0 1,1; L .18,.62 .82,.62", "C 0,1 .05,.35 .5,0 .95,.35 1,1; L .05,.6 .95,.6",
          "L 0,1 .5,0 1,1 .15,.65 .9,.6"),
    "B": ("L 0,0 0,1; C 0,0 .6,.02 .85,.22 .6,.45 0,.48; C 0,.48 .7,.52 1,.75 .7,.98 0,1",
          "C 0,1 .03,.5 .05,.02 .6,0 .85,.22 .5,.44 .2,.48 .7,.5 1,.75 .7,1 0,.97"),
    "C": ("C .95,.15 .6,0 .2,.15 0,.5 .2,.87 .6,1 1,.85", "C 1,.02 .4,.0 .05,.3 .05,.75 .4,1 1,1"),
    "D": ("L 0,0 0,1; C 0,0 .6,.05 1,.5 .6,.95 0,1", "C 0,1 .02,.5 .0,.0 .6,.08 1,.5 .6,.95 0,1"),
    "E": ("L .9,0 0,0 0,1 .95,1; L 0,.5 .8,.5", "C .9,.08 .4,0 .1,.2 .45,.47 0,.7 .3,1 .95,.9",
          "L 0,0 0,1; L 0,0 .9,0; L 0,.5 .8,.5; L 0,1 .9,1"),
    "F": ("L .95,0 0,0 0,1; L 0,.45 .75,.45", "L .1,0 .1,1; L 0,0 1,0; L .1,.45 .8,.48"),
    "G": ("C .95,.15 .6,0 .2,.12 0,.5 .2,.88 .6,1 .95,.8; L .95,1 .95,.55 .5,.55",
          "C .9,.12 .5,0 .05,.3 .1,.8 .5,1 .9,.85 .95,.5; L .45,.5 1,.5",
          "C .85,.03 .3,.2 0,.6 .3,1 .8,.95 .95,.65 .5,.58", "C .95,.1 .4,0 0,.5 .4,1 .9,.8 .9,.55; L .55,.55 1.05,.55"),
    "H": ("L 0,0 0,1; L 1,0 1,1; L 0,.5 1,.5", "L 0,0 .05,1; L .05,.52 .95,.45; L 1,0 .95,1"),
    "I": ("L .5,0 .5,1", "L .5,0 .5,1; L .1,0 .9,0; L .1,1 .9,1", "L .5,0 .5,1; L .3,0 .7,0; L .3,1 .7,1"),
    "J": ("L .2,0 1,0; C .7,0 .7,.4 .68,.75 .45,1 .1,.92 0,.72", "C .8,0 .8,.4 .78,.75 .5,1 .12,.92 0,.7",
          "L .3,0 1,0; C .65,0 .65,.6 .5,.97 0,.9"),
    "K": ("L 0,0 0,1; L .95,0 0,.55; L .25,.42 1,1", "L 0,0 0,1; L .9,0 .08,.5 1,1",
          "L 0,0 0,1; C .95,0 .5,.3 .1,.5 .5,.65 1,1"),
    "L": ("L 0,0 0,1 .85,1", "C .05,0 .02,.5 0,.95 .4,1 .9,.97"),
    "M": ("L 0,1 0,0 .5,.6 1,0 1,1", "L 0,1 .2,0 .5,.75 .8,0 1,1", "L 0,1 .05,0 .5,1 .95,0 1,1",
          "C 0,1 .05,.3 .25,0 .45,.3 .5,.95; C .5,.5 .6,.1 .8,0 .95,.3 1,1"),
    "N": ("L 0,1 0,0 1,1 1,0", "L 0,1 .1,0 .9,1 1,0", "C 0,1 .02,.5 .1,0 .3,.3 .75,.95 .95,.9 .97,.5 1,0"),
    "O": ("C .5,0 .12,.15 0,.55 .22,.93 .6,1 .93,.75 1,.4 .8,.06 .45,0", "C .6,.03 .2,.05 0,.5 .3,1 .8,.9 1,.5 .7,.05 .35,.03"),
    "P": ("L 0,0 0,1; C 0,.02 .6,0 1,.25 .6,.52 0,.53", "C 0,1 .03,.5 .05,.03 .6,0 1,.25 .6,.52 .05,.55"),
    "Q": ("C .5,0 .12,.15 0,.5 .22,.88 .6,.95 .93,.7 1,.4 .8,.06 .45,0; L .6,.65 1.05,1.05",
          "C .5,0 .12,.15 0,.5 .22,.88 .6,.95 .93,.7 1,.4 .8,.06 .45,0; C .35,.8 .6,.78 .8,1 1.1,1",
          "C .5,0 .12,.15 0,.5 .22,.88 .6,.95 .93,.7 1,.4 .8,.06 .45,0; L .5,.8 .65,1.15",
          "C .5,0 .12,.15 0,.5 .25,.9 .6,.9 .9,.6 .9,.3 .7,.04 .4,.02; C .3,.55 .6,.7 .8,.9 1.1,1",
          "C .6,.0 .2,.1 0,.5 .3,.85 .8,.6 .9,.2 .6,.0 .4,.1; C .2,.8 .5,.55 .8,.95 1.15,.9"),
    "R": ("L 0,0 0,1; C 0,.02 .6,0 .95,.24 .6,.5 0,.52; L .35,.52 1,1",
          "C 0,1 .03,.5 .05,.03 .6,0 .95,.24 .6,.5 .15,.52; C .3,.52 .6,.7 1,1",
          "L 0,1 0,0; C 0,.05 .6,-.05 .9,.22 .4,.5 .1,.5 .5,.7 1,1"),
    "S": ("C .9,.2 .6,.0 .2,.1 .15,.35 .8,.6 .85,.9 .4,1 .05,.8", "C .95,.12 .5,0 .1,.15 .2,.4 .75,.55 1,.78 .6,1 0,.88", "C 1,.05 .3,.0 .05,.25 .5,.48 .95,.7 .7,1 0,.95"),
    "T": ("L 0,0 1,0; L .5,0 .5,1", "L 0,.03 1,-.02; L .48,0 .45,1", "L 0,0 1,0; C .5,0 .52,.5 .45,.9 .3,1",
          "L 0,.1 0,0 1,0 1,.1; L .5,0 .5,1; L .3,1 .7,1"),
    "U": ("C 0,0 .01,.5 .1,.85 .5,1 .9,.85 .99,.5 1,0", "C 0,0 .02,.6 .2,.95 .6,.95 .95,.6 1,0; L 1,0 1,1",
          "L 0,0 0,.7; C 0,.7 .15,1 .5,1 .9,.95 1,.7; L 1,.7 1,0",
          "C 0,0 .0,.5 .1,.9 .45,1 .8,.9 .9,.4 .9,0; C .9,0 .9,.6 .95,.95 1.1,1"),
    "V": ("L 0,0 .5,1 1,0", "C 0,0 .25,.6 .45,1 .6,.9 .8,.5 1,0", "C 0,.05 .15,.1 .45,1 .6,.7 .8,.1 1.1,0",
          "L 0,0 .45,1 .9,0 1.1,0"),
    "W": ("L 0,0 .25,1 .5,.3 .75,1 1,0", "C 0,0 .08,.75 .25,1 .43,.75 .5,.25 .57,.75 .75,1 .92,.75 1,0",
          "L 0,0 .2,1 .5,0 .8,1 1,0", "C 0,.05 .1,.4 .25,1 .4,.6 .5,.2 .6,.6 .75,1 .9,.4 1,0 1.1,.05",
          "L 0,0 .3,1 .55,.15; L .45,.15 .75,1 1,0"),
    "X": ("L 0,0 1,1; L 1,0 0,1", "C 0,0 .3,.3 .7,.8 1,1; C 1,0 .7,.3 .3,.7 0,1",
          "C 0,.05 .2,0 .5,.5 .8,1 1,.95; L .95,0 .05,1", "C 0,0 .47,.2 .47,.8 0,1; C 1,0 .53,.2 .53,.8 1,1"),
    "Y": ("L 0,0 .5,.5 1,0; L .5,.5 .5,1", "L 0,0 .5,.52; L 1,0 .2,1", "C 0,0 .1,.45 .5,.5 .9,.35 1,0; C 1,0 .97,.6 .6,1 .1,.95",
          "C 0,0 .2,.4 .5,.5; L 1,0 .5,.5 .45,1", "L 0,0 .45,.45; L 1,0 0,1"),
    "Z": ("L 0,0 1,0 0,1 1,1", "L 0,0 1,0 0,1 1,1; L .2,.5 .8,.5", "C 0,.08 .4,-.02 1,.0 .6,.5 0,1 .5,.95 1,1",
          "L 0,0 1,0 0,1 1,1; L .15,.55 .75,.45", "C .05,.15 .3,0 .9,.05 .95,.2 .5,.6 .05,.95 .4,.9 1,1",
          "L 0,.1 .05,0 1,0 0,1 1,1 1,.9"),
    # The digits' forms that American hands lack: 1 with an upstroke or a foot, crossed 7, open 4, 9 like a g.
    "0": ("C .5,0 .12,.15 0,.55 .22,.93 .6,1 .93,.75 1,.4 .8,.06 .45,0", "C .7,.0 .2,.05 0,.5 .3,1 .8,.9 1,.5 .85,.1 .55,.03 .3,.12"),
    "1": ("L 0,.45 .6,0 .6,1", "L .05,.6 .65,0 .55,1", "C 0,.55 .35,.3 .6,0; L .6,0 .58,1", "L .1,.25 .5,0 .5,1; L .1,1 .9,1",
          "L 0,.35 .55,0 .55,1; L .2,1 .9,1", "L .2,.2 .55,0 .5,1", "C 0,.7 .3,.45 .62,0 .62,.3 .6,1", "L .5,0 .5,1"),
    "2": ("C .05,.25 .2,.02 .6,0 .95,.22 .7,.55 .3,.8 0,1; L 0,1 1,1", "C .05,.2 .4,-.02 .85,.12 .8,.45 .4,.8 .1,.98 .2,.8 .5,.85 1,1",
          "C 0,.2 .5,.0 .9,.25 .5,.7 0,1 .5,.93 1,.97"),
    "3": ("L .1,0 .95,0 .4,.4; C .4,.4 .8,.42 1,.68 .75,.97 .3,1 0,.87", "C .05,.1 .5,0 .9,.2 .6,.45 .35,.48 .8,.55 1,.78 .5,1 0,.9"),
    "4": ("L .35,0 0,.62 1,.62; L .75,.3 .75,1", "L .2,0 .05,.5 .9,.5; L .8,0 .75,1", "C .15,0 .1,.3 .15,.5 .5,.52 .9,.5; L .9,.05 .85,1",
          "L .6,0 0,.68 1,.66; L .65,.4 .6,1", "L .8,1 .8,0 0,.65 1,.65"),
    "5": ("L .9,0 .2,0 .12,.42; C .12,.42 .6,.32 1,.6 .7,.95 .3,1 0,.88", "L .25,.02 .15,.45; C .15,.45 .6,.35 .95,.65 .6,.98 0,.92; L .25,.02 1,-.03",
          "C .95,.02 .5,.03 .2,.05 .15,.42 .6,.4 .9,.68 .6,1 0,.95"),
    "6": ("C .8,0 .35,.25 .05,.65 .25,.98 .65,1 .9,.75 .6,.5 .15,.65", "C .65,0 .2,.35 .05,.75 .4,1 .85,.85 .8,.55 .4,.5 .1,.72"),
    "7": ("L 0,0 1,0 .35,1; L .2,.5 .85,.5", "L 0,.12 .05,0 1,0 .4,1; L .2,.52 .9,.45", "C 0,.1 .3,.02 1,.0 .65,.4 .4,1; L .15,.48 .95,.48",
          "C 0,.15 .15,-.02 .5,.06 1,0 .7,.45 .5,1; L .3,.5 .95,.5", "L 0,0 1,0 .45,1"),
    "8": ("C .85,.12 .4,0 .1,.2 .4,.45 .85,.65 .85,.9 .4,1 .1,.82 .35,.55 .8,.35 .85,.12", "C .5,0 .15,.1 .2,.38 .5,.48 .8,.35 .8,.1 .5,0; C .5,.48 .05,.6 .1,.92 .5,1 .9,.92 .95,.6 .5,.48"),
    "9": ("C .9,.15 .5,0 .1,.15 .1,.45 .5,.5 .9,.3 .92,.15; C .92,.15 .95,.6 .85,.9 .5,1 .1,.9", "C .85,.1 .35,0 .1,.3 .4,.5 .8,.4 .9,.1 .85,.55 .6,1",
          "C .9,.12 .45,0 .05,.25 .35,.5 .75,.4 .9,.1 .95,.6 .75,.95 .3,1 0,.85", "C .8,.05 .3,.05 .05,.28 .4,.52 .85,.25 .85,.05; L .85,.05 .8,1"),
}


def _parse(text: str) -> list[tuple[bool, np.ndarray]]:
    strokes = []
    for stroke in text.split(";"):
        kind, *points = stroke.split()
        strokes.append((kind == "C", np.array([[float(v) for v in point.split(",")] for point in points])))
    return strokes


_PARSED = {letter: [_parse(text) for text in texts] for letter, texts in ALLOGRAPHS.items()}


def character(which: str, random: np.random.Generator) -> np.ndarray:
    """An instance of the capital or digit `which`, 84 × 84, ink 1 on 0."""
    variants = _PARSED[which]
    height = LARGE * random.uniform(0.5, 0.72)
    width = height * float(np.clip(random.normal(0.72, 0.14), 0.4, 1.15))
    slant, angle = random.normal(0.05, 0.06), random.normal(0, 0.04)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    unsteady = abs(random.normal(0, 0.045))
    curves = []
    for smooth, points in variants[random.integers(len(variants))]:
        points = points + random.normal(0, unsteady + 0.012, points.shape)
        points = points + random.normal(0, 0.03, 2)  # strokes meet or cross by chance
        line = spline(points) if smooth else _overshoot(points, random)
        line = (line - 0.5) * [width, height]
        line[:, 0] -= slant * line[:, 1]
        curves.append([tuple(p) for p in line @ turn.T + LARGE / 2])
    return draw(curves, int(random.integers(2, 10)))


def _overshoot(points: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """A polyline whose corners are a little round and whose ends are a little long or short."""
    points = points.copy()
    points[0] += (points[0] - points[1]) * random.normal(0.03, 0.06)
    points[-1] += (points[-1] - points[-2]) * random.normal(0.03, 0.06)
    if random.random() < 0.5:
        return points
    middles = [(a + b) / 2 + random.normal(0, 0.02, 2) for a, b in zip(points, points[1:])]
    woven = [points[0]]
    for middle, point in zip(middles, points[1:]):
        woven += [middle, point]
    return spline(np.array(woven))


def spline(points: np.ndarray, steps: int = 12) -> np.ndarray:
    """A Catmull–Rom curve through `points` (n × 2)."""
    padded = np.vstack([2 * points[0] - points[1], points, 2 * points[-1] - points[-2]])
    t = np.linspace(0, 1, steps, endpoint=False)[:, None]
    pieces = []
    for a, b, c, d in zip(padded, padded[1:], padded[2:], padded[3:]):
        pieces.append(0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3))
    return np.vstack([*pieces, points[-1:]])


def bezier(points) -> list:
    """A cubic curve of four control points."""
    a, b, c, d = (np.array(p) for p in points)
    t = np.linspace(0, 1, 24)[:, None]
    curve = (1 - t) ** 3 * a + 3 * (1 - t) ** 2 * t * b + 3 * (1 - t) * t**2 * c + t**3 * d
    return [tuple(map(float, p)) for p in curve]


def draw(curves, width: int) -> np.ndarray:
    """`curves` (lists of points in pixels) drawn with a round pen on 84 × 84, ink 1."""
    picture = Image.new("L", (LARGE, LARGE))
    pen = ImageDraw.Draw(picture)
    radius = width / 2
    for curve in curves:
        line = [tuple(map(float, p)) for p in curve]
        pen.line(line, fill=255, width=width, joint="curve")
        for x, y in (line[0], line[-1]):
            pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=255)
    return np.asarray(picture) / 255
