"""Trains a network and exports it with its card and golden outputs.

    python training/train.py --data ../shared/data --model digits

Resumable (a checkpoint an epoch in --work), seeded, with a line an epoch.
"""

import argparse
import json
import math
import multiprocessing
import os
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np

import data
import drawn
import served
from augment import augment, jitter
from junk import make as make_junk

PLAIN, PLAIN_AT_REST = 0.35, 0.8  # share of pictures shown as they are
CALM = 0.5  # of the epochs, the last ones, at rest: confidence is learnt from what is met
STRENGTH_AT_REST = 0.4  # of what is done to the others and in jitter: no 7 becomes a 1
REUSED = 3  # epochs that show the same augmented pictures, each time jittered
JITTERED = 0.5  # share of pictures
JUNK_SHARE = 0.13
STRANGER_SHARE = 0.12  # of junk: characters of another kind
TAUGHT = 0.6  # what teachers count against the labels


def block(options: argparse.Namespace, part: str, number: int, at_rest: bool) -> data.Pictures:
    """Pictures (uint8) of block `number`, kept in `options.work`: making them costs as much as training on them."""
    path = options.work / f"{options.model}-{part}-{options.seed}-{number}{'-rest' if at_rest else ''}.npz"
    if not path.exists():
        pictures = augmented(options.model, options.data, part, (options.seed, number), at_rest)
        with tempfile.NamedTemporaryFile(dir=options.work, suffix=".npz", delete=False) as file:
            np.savez(file, images=np.rint(pictures.images * 255).astype(np.uint8), labels=pictures.labels)
        os.replace(file.name, path)
    with np.load(path) as arrays:
        return data.Pictures(arrays["images"], arrays["labels"])


def augmented(model: str, root: Path, part: str, seed: tuple[int, int], at_rest: bool) -> data.Pictures:
    """Pictures (0…1) of `part` and as much junk as JUNK_SHARE."""
    random = np.random.default_rng(seed)
    plain, strength = (PLAIN_AT_REST, STRENGTH_AT_REST) if at_rest else (PLAIN, 1)
    task = data.TASKS[model]
    images, labels = [], []
    is_learnt = part in data.LEARNT
    for source in task.sources:
        pictures = source.load(root).part(part)
        for _ in range(task.copies[source.name] if is_learnt else 1):
            images.append(pictures.images)
            labels.append(pictures.labels)
    if is_learnt:
        for pictures in drawn.fonts(task.classes):
            images.append(pictures.images)
            labels.append(pictures.labels)
    clean = np.concatenate(images) / np.float32(255)
    labels = np.concatenate(labels)
    shown = [np.stack([image if random.random() < plain else augment(image, random, strength) for image in clean])]
    truth = [labels]
    if is_learnt:
        pictures = drawn.strokes(task.classes, random)
        shown.append(pictures.images)
        truth.append(pictures.labels)
    strangers = task.strangers.pictures(root, part) / 255.0
    count = int(JUNK_SHARE * sum(map(len, truth)))
    shown.append(np.stack([
        augment(strangers[random.integers(len(strangers))], random) if random.random() < STRANGER_SHARE
        else make_junk(clean, labels, random) for _ in range(count)]))
    truth.append(np.full(count, task.junk))
    return data.Pictures(np.concatenate(shown).astype(np.float32), np.concatenate(truth))


def epoch_pictures(options: argparse.Namespace, part: str, epoch: int) -> tuple[np.ndarray, np.ndarray]:
    """Pictures (n × 28 × 28 × 1 float32, 0…1) and what to answer (n × classes, the last one junk; each row sums to 1)
    of one epoch, shuffled.

    Characters that were cut from forms are shown among those of the files, a folder an epoch.
    """
    random = np.random.default_rng([options.seed, 1, epoch])
    is_learnt = part in data.LEARNT
    at_rest = not is_learnt or epoch >= (1 - CALM) * options.epochs
    sets = [block(options, part, epoch // REUSED, at_rest)]
    if is_learnt and options.served:
        sets += [served.load(options.served[(2 * epoch + k) % len(options.served)]) for k in range(2)]
    everything = np.concatenate([pictures.images for pictures in sets]) / np.float32(255)
    truth = np.concatenate([pictures.labels for pictures in sets])
    if is_learnt:
        for place in np.flatnonzero(random.random(len(everything)) < JITTERED):
            everything[place] = jitter(everything[place], random, STRENGTH_AT_REST if at_rest else 1)
    answers = np.eye(data.TASKS[options.model].junk + 1, dtype=np.float32)[truth]
    if is_learnt and options.teachers:
        answers = (1 - TAUGHT) * answers + TAUGHT * taught(options.teachers, everything)
    order = random.permutation(len(truth))
    return everything[order, ..., None], answers[order]


def taught(teachers: list[Path], images: np.ndarray) -> np.ndarray:
    """What `teachers` (weight files with their cards) say of `images` together: the normalised geometric mean of their
    probabilities (Hinton, Vinyals and Dean 2015)."""
    import figures
    import reading

    return figures.softmax(np.mean([reading.alone(path, images) for path in teachers], axis=0))


def learning_rate(options: argparse.Namespace, epoch: int) -> float:
    """Falls from `options.rate` to a hundredth of it as a cosine; the first epoch is a gentle one."""
    if epoch == 0:
        return options.rate / 2
    return options.rate * (0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * epoch / options.epochs)))


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
        model = networks.build(options.size, data.TASKS[options.model].junk + 1)
        if options.start:
            model.set_weights(keras.saving.load_model(options.start).get_weights())
    if not model.compiled:
        model.compile(keras.optimizers.AdamW(options.rate, weight_decay=1e-4),
                      keras.losses.CategoricalCrossentropy(from_logits=True), metrics=["accuracy"])
    part, other = ("shipped", "calibrate") if options.shipped else ("train", "choose")
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        ask = lambda epoch: pool.submit(epoch_pictures, options, part, epoch)
        coming = ask(len(history))
        check = epoch_pictures(options, other, 0)
        for epoch in range(len(history), options.epochs):
            images, answers = coming.result()
            if epoch + 1 < options.epochs:
                coming = ask(epoch + 1)
            model.optimizer.learning_rate = learning_rate(options, epoch)
            started = time.monotonic()
            fit = model.fit(images, answers, options.batch, epochs=1, verbose=0, shuffle=False)
            seconds = time.monotonic() - started
            loss, accuracy = model.evaluate(*check, batch_size=512, verbose=0)
            history.append({"loss": fit.history["loss"][0], "accuracy": fit.history["accuracy"][0],
                            "choose_loss": loss, "choose_accuracy": accuracy, "seconds": round(seconds, 1)})
            print(f"epoch {epoch + 1}/{options.epochs}", len(images), json.dumps(history[-1]), flush=True)
            model.save(checkpoint)
            history_file.write_text(json.dumps(history, indent=1))
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
    parser.add_argument("--epochs", type=int, default=40)
    parser.add_argument("--batch", type=int, default=128)
    parser.add_argument("--size", default="standard", help="`plain` or one of networks.SIZES")
    parser.add_argument("--shipped", action="store_true",
                        help="train on the choose part as well, once all is chosen; the curve is the calibrate part's")
    parser.add_argument("--rate", type=float, default=2e-3, help="highest learning rate")
    parser.add_argument("--start", type=Path, help="a checkpoint whose weights to start from")
    parser.add_argument("--teachers", type=Path, nargs="*", default=[], help="weight files to learn from, beside the labels")
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
