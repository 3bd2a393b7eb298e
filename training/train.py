"""Trains a network and exports it with its card and golden outputs.

    python training/train.py --data ../shared/data --model digits

Resumable (a checkpoint an epoch in --work), seeded, with a line an epoch.
"""

import argparse
import json
import multiprocessing
import os
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np

import data
import drawn
import served
from augment import augment
from junk import make as make_junk

PLAIN = 0.2  # share of pictures shown as they are
CALM = 0.3  # of the epochs, the last ones, in which PLAIN_AT_REST holds: confidence is learnt from what is met
PLAIN_AT_REST = 0.6
JUNK_SHARE = 0.15
STRANGER_SHARE = 0.12  # of junk: characters of another kind
WARM_UP = 400  # steps


def epoch_pictures(
    options: argparse.Namespace, part: str, seed: int, plain: float = PLAIN
) -> tuple[np.ndarray, np.ndarray]:
    """Pictures (n × 28 × 28 × 1 float32, 0…1) and labels (the last class is junk) of one epoch, shuffled.

    The share `plain` is shown as it is.
    """
    random = np.random.default_rng(seed)
    task = data.TASKS[options.model]
    images, labels = [], []
    for source in task.sources:
        pictures = source.load(options.data).part(part)
        for _ in range(task.copies[source.name] if part == "train" else 1):
            images.append(pictures.images)
            labels.append(pictures.labels)
    if part == "train" and options.model == "letters":
        for pictures in drawn.fonts():
            images.append(pictures.images)
            labels.append(pictures.labels)
    clean = np.concatenate(images) / 255.0
    labels = np.concatenate(labels)
    shown = [np.stack([image if random.random() < plain else augment(image, random) for image in clean])]
    truth = [labels]
    if part == "train" and options.model == "letters":
        pictures = drawn.strokes(random)
        shown.append(pictures.images)
        truth.append(pictures.labels)
    strangers = task.strangers.pictures(options.data, part) / 255.0
    count = int(JUNK_SHARE * sum(map(len, truth)))
    shown.append(np.stack([
        augment(strangers[random.integers(len(strangers))], random) if random.random() < STRANGER_SHARE
        else make_junk(clean, labels, random) for _ in range(count)]))
    truth.append(np.full(count, task.junk))
    for folder in options.served if part == "train" else ():
        pictures = served.load(folder)
        shown.append(pictures.images / 255.0)
        truth.append(pictures.labels)
    everything = np.concatenate(shown).astype(np.float32)[..., None]
    truth = np.concatenate(truth)
    order = random.permutation(len(truth))
    return everything[order], truth[order]


def train(options: argparse.Namespace):
    """The trained model; goes on from the last checkpoint in `options.work`."""
    import keras
    import networks

    keras.utils.set_random_seed(options.seed)
    checkpoint, history_file = options.work / "last.keras", options.work / "history.json"
    history = json.loads(history_file.read_text()) if history_file.exists() else []
    if checkpoint.exists():
        model = keras.saving.load_model(checkpoint)
    else:
        model = networks.deep(data.TASKS[options.model].junk + 1, options.width)
        if options.start:
            model.set_weights(keras.saving.load_model(options.start).get_weights())
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        plain = lambda epoch: PLAIN if epoch < (1 - CALM) * options.epochs else PLAIN_AT_REST
        ask = lambda epoch: pool.submit(
            epoch_pictures, options, "train", options.seed * 1000 + epoch, plain(epoch))
        coming = ask(len(history))
        check = epoch_pictures(options, "choose", 7)
        for epoch in range(len(history), options.epochs):
            images, labels = coming.result()
            if not model.compiled:
                steps = options.epochs * -(-len(labels) // options.batch)
                rate = keras.optimizers.schedules.CosineDecay(
                    0.0, max(1, steps - WARM_UP), warmup_target=options.rate, warmup_steps=WARM_UP)
                model.compile(keras.optimizers.AdamW(rate, weight_decay=1e-4),
                              keras.losses.SparseCategoricalCrossentropy(from_logits=True), metrics=["accuracy"])
            coming = ask(epoch + 1)
            fit = model.fit(images, labels, options.batch, epochs=1, verbose=0, shuffle=False)
            loss, accuracy = model.evaluate(*check, batch_size=512, verbose=0)
            history.append({"loss": fit.history["loss"][0], "accuracy": fit.history["accuracy"][0],
                            "choose_loss": loss, "choose_accuracy": accuracy})
            print(f"epoch {epoch + 1}/{options.epochs}", json.dumps(history[-1]), flush=True)
            model.save(checkpoint)
            history_file.write_text(json.dumps(history, indent=1))
        coming.cancel()
    return model


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", choices=[*data.TASKS], default="digits")
    parser.add_argument("--served", type=Path, nargs="*", default=[],
                        help="folders that served.py made: characters as the product's own segmentation cuts them")
    parser.add_argument("--calibrate", type=Path, nargs="*", default=[],
                        help="folders that served.py made of the calibrate part: the temperature is fitted there too")
    parser.add_argument("--out", type=Path, default=Path("models"))
    parser.add_argument("--work", type=Path, default=Path(".training"), help="checkpoints")
    parser.add_argument("--epochs", type=int, default=24)
    parser.add_argument("--batch", type=int, default=128)
    parser.add_argument("--width", type=int, default=16, help="channels of the first block")
    parser.add_argument("--rate", type=float, default=2e-3, help="highest learning rate")
    parser.add_argument("--start", type=Path, help="a checkpoint whose weights to start from")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    model = train(options)
    import card
    card.export(model, options)


if __name__ == "__main__":
    os.environ.setdefault("KERAS_BACKEND", "tensorflow")
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    main()
