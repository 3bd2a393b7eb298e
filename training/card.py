"""The model card beside a weight file, and its golden outputs."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np

import data
import export_onnx
import figures
import fontlist
import served
from augment import scan
from normalise import normalise
from reading import log_probabilities
from strokes import LARGE, bezier, draw

# Of a source's labels so many are wrong: a 2 that is called 3 must not make the network doubt all others (MNIST: 0.15 %;
# Northcutt, Athalye and Mueller 2021).
LABEL_ERRORS = 0.001


def export(model, options) -> None:
    """Writes the network of `options.model` to `options.out`, see `write`."""
    task = data.TASKS[options.model]
    learnt = "shipped" if options.shipped else "train"
    sources = [{"source": source.name, "licence": source.licence,
                "images": len(source.load(options.data).part(learnt).labels)} for source in task.sources]
    write(model, options.model, task.class_names, options, lambda path: {
        "temperature": round(_temperature(path, options, task), 4),
        "split": "MNIST by writer id mod 10: 0-6 train, 7 choose, 8 calibrate, 9 report; other sources in file "
                 "order 60 % train, 10 % choose, 5 % calibrate, 25 % report"
                 + ("; trained on choose too" if options.shipped else ""),
        "data": sources + _others(options)} | _teachers(options))


def write(model, name: str, classes: list[str], options, about: Callable[[Path], dict]) -> None:
    """Writes NAME.onnx, NAME.json and goldens/NAME.json to `options.out`.

    `about` gets the weight file and tells what else the card says: temperature, split, data.
    """
    golden = Path("goldens") / f"{name}.json"
    (options.out / golden).parent.mkdir(parents=True, exist_ok=True)
    path = options.out / f"{name}.onnx"
    multiply_adds = export_onnx.write(model, len(classes), path)
    _compare(model, path)
    (options.out / golden).write_text(json.dumps(_goldens(path)) + "\n")
    card = {
        "format": 1, "file": path.name, "sha256": hashlib.sha256(path.read_bytes()).hexdigest(), "classes": classes,
        "input": {"shape": [1, 28, 28], "polarity": "white-on-black", "range": [0, 1]},
        "multiplyAdds": multiply_adds, "parameters": int(model.count_params()), "seed": options.seed,
        "epochs": options.epochs, **about(path), "goldens": str(golden)}
    (options.out / f"{name}.json").write_text(json.dumps(card, indent=2) + "\n")


def _teachers(options) -> dict:
    """The networks whose word was learnt beside the labels, by the SHA-256 of their files."""
    hashes = [hashlib.sha256(path.read_bytes()).hexdigest() for path in options.teachers]
    return {"teachers": hashes} if hashes else {}


def _others(options) -> list[dict]:
    fonts = fontlist.TRAINED_HANDS + (fontlist.TRAINED_PRINT if options.model == "letters" else ())
    others = [{"source": f"font {Path(font.file).stem} ({font.package})", "licence": font.licence} for font in fonts]
    others.append({"source": "strokes.py", "licence": "Apache-2.0"})
    if options.served:
        others.append({"source": "the above, written on forms and cut by cijfer's segmentation (served.py)",
                       "images": sum(len(served.load(folder).labels) for folder in options.served)})
    return others


def _compare(model, path: Path) -> None:
    random = np.random.default_rng(5)
    images = random.random((64, 28, 28)).astype(np.float32)
    expected = figures.softmax(np.asarray(model(images[..., None], training=False), np.float64))
    difference = float(np.abs(np.exp(log_probabilities(path, images)) - expected).max())
    if difference > 1e-5:
        raise SystemExit(f"the exported network differs from the trained one by {difference}")


def _temperature(path: Path, options, task: data.Task) -> float:
    """Fitted on `calibration` by which character it is."""
    pictures = calibration(options, task)
    return figures.best_temperature(log_probabilities(path, pictures.images)[:, : task.junk], pictures.labels, LABEL_ERRORS)


def calibration(options, task: data.Task) -> data.Pictures:
    """The characters of the calibrate parts: as they are, as a scanner would give them, and cut from forms."""
    random = np.random.default_rng(11)
    images, labels = [], []
    for source in task.sources:
        pictures = source.load(options.data).part("calibrate")
        clean = pictures.images / 255.0
        enlarged = (np.kron(image, np.ones((3, 3))) for image in clean)
        images += [clean, np.stack([normalise(scan(image, random)) for image in enlarged])]
        labels += [pictures.labels] * 2
    for folder in options.calibrate:
        pictures = served.load(folder)
        images.append(pictures.images / 255.0)
        labels.append(pictures.labels)
    pictures = data.Pictures(np.concatenate(images), np.concatenate(labels))
    return pictures[pictures.labels != task.junk]


def _goldens(path: Path) -> dict:
    """Strokes drawn from a seed (nobody's handwriting) and what ONNX Runtime makes of them."""
    random = np.random.default_rng(28)
    pictures = []
    for _ in range(20):
        curves = [bezier([tuple(random.uniform(12, LARGE - 12, 2)) for _ in range(4)])
                  for _ in range(random.integers(1, 4))]
        pictures.append(np.rint(normalise(draw(curves, int(random.integers(4, 9)))) * 255).astype(np.uint8))
    images = np.clip(np.stack(pictures), 0, 255).astype(np.uint8)
    rows = np.exp(log_probabilities(path, images))
    return {"images": [image.ravel().tolist() for image in images],
            "probabilities": [[float(f"{value:.9g}") for value in row] for row in rows]}
