"""The classroom's experiments: each by its name, in one command.

    python training/recipes.py dense --data ../shared/data --docs docs

Trains on MNIST's training writers, validates on those of the choose part, and reads those of the report part once. Draws
the curves to DOCS/networks/NAME.svg and writes the recipe's row in DOCS/networks.md anew.
"""

import argparse
import os
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

import data
import figures
import svg


@dataclass(frozen=True)
class Recipe:
    """Layers in words (also their recipe, see `build`), epochs, and Adam's rate."""

    layers: str
    epochs: int
    rate: float = 1e-3
    about: str = ""


RECIPES = {
    "dense": Recipe("dense 128 relu", 8, about="one hidden layer"),
    "linear": Recipe("dense 128 linear, dense 128 linear", 8, about="linear activations only: still one matrix"),
    "cnn": Recipe("conv 16, pool, conv 32, pool, dense 64 relu", 4),
    "cnn-dropout": Recipe("conv 16, pool, drop 0.25, conv 32, pool, drop 0.25, dense 64 relu, drop 0.5", 4),
    "cnn-dropout-8": Recipe("conv 16, pool, drop 0.25, conv 32, pool, drop 0.25, dense 64 relu, drop 0.5", 8,
                            about="the same for twice as long: the curves meet"),
    "deeper": Recipe("conv 16, conv 16, pool, drop 0.25, conv 32, conv 32, pool, drop 0.25, dense 128 relu, drop 0.5", 8,
                     3e-4, "low rate, Adam's own step for each weight"),
}


def build(recipe: Recipe):
    """The model: N × 28 × 28 × 1 in, N × 10 logits out; its layers are what the recipe's words say."""
    import keras
    from keras import layers

    model, flat = keras.Sequential([keras.Input((28, 28, 1))]), False
    for words in recipe.layers.split(", "):
        match words.split():
            case ["conv", filters]:
                model.add(layers.Conv2D(int(filters), 3, padding="same", activation="relu"))
            case ["pool"]:
                model.add(layers.MaxPooling2D())
            case ["drop", share]:
                model.add(layers.Dropout(float(share)))
            case ["dense", units, activation]:
                if not flat:
                    model.add(layers.Flatten())
                    flat = True
                model.add(layers.Dense(int(units), activation=activation))
    model.add(layers.Dense(10))
    model.compile(keras.optimizers.Adam(recipe.rate),
                  keras.losses.SparseCategoricalCrossentropy(from_logits=True), metrics=["accuracy"])
    return model


def run(recipe: Recipe, root: Path) -> tuple[list[dict], dict]:
    """A row an epoch, and the figure of the report part."""
    pictures = {part: data.MNIST.load(root).part(part) for part in ("train", "choose", "report")}
    shown = {part: some.images[..., None] / np.float32(255) for part, some in pictures.items()}
    model, rows = build(recipe), []
    for epoch in range(recipe.epochs):
        started = time.monotonic()
        fit = model.fit(shown["train"], pictures["train"].labels, 64, verbose=0).history
        seconds = time.monotonic() - started
        loss, accuracy = model.evaluate(shown["choose"], pictures["choose"].labels, 512, verbose=0)
        rows.append({"loss": fit["loss"][0], "accuracy": fit["accuracy"][0], "choose_loss": loss,
                     "choose_accuracy": accuracy, "seconds": seconds})
        print(f"epoch {epoch + 1}/{recipe.epochs}", {key: round(value, 4) for key, value in rows[-1].items()}, flush=True)
    logits = model.predict(shown["report"], 512, verbose=0)
    report = pictures["report"]
    return rows, figures.errors(logits.argmax(axis=1) != report.labels, report.writers)


def row(name: str, rows: list[dict], figure: dict) -> str:
    """The recipe's line of the table in docs/networks.md."""
    recipe, right = RECIPES[name], figure["accuracy"]
    percent = lambda value: f"{100 * value:.2f}"
    later = np.mean([epoch["seconds"] for epoch in rows[1:]])
    layers = recipe.layers + (f" ({recipe.about})" if recipe.about else "")
    return (f"| [{name}](networks/{name}.svg) | {layers} | {recipe.epochs} | {rows[0]['seconds']:.0f}, {later:.0f} | "
            f"{percent(rows[-1]['accuracy'])}, {percent(rows[-1]['choose_accuracy'])} | {figure['errors']}/{figure['n']}: "
            f"{percent(right)} ({percent(figure['low95'])}–{percent(figure['high95'])}) | {100 * right**4:.0f} | "
            f"{100 * right**10:.0f} |")


def write_row(page: Path, name: str, line: str) -> None:
    """Puts `line` where the page's table has the recipe."""
    lines = page.read_text().splitlines()
    places = [place for place, text in enumerate(lines) if text.startswith((f"| [{name}](", f"| {name} |"))]
    if len(places) != 1:
        raise SystemExit(f"{page}: no row for {name}")
    lines[places[0]] = line
    page.write_text("\n".join(lines) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("recipe", choices=RECIPES)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--docs", type=Path, default=Path("docs"))
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    import keras

    keras.utils.set_random_seed(options.seed)
    rows, figure = run(RECIPES[options.recipe], options.data)
    svg.curves(rows, options.docs / "networks" / f"{options.recipe}.svg", options.recipe)
    line = row(options.recipe, rows, figure)
    print(line)
    write_row(options.docs / "networks.md", options.recipe, line)


if __name__ == "__main__":
    os.environ.setdefault("KERAS_BACKEND", "tensorflow")
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    main()
