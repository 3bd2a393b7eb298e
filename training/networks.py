"""The architectures, by name. Layers end in logits; the export adds the softmax."""

import keras
from keras import layers


def plain(classes: int, width: int = 16, dense: int = 128) -> keras.Model:
    """Two blocks of two 3×3 convolutions, one hidden dense layer; N × 28 × 28 × 1 in, N × classes logits out.

    Multiply-adds at width 16: 4.8 million.
    """
    def block(filters: int) -> list:
        unit = lambda: [
            layers.Conv2D(filters, 3, padding="same", use_bias=False), layers.BatchNormalization(), layers.ReLU()]
        return [*unit(), *unit(), layers.MaxPooling2D()]

    return keras.Sequential([
        keras.Input((28, 28, 1)), *block(width), *block(2 * width), layers.Flatten(), layers.Dropout(0.4),
        layers.Dense(dense, activation="relu"), layers.Dropout(0.3), layers.Dense(classes)])
