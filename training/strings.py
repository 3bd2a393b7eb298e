"""Amounts of bank cheques through undivided areas: how many strings of digits are read as they stand.

    python training/strings.py --data ../shared/data --cijfer .build/release/cijfer [--half odd] [--keep DIR]

The amounts are pasted, 20 to a page, into a form that has a row of boxes at its top and its bottom and areas without a
frame between them, and go through `cijfer run` as numbers of any length. Never trained on; the even half may be looked
at, the odd half is for closing figures only. Prints strings read right as n/all with a 95 % interval (Wilson), those
with the right number of digits, and of all accepted ones the wrong.
"""

import argparse
import csv
import json
import subprocess
import tempfile
from pathlib import Path

import numpy as np
from PIL import Image

DPI = 200  # digits of cheques are then about 5 mm high
WIDTH, HEIGHT = 210, 297
AREA = (60, 16)
ROWS = [{"name": name, "type": "number", "boxes": {"x": 15, "y": y, "width": 5, "height": 7, "pitch": 5.5, "count": 18}}
        for name, y in (("top", 12), ("bottom", 278))]


def areas() -> list[dict]:
    """20 areas, in two columns."""
    return [{"name": f"a{index}", "type": "number",
             "area": {"x": 12 + 98 * (index % 2), "y": 26 + 25 * (index // 2), "width": AREA[0], "height": AREA[1]}}
            for index in range(20)]


def pixels(millimetres: float) -> int:
    return int(round(millimetres * DPI / 25.4))


def frame(page: np.ndarray, row: dict) -> None:
    """Draws the boxes of a row, two pixels thick."""
    place = row["boxes"]
    for index in range(place["count"]):
        x, y = pixels(place["x"] + index * place["pitch"]), pixels(place["y"])
        w, h = pixels(place["width"]), pixels(place["height"])
        for top in (y, y + h):
            page[top - 1 : top + 1, x - 1 : x + w + 1] = 40
        for left in (x, x + w):
            page[y - 1 : y + h + 1, left - 1 : left + 1] = 40


def page_of(pictures: list[np.ndarray]) -> Image.Image:
    """A page with one picture in the middle of each area, its paper white."""
    page = np.full((pixels(HEIGHT), pixels(WIDTH)), 250, np.uint8)
    for row in ROWS:
        frame(page, row)
    for picture, area in zip(pictures, areas()):
        place = area["area"]
        room = page[pixels(place["y"]) :, pixels(place["x"]) :][: pixels(place["height"]), : pixels(place["width"])]
        picture = picture[: room.shape[0], : room.shape[1]]
        # As white as the page around it, so that its border is no line.
        picture = np.clip(picture + (250.0 - np.median(picture)), 0, 255).astype(np.uint8)
        y, x = (room.shape[0] - picture.shape[0]) // 2, (room.shape[1] - picture.shape[1]) // 2
        room[y : y + picture.shape[0], x : x + picture.shape[1]] = picture
    return Image.fromarray(page)


def strings(root: Path, half: str) -> list[tuple[np.ndarray, str]]:
    """The pictures of one half, with their digits from the left."""
    about = json.loads((root / "annotations.json").read_text())
    boxes: dict[int, list] = {}
    for box in about["annotations"]:
        boxes.setdefault(box["image_id"], []).append((box["bbox"][0] + box["bbox"][2] / 2, str(box["category_id"])))
    return [(np.asarray(Image.open(root / "images" / entry["file_name"]).convert("L")),
             "".join(digit for _, digit in sorted(boxes.get(entry["id"], []))))
            for index, entry in enumerate(about["images"]) if index % 2 == (half == "odd")]


def wilson(right: int, n: int) -> tuple[float, float]:
    """The 95 % interval of right/n, in per cent."""
    z, share = 1.96, right / n
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z * np.sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return 100 * (middle - half), 100 * (middle + half)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--cijfer", type=Path, default=Path(".build/release/cijfer"))
    parser.add_argument("--model", type=Path, default=Path("models/digits.onnx"))
    parser.add_argument("--half", choices=["even", "odd"], default="even")
    parser.add_argument("--most", type=int, help="only the first so many strings")
    parser.add_argument("--keep", type=Path, help="where pages, configuration and ledger stay")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.keep or Path(scratch)
        (folder / "pages").mkdir(parents=True, exist_ok=True)
        config = {"version": 1, "limits": {"secondsPerPage": 300}, "models": {"digits": str(options.model.resolve())},
                  "forms": [{"name": "cheques", "page": {"width": WIDTH, "height": HEIGHT}, "fields": ROWS + areas()}]}
        (folder / "pipeline.json").write_text(json.dumps(config))
        known = strings(options.data / "amount-strings", options.half)[: options.most]
        truth = {}
        for number, start in enumerate(range(0, len(known), 20)):
            some = known[start : start + 20]
            name = f"page-{number:03}.tif"
            page_of([picture for picture, _ in some]).save(folder / "pages" / name, dpi=(DPI, DPI), compression="tiff_lzw")
            truth.update({(name, f"a{index}"): digits for index, (_, digits) in enumerate(some)})
        code = subprocess.run([options.cijfer, "run", folder / "pages", "--config", folder / "pipeline.json", "--out",
                               folder / "read", "-q"]).returncode
        if code not in (0, 4):
            raise SystemExit(f"cijfer run ended with {code}")
        with open(folder / "read/fields.csv", newline="") as file:
            read = {(row["document"], row["field"]): row for row in csv.DictReader(file)}
        right = long = accepted = wrong = 0
        with open(folder / "wrong.csv", "w", newline="") as file:
            out = csv.writer(file)
            out.writerow(["document", "field", "truth", "reading", "confidence"])
            for place, digits in truth.items():
                row = read.get(place, {"reading": "", "status": "", "confidence": ""})
                right += row["reading"] == digits
                long += len(row["reading"]) == len(digits)
                accepted += row["status"] in ("accepted", "audit")
                wrong += row["status"] in ("accepted", "audit") and row["reading"] != digits
                if row["reading"] != digits:
                    out.writerow([*place, digits, row["reading"], row["confidence"]])
        low, high = wilson(right, len(truth))
        print(f"{options.half} half: {right}/{len(truth)} strings read right, {100 * right / len(truth):.1f} % "
              f"({low:.1f} to {high:.1f}); {long} with the right number of digits; {accepted} accepted, {wrong} of them wrong")


if __name__ == "__main__":
    main()
