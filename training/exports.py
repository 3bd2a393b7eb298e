"""Small networks as Keras and PyTorch themselves export them, with what ONNX Runtime makes of them.

    python training/exports.py keras --out Tests/GlyphNetTests/Oracles    # needs tf2onnx 1.17 besides requirements.txt
    python training/exports.py torch --out Tests/GlyphNetTests/Oracles    # needs torch 2.15, onnxscript 0.7

Files keras-NAME.onnx and torch-NAME.onnx, as they were exported but for notes on the source
(paths of the exporting machine); JSON as oracles.py writes it.
"""

import argparse
import tempfile
from pathlib import Path

import numpy as np
import onnx

import oracles


def keras_models():
    import keras
    from keras import layers

    keras.utils.set_random_seed(1)
    normal = lambda: layers.BatchNormalization(beta_initializer="random_normal", moving_mean_initializer="random_normal")

    lenet = keras.Sequential([
        keras.Input((28, 28, 1)), layers.Conv2D(6, 5, padding="same", activation="relu"), layers.AveragePooling2D(2),
        layers.Conv2D(16, 5, activation="relu"), layers.MaxPooling2D(2), layers.Flatten(),
        layers.Dense(30, activation="relu"), layers.Dense(10, activation="softmax")])

    x = inputs = keras.Input((28, 28, 1))
    x = layers.Conv2D(8, 3, strides=2)(layers.ZeroPadding2D(1)(x))
    for _ in range(2):
        y = layers.ReLU()(normal()(layers.Conv2D(8, 3, padding="same", use_bias=False)(x)))
        x = layers.ReLU()(layers.Add()([x, layers.Conv2D(8, 3, padding="same")(y)]))
    x = layers.Dropout(0.3)(layers.Flatten()(layers.AveragePooling2D(2)(x)))
    resnet = keras.Model(inputs, layers.Dense(10)(x))

    separable = keras.Sequential([
        keras.Input((28, 28, 1)), layers.Conv2D(8, 3, strides=2, padding="same", use_bias=False), normal(),
        layers.ReLU(6.0), layers.SeparableConv2D(12, 3, padding="same"), layers.LeakyReLU(),
        layers.GlobalAveragePooling2D(), layers.Dense(10, activation="softmax")])
    return {"lenet5": lenet, "resnet": resnet, "separable": separable}


def keras_exports():
    for name, model in keras_models().items():
        model(np.zeros((1, 28, 28, 1), np.float32))
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "model.onnx"
            model.export(path, format="onnx", verbose=False)
            yield f"keras-{name}", path.read_bytes(), (28, 28, 1)


def torch_models():
    import torch
    from torch import nn

    torch.manual_seed(1)

    class Block(nn.Module):
        def __init__(self, channels: int):
            super().__init__()
            self.body = nn.Sequential(
                nn.Conv2d(channels, channels, 3, padding=1, bias=False), nn.BatchNorm2d(channels), nn.ReLU(inplace=True),
                nn.Conv2d(channels, channels, 3, padding=1, bias=False), nn.BatchNorm2d(channels))

        def forward(self, x):
            return torch.relu(x + self.body(x))

    class Viewed(nn.Module):
        """Flattens as many do, by the batch's size."""

        def __init__(self):
            super().__init__()
            self.features = nn.Sequential(
                nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.AvgPool2d(2), nn.Conv2d(6, 16, 5), nn.ReLU(),
                nn.MaxPool2d(2))
            self.head = nn.Sequential(nn.Linear(400, 30), nn.ReLU(), nn.Linear(30, 10))

        def forward(self, x):
            x = self.features(x)
            return torch.softmax(self.head(x.view(x.size(0), -1)), dim=1)

    resnet = nn.Sequential(
        nn.Conv2d(1, 8, 3, stride=2, padding=1), Block(8), Block(8), nn.AdaptiveAvgPool2d(1), nn.Flatten(),
        nn.Dropout(0.3), nn.Linear(8, 10))
    separable = nn.Sequential(
        nn.Conv2d(1, 8, 3, stride=2, padding=1), nn.BatchNorm2d(8), nn.ReLU6(),
        nn.Conv2d(8, 8, 3, padding=1, groups=8), nn.Conv2d(8, 12, 1), nn.LeakyReLU(0.1), nn.ConstantPad2d(1, 0.0),
        nn.MaxPool2d(3, stride=2), nn.Flatten(), nn.Linear(588, 10), nn.Softmax(dim=1))
    models = {"lenet5": Viewed(), "resnet": resnet, "separable": separable}
    for model in models.values():
        for module in model.modules():
            if isinstance(module, nn.BatchNorm2d):
                nn.init.uniform_(module.weight, 0.5, 1.5)
                nn.init.uniform_(module.bias, -0.5, 0.5)
                module.running_mean.uniform_(-0.5, 0.5)
                module.running_var.uniform_(0.5, 1.5)
    return models


def torch_exports():
    import torch

    example = torch.zeros(2, 1, 28, 28)
    batch = torch.export.Dim("batch")
    for name, model in torch_models().items():
        model.eval()
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "model.onnx"
            torch.onnx.export(model, (example,), path, dynamo=False, input_names=["image"],
                              dynamic_axes={"image": {0: "batch"}})
            yield f"torch-{name}-script", path.read_bytes(), (1, 28, 28)
            torch.onnx.export(model, (example,), path, dynamo=True, external_data=False, dynamic_shapes=({0: batch},))
            yield f"torch-{name}", path.read_bytes(), (1, 28, 28)


def without_notes(model: bytes) -> bytes:
    graph = onnx.load_from_string(model)
    graph.doc_string = graph.graph.doc_string = ""
    for part in (graph, graph.graph, *graph.graph.node, *graph.graph.value_info, *graph.graph.input, *graph.graph.output):
        del part.metadata_props[:]
        part.doc_string = ""
    return graph.SerializeToString(deterministic=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("framework", choices=["keras", "torch"])
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    for name, model, shape in keras_exports() if options.framework == "keras" else torch_exports():
        random = np.random.default_rng(abs(oracles.hash_of(name)))
        oracles.write(options.out, name, without_notes(model), random.uniform(-1, 1, (1, *shape)).astype(np.float32))


if __name__ == "__main__":
    main()
