"""Statements about adapting a network, on tiny data. Run: python -m unittest discover training"""

import gzip
import json
import struct
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import numpy as np

import idx

ROOT = Path(__file__).resolve().parent.parent
GLYPHS = ROOT / "samples/glyphs/digits-images-idx3-ubyte.gz"


def write(path: Path, values: np.ndarray) -> None:
    head = struct.pack(">HBB", 0, 8, values.ndim) + struct.pack(f">{values.ndim}I", *values.shape)
    path.write_bytes(gzip.compress(head + values.astype(np.uint8).tobytes()))


class Adapting(unittest.TestCase):
    def run_on(self, count: int, change) -> tuple[subprocess.CompletedProcess, Path]:
        folder = Path(tempfile.mkdtemp())
        images, labels = idx.read(GLYPHS), idx.read(ROOT / "samples/glyphs/digits-labels-idx1-ubyte.gz")
        order = np.random.default_rng(5).permutation(len(labels))[:count]
        write(folder / "own-images-idx3-ubyte.gz", change(images[order]))
        write(folder / "own-labels-idx1-ubyte.gz", labels[order])
        done = subprocess.run(
            [sys.executable, Path(__file__).parent / "adapt.py", "--crops", folder / "own-images-idx3-ubyte.gz",
             "--model", ROOT / "models/digits.onnx", "--out", folder / "own"], capture_output=True, text=True)
        return done, folder / "own"

    def test_hands_unlike_those_it_knows_are_read_better(self):
        # Written lying on their sides: no digits that the network was made for.
        done, own = self.run_on(600, lambda images: np.rot90(images, axes=(1, 2)))
        self.assertEqual(done.returncode, 0, done.stderr)
        card = json.loads((own / "digits.json").read_text())
        self.assertLess(card["adapted"]["wrongAfter"], card["adapted"]["wrongBefore"] / 2)
        self.assertTrue((own / "digits.onnx").exists())

    def test_too_few_characters_are_refused(self):
        done, own = self.run_on(40, lambda images: images)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("at least 50", done.stderr)
        self.assertFalse(own.exists())


if __name__ == "__main__":
    unittest.main()
