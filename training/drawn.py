"""Characters that nobody wrote: of fonts, and drawn stroke by stroke."""

from functools import cache

import numpy as np
from PIL import Image, ImageDraw, ImageFont
from scipy.ndimage import gaussian_filter

from augment import damage, scan, warp
from data import Pictures
from fontlist import CAPITALS, DIGITS, REPORTED_PRINT, TRAINED_HANDS, TRAINED_PRINT, find
from normalise import normalise
from rasterise_fonts import instances
from strokes import character

HAND_INSTANCES, PRINT_INSTANCES = 20, 6
STROKE_INSTANCES = {CAPITALS: 600, DIGITS: 400}  # of each character, a block of epochs


@cache
def fonts(characters: str) -> tuple[Pictures, ...]:
    """Instances of `characters` of every trained font, of hands alone for digits, 28 × 28 uint8; a font is a writer."""
    result = []
    for writer, font in enumerate(TRAINED_HANDS + (TRAINED_PRINT if characters == CAPITALS else ())):
        random = np.random.default_rng([77, writer])
        count = HAND_INSTANCES if font in TRAINED_HANDS else PRINT_INSTANCES
        pairs = list(instances(find(font), characters, count, random))
        labels = np.array([label for label, _ in pairs])
        result.append(Pictures(np.stack([picture for _, picture in pairs]), labels, np.full(len(pairs), writer)))
    return tuple(result)


def strokes(characters: str, random: np.random.Generator) -> Pictures:
    """`characters` drawn stroke by stroke and scanned, 28 × 28, 0…1."""
    labels = np.repeat(np.arange(len(characters)), STROKE_INSTANCES[characters])
    return Pictures(np.stack([
        damage(scan(warp(character(characters[label], random), random), random), random) for label in labels]), labels)


def printed() -> Pictures:
    """Capitals of fonts never trained on, printed at 8 to 14 points and scanned at 200 dpi, 28 × 28 uint8."""
    random = np.random.default_rng(200)
    images, labels, fonts = [], [], []
    for number, font in enumerate(REPORTED_PRINT):
        for points in range(8, 15):
            for label, letter in enumerate(CAPITALS):
                images.append(np.rint(normalise(_scanned(find(font), letter, points, random)) * 255))
                labels.append(label)
                fonts.append(number)
    return Pictures(np.stack(images).astype(np.uint8), np.array(labels), np.array(fonts))


def _scanned(path, letter: str, points: int, random: np.random.Generator) -> np.ndarray:
    """One printed character, drawn at 800 dpi, blurred, sampled at 200 dpi at a random place, with noise; ink 1."""
    face = ImageFont.truetype(str(path), points * 800 / 72)
    left, top, right, bottom = face.getbbox(letter)
    width, height = int(right - left) + 40, int(bottom - top) + 40
    picture = Image.new("L", (width, height))
    ImageDraw.Draw(picture).text((20 - left, 20 - top), letter, fill=255, font=face)
    soft = gaussian_filter(np.asarray(picture) / 255, 2.5)
    y, x = random.integers(4, size=2)
    return np.clip(soft[y::4, x::4] + random.normal(0, 0.02, soft[y::4, x::4].shape), 0, 1) * (soft[y::4, x::4] > 0.1)
