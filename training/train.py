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
from augment import augment
from junk import make as make_junk

# Copies of each source an epoch: the few European hands are shown more often.
COPIES = {"mnist-train": 1, "form-digits": 4, "pen-letters": 10}
PLAIN = 0.2  # share of pictures shown as they are
JUNK_SHARE = 0.15


def epoch_pictures(root: Path, part: str, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Pictures (n × 28 × 28 × 1 float32, 0…1) and labels (10 is junk) of one epoch, shuffled."""
    random = np.random.default_rng(seed)
    images, labels = [], []
    for source in data.DIGITS:
        pictures = source.load(root).part(part)
        for _ in range(COPIES[source.name] if part == "train" else 1):
            images.append(pictures.images)
            labels.append(pictures.labels)
    clean = np.concatenate(images) / 255.0
    labels = np.concatenate(labels)
    shown = np.stack([image if random.random() < PLAIN else augment(image, random) for image in clean])
    junk = np.stack([make_junk(clean, labels, random) for _ in range(int(JUNK_SHARE * len(clean)))])
    everything = np.concatenate([shown, junk]).astype(np.float32)[..., None]
    truth = np.concatenate([labels, np.full(len(junk), 10)])
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
        model = networks.plain(11, options.width)
        if options.start:
            model.set_weights(keras.saving.load_model(options.start).get_weights())
        steps = int(58_000 * options.epochs / options.batch)
        rate = keras.optimizers.schedules.CosineDecay(0.0, steps, warmup_target=options.rate, warmup_steps=400)
        model.compile(keras.optimizers.AdamW(rate, weight_decay=1e-4),
                      keras.losses.SparseCategoricalCrossentropy(from_logits=True), metrics=["accuracy"])
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        ask = lambda epoch: pool.submit(epoch_pictures, options.data, "train", options.seed * 1000 + epoch)
        check = epoch_pictures(options.data, "choose", 7)
        coming = ask(len(history))
        for epoch in range(len(history), options.epochs):
            images, labels = coming.result()
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
    parser.add_argument("--model", choices=["digits"], default="digits")
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
