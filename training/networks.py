"""The architectures, by name. Layers end in logits; the export adds the softmax."""

import keras
from keras import layers


def deep(classes: int, width: int = 16, dense: int = 128) -> keras.Model:
    """A 5×5 stem, two blocks of two 3×3 convolutions, one hidden dense layer; N × 28 × 28 × 1 in, N × classes logits out.

    Most of the work is done at a quarter and at a sixteenth of the picture. Multiply-adds at width 16: 5.8 million.
    """
    def unit(filters: int, kernel: int = 3) -> list:
        return [layers.Conv2D(filters, kernel, padding="same", use_bias=False), layers.BatchNormalization(),
                layers.ReLU()]

    def block(filters: int) -> list:
        return [*unit(filters), *unit(filters), layers.MaxPooling2D()]

    return keras.Sequential([
        keras.Input((28, 28, 1)), *unit(width, 5), layers.MaxPooling2D(), *block(2 * width), *block(4 * width),
        layers.Flatten(), layers.Dropout(0.3), layers.Dense(dense, activation="relu"), layers.Dropout(0.2),
        layers.Dense(classes)])
