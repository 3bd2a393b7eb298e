"""The sources of characters and the one split (see the data folder's README): who may be trained on, and when."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

import idx

PARTS = ("train", "choose", "calibrate", "report")
LEARNT = ("train", "shipped")  # what may be trained on; `shipped` is train and choose, once all is chosen
JUNK = "junk"


@dataclass(frozen=True)
class Source:
    """A folder of IDX files. `prefix` leads the file names; `trainable` says whether weights may be made from it."""

    name: str
    licence: str
    prefix: str = "digits-"
    trainable: bool = True

    def load(self, root: Path) -> "Pictures":
        folder = root / self.name
        images = idx.read(folder / f"{self.prefix}images-idx3-ubyte.gz")
        labels = idx.read(folder / f"{self.prefix}labels-idx1-ubyte.gz").astype(np.int64)
        path = folder / f"{self.prefix}writers-idx1-int.gz"
        return Pictures(images, labels, idx.read(path) if path.exists() else None)


@dataclass(frozen=True)
class Pictures:
    """`images` n × 28 × 28 uint8, `labels` n, `writers` n or None."""

    images: np.ndarray
    labels: np.ndarray
    writers: np.ndarray | None = None

    def __getitem__(self, chosen: np.ndarray) -> "Pictures":
        return Pictures(
            self.images[chosen], self.labels[chosen], None if self.writers is None else self.writers[chosen])

    def part(self, part: str) -> "Pictures":
        """The pictures of one part of the split: by writer where writers are known, else by place in the file.

        `shipped`: train and choose.
        """
        of = parts(len(self.labels), self.writers)
        return self[of <= PARTS.index("choose") if part == "shipped" else of == PARTS.index(part)]

    def half(self, odd: bool) -> "Pictures":
        """Even or odd places: of sources that are never trained on, only odd ones count for closing figures."""
        return self[np.arange(len(self.labels)) % 2 == int(odd)]


def parts(count: int, writers: np.ndarray | None) -> np.ndarray:
    """The index into PARTS of each of `count` pictures."""
    if writers is not None:
        return np.array([0, 0, 0, 0, 0, 0, 0, 1, 2, 3])[writers % 10]
    return np.searchsorted(np.array([0.60, 0.70, 0.75]) * count, np.arange(count), side="right")


MNIST = Source("mnist-train", "CC BY-SA 3.0 (MNIST); writer ids from NIST SD-19, public domain", prefix="")
PEN_LETTERS = Source("pen-letters", "MIT", prefix="letters-")


@dataclass(frozen=True)
class Strangers:
    """Characters of another kind, shown as junk: those `labels` of `source` that look like none of the network's."""

    source: Source
    labels: tuple[int, ...]

    def pictures(self, root: Path, part: str) -> np.ndarray:
        pictures = self.source.load(root).part(part)
        return pictures.images[np.isin(pictures.labels, self.labels)]


@dataclass(frozen=True)
class Task:
    """What a network is made to tell apart, from what, and what it is judged by."""

    classes: str
    sources: tuple[Source, ...]
    never_trained: tuple[Source, ...]
    strangers: Strangers
    # How often each source's pictures are shown an epoch: the few European hands more often.
    copies: dict[str, int]

    @property
    def junk(self) -> int:
        """The label of what is not a character."""
        return len(self.classes)

    @property
    def class_names(self) -> list[str]:
        return [*self.classes, JUNK]


TASKS = {
    "digits": Task(
        classes="0123456789",
        sources=(MNIST, Source("form-digits", "CC BY 4.0 (UCI optdigits)"), Source("pen-letters", "MIT")),
        never_trained=(
            Source("envelope-digits", "not stated: never trained on", trainable=False),
            Source("tablet-letters", "research terms: never trained on", trainable=False)),
        strangers=Strangers(PEN_LETTERS, tuple("ABCDEFGHIJKLMNOPQRSTUVWXYZ".index(c) for c in "AEFHKMNPRTUVWXY")),
        copies={"mnist-train": 1, "form-digits": 4, "pen-letters": 10}),
    "letters": Task(
        classes="ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        sources=(PEN_LETTERS,),
        never_trained=(
            Source("tablet-letters", "research terms: never trained on", prefix="letters-", trainable=False),),
        strangers=Strangers(MNIST, (2, 3, 4, 6, 7, 8, 9)),
        copies={"pen-letters": 4}),
}
