"""The architectures, by name. Layers end in logits; the export adds the softmax."""

import keras
from keras import layers

# Channels of the stem and of the two blocks, and what that costs (multiply-adds, with 11 classes).
SIZES = {
    "tiny": (4, 8, 16),
    "small": (8, 12, 24),
    "middle": (8, 16, 40),
    "standard": (16, 24, 48),
    "wide": (16, 32, 64),
    "large": (24, 48, 96),
}


def deep(classes: int, channels: tuple[int, int, int] = SIZES["standard"], dense: int = 128) -> keras.Model:
    """A 5×5 stem, two blocks of two 3×3 convolutions, one hidden dense layer; N × 28 × 28 × 1 in, N × classes logits out.

    Most of the work is done at a quarter and at a sixteenth of the picture. Pooling stands before normalisation and
    rectifier, which is a fifth faster to train; with scales that are never negative the order does not change the
    result, so that the export can fold the normalisation into the convolution all the same.
    """
    def unit(filters: int, kernel: int = 3, pools: bool = False) -> list:
        pooling = [layers.MaxPooling2D()] if pools else []
        return [layers.Conv2D(filters, kernel, padding="same", use_bias=False), *pooling,
                layers.BatchNormalization(gamma_constraint=keras.constraints.NonNeg()), layers.ReLU()]

    stem, first, second = channels
    return keras.Sequential([
        keras.Input((28, 28, 1)), *unit(stem, 5, pools=True), *unit(first), *unit(first, pools=True),
        *unit(second), *unit(second, pools=True),
        layers.Flatten(), layers.Dropout(0.35), layers.Dense(dense, activation="relu"), layers.Dense(classes)])


def plain(classes: int, width: int = 16, dense: int = 128) -> keras.Model:
    """Two blocks of two 3×3 convolutions, the first at the full picture, one hidden dense layer; shapes as of `deep`.

    Multiply-adds at width 16: 4.8 million. Second to a network of `deep`, since it errs otherwise.
    """
    def block(filters: int) -> list:
        unit = lambda: [
            layers.Conv2D(filters, 3, padding="same", use_bias=False), layers.BatchNormalization(), layers.ReLU()]
        return [*unit(), *unit(), layers.MaxPooling2D()]

    return keras.Sequential([
        keras.Input((28, 28, 1)), *block(width), *block(2 * width), layers.Flatten(), layers.Dropout(0.4),
        layers.Dense(dense, activation="relu"), layers.Dropout(0.3), layers.Dense(classes)])


def build(name: str, classes: int) -> keras.Model:
    """The architecture `name`: `plain`, or one of SIZES."""
    return plain(classes) if name == "plain" else deep(classes, SIZES[name])
