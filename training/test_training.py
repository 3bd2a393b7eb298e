"""Statements about the figures, the split, junk and the export. Run: python -m unittest discover training"""

import os
import tempfile
import unittest
from pathlib import Path

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np

import criteria
import data
import evaluate
import figures
import folds
import junk

DIGITS = data.TASKS["digits"]
COUNT = 4000


def pictures(random: np.random.Generator) -> data.Pictures:
    """Pictures whose only ink is a pixel that tells the label, and a mark of those that a reader takes for another."""
    labels = random.integers(0, 10, COUNT)
    images = np.zeros((COUNT, 28, 28), np.uint8)
    images[np.arange(COUNT), labels, 0] = 255
    return data.Pictures(images, labels)


def reader(certainty: float):
    """Reads the label but for one in fifty, with probability `certainty`; junk where other pixels have ink."""
    def read(images: np.ndarray) -> np.ndarray:
        random = np.random.default_rng(int(len(images)))
        best = images[:, :10, 0].argmax(axis=1)
        best = np.where(random.random(len(images)) < 0.02, (best + 1) % 10, best)
        best[images[:, :, 1:].any(axis=(1, 2))] = DIGITS.junk
        probabilities = np.full((len(images), 11), (1 - certainty) / 10)
        probabilities[np.arange(len(images)), best] = certainty
        return np.log(probabilities + 1e-30)
    return read


class Criteria(unittest.TestCase):
    def missed(self, certainty: float) -> list[str]:
        random = np.random.default_rng(3)
        names = ["mnist-train", "form-digits", "pen-letters", "envelope-digits", "tablet-letters"]
        sets = {name: pictures(random) for name in names}
        strangers = data.Pictures(random.integers(0, 2, (40, 28, 28)).astype(np.uint8) * 255, np.arange(40) % 10)
        result = evaluate.evaluate(reader(certainty), sets, strangers, 1.0, DIGITS, junk=50)
        return criteria.missed("digits", result)

    def test_a_network_that_always_answers_1_fails(self):
        lines = self.missed(1.0)
        self.assertTrue(any("log loss" in line for line in lines), lines)
        self.assertTrue(any("sure characters wrong" in line for line in lines), lines)
        self.assertTrue(any("accepted are wrong" in line for line in lines), lines)

    def test_one_that_says_how_often_it_errs_is_calibrated(self):
        lines = self.missed(0.98)
        self.assertFalse([line for line in lines if "log loss" in line or "sure" in line or "accepted" in line], lines)


class Figures(unittest.TestCase):
    def test_temperature_of_logits_that_are_twice_too_large_is_2(self):
        random = np.random.default_rng(1)
        logits = random.normal(0, 2, (20000, 10))
        labels = (figures.softmax(logits).cumsum(axis=1) > random.random((20000, 1))).argmax(axis=1)
        self.assertAlmostEqual(figures.best_temperature(2 * logits, labels), 2.0, delta=0.05)

    def test_temperature_hardly_moves_by_one_wrong_label_in_a_thousand(self):
        random = np.random.default_rng(1)
        logits = random.normal(0, 6, (20000, 10))
        labels = (figures.softmax(logits).cumsum(axis=1) > random.random((20000, 1))).argmax(axis=1)
        labels[::1000] = random.integers(0, 10, 20)
        self.assertGreater(figures.best_temperature(logits, labels), 1.02)
        self.assertAlmostEqual(figures.best_temperature(logits, labels, 0.001), 1.0, delta=0.01)

    def test_errors_of_a_writer_stay_together_in_the_interval(self):
        wrong, writers = np.repeat([1, 0, 0, 0], 50), np.repeat(np.arange(4), 50)
        self.assertLess(figures.errors(wrong, writers)["low95"], figures.errors(wrong, None)["low95"])

    def test_fields_are_wrong_if_one_character_is(self):
        logits = np.full((8, 11), -30.0)
        logits[np.arange(8), [1, 2, 3, 4, 5, 6, 7, 8]] = 0
        result = figures.fields(logits, np.array([1, 2, 3, 4, 5, 6, 7, 9]), 1.0, 10, 4)
        self.assertEqual(result, {"fields": 2, "wrong": 1, "accepted": 2, "accepted_wrong": 1})


class Split(unittest.TestCase):
    def test_writers_decide_where_they_are_known(self):
        self.assertEqual(data.parts(4, np.array([6, 17, 28, 39])).tolist(), [0, 1, 2, 3])

    def test_places_decide_elsewhere(self):
        parts = data.parts(100, None)
        self.assertEqual([int((parts == part).sum()) for part in range(4)], [60, 10, 5, 25])


class Junk(unittest.TestCase):
    def test_kinds_of_the_figure_are_never_trained(self):
        self.assertFalse(set(junk.TRAINED) & set(junk.HELD_OUT))

    def test_every_kind_has_ink(self):
        random = np.random.default_rng(2)
        images = np.zeros((10, 28, 28))
        images[:, 6:22, 12:15] = 1
        images[:5, 6:9, 6:22] = 1
        for kind in [*junk.TRAINED, *junk.HELD_OUT]:
            picture = junk.picture(kind, images, np.arange(10), random)
            self.assertEqual(picture.shape, (28, 28))
            self.assertGreater(picture.sum(), 5, kind.__name__)


class Folds(unittest.TestCase):
    def test_fields_that_share_ink_count_once(self):
        rows = [("a", "1"), ("a", "2"), ("b", "3"), ("b", "2"), ("c", "3"), ("c", "4"), ("d", "5"), ("d", "5")]
        details = [{"field": field, "glyph": glyph, "source": "0"} for field, glyph in rows]
        details += [{"field": field, "glyph": "1", "source": "1"} for field in "abcd"]  # letters
        self.assertEqual(folds.unused(7, details), {("0007", "a"), ("0007", "c")})

    def test_ibans_are_valid_and_use_each_digit_once_while_there_are_enough(self):
        labels = np.repeat(np.arange(10), 12)
        ibans = folds.numbers(labels, np.random.default_rng(3))
        for iban in ibans:
            self.assertEqual(int("".join(str(int(symbol, 36)) for symbol in iban[4:] + iban[:4])) % 97, 1)
        used = np.bincount([int(symbol) for iban in ibans[:8] for symbol in iban if symbol.isdigit()], minlength=10)
        self.assertEqual((len(ibans), used.sum()), (folds.ROWS, 96))
        self.assertTrue((used <= 12).all())


class Export(unittest.TestCase):
    def test_pooling_before_normalisation_gives_the_same_network(self):
        import keras
        import export_onnx
        import networks
        from reading import log_probabilities

        keras.utils.set_random_seed(4)
        model = networks.deep(11, networks.SIZES["tiny"])
        random = np.random.default_rng(4)
        for layer in model.layers:
            if isinstance(layer, keras.layers.BatchNormalization):
                layer.set_weights([random.uniform(0, 2, w.shape) if i != 1 else random.normal(0, 1, w.shape)
                                   for i, w in enumerate(layer.get_weights())])
        images = random.random((20, 28, 28)).astype(np.float32)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "tiny.onnx"
            export_onnx.write(model, 11, path)
            read = np.exp(log_probabilities(path, images))
        expected = figures.softmax(np.asarray(model(images[..., None], training=False), np.float64))
        self.assertLess(np.abs(read - expected).max(), 1e-5)


if __name__ == "__main__":
    unittest.main()
