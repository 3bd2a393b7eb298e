"""Puts a second network beside one: which is asked where the first is in doubt, as its card then says.

    python training/second.py --data ../shared/data --model models/digits.onnx --second OUT/digits.onnx --calibrate DIR

Copies the second network and its card as NAME-second, fits the temperature of what both say together on the characters of
the calibrate part that the first one doubts, and prints for MNIST's choose and calibrate writers what one and both make of
them; what was fitted on the latter is told of them too, and a second network may have been trained on the former.
"""

import argparse
import json
import shutil
from pathlib import Path

import numpy as np

import card
import data
import figures
import reading


def put(options: argparse.Namespace, task: data.Task) -> None:
    """Writes NAME-second.onnx and its card and goldens beside the model, and `second` into the model's card."""
    folder, name = options.model.parent, f"{options.model.stem}-second"
    about = json.loads(options.second.with_suffix(".json").read_text())
    goldens = Path("goldens") / f"{name}.json"
    shutil.copyfile(options.second.parent / about["goldens"], folder / goldens)
    shutil.copyfile(options.second, folder / f"{name}.onnx")
    about |= {"file": f"{name}.onnx", "goldens": str(goldens)}
    (folder / f"{name}.json").write_text(json.dumps(about, indent=2) + "\n")

    pictures = card.calibration(options, task)
    one = reading.alone(options.model, pictures.images)
    doubtful = one.max(axis=1) < np.log(options.below)
    other = reading.alone(folder / f"{name}.onnx", pictures.images[doubtful])
    mean = reading.mean(one[doubtful], other, options.share)
    temperature = figures.best_temperature(mean[:, : task.junk], pictures.labels[doubtful], card.LABEL_ERRORS)
    print(f"{doubtful.mean():.1%} of {len(doubtful)} characters are in doubt; temperature {temperature:.3f}")
    first_card = options.model.with_suffix(".json")
    about = json.loads(first_card.read_text())
    about["second"] = {"file": f"{name}.onnx", "sha256": reading.sha256_with_card(folder / f"{name}.onnx"),
                       "below": options.below, "share": options.share, "temperature": round(temperature, 4)}
    first_card.write_text(json.dumps(about, indent=2) + "\n")


def line(logs: np.ndarray, pictures: data.Pictures, junk: int) -> str:
    """Errors, log loss, sure characters and fields of four."""
    wrong = int((logs[:, :junk].argmax(axis=1) != pictures.labels).sum())
    loss = figures.log_loss(logs[:, :junk], pictures.labels, 1, card.LABEL_ERRORS)
    sure = figures.confidence(logs, pictures.labels, 1, junk)
    fields = figures.fields(logs, pictures.labels, 1, junk, 4)
    return (f"{wrong} of {len(pictures.labels)} wrong, log loss {loss:.4f}, {sure['sure']} sure, {sure['sure_wrong']} of them "
            f"wrong; {fields['accepted']} of {fields['fields']} fields accepted, {fields['accepted_wrong']} wrong")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--second", type=Path, required=True, help="a weight file that train.py made")
    parser.add_argument("--calibrate", type=Path, nargs="*", default=[], help="folders that served.py made of that part")
    parser.add_argument("--below", type=float, default=0.9999, help="in doubt is a largest probability below this")
    parser.add_argument("--share", type=float, default=0.33, help="what the second counts in the mean of both")
    options = parser.parse_args()
    task = data.TASKS[options.model.stem]
    put(options, task)
    for part in ("choose", "calibrate"):
        pictures = task.sources[0].load(options.data).part(part)
        for who, read in (("one", reading.alone), ("both", reading.calibrated)):
            print(f"{part}, {who}: {line(read(options.model, pictures.images), pictures, task.junk)}")


if __name__ == "__main__":
    main()
