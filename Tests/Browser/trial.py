"""What queued fields cost, as a new user would do them: keyed plainly, by the field view, by the group view first.

Usage: trial.py [FIELDS [FORM]] (100 of bank-transfer). Prints a table: keystrokes and seconds a field, wrong values.
The hand knows what is on the paper (truth.csv). Its seconds are 0.28 s a key (an average typist, by the keystroke-level
model of Card, Moran and Newell, 1980): looking at the paper, which all three ways need, takes no time here. Exit code 1
where the field view needs more than 40 % of keying's strokes.
"""

import csv
import json
import os
import re
import shutil
import sys
import tempfile
import time

from review import ROOT, Review, Reviewer, cijfer, configuration, fields
from webdriver import Driver

# Seconds.
KEY = 0.28


def prepare(folder, most, form):
    """Pages written with the samples' free glyphs, read; a queue of `most` fields. Truth by (document, page, field)."""
    glyphs = [os.path.join(ROOT, f"samples/glyphs/{kind}-images-idx3-ubyte.gz") for kind in ("digits", "letters")]
    scans, out = os.path.join(folder, "scans"), os.path.join(folder, "out")
    cijfer("synthesize", "--form", form, "--glyphs", *glyphs, "--pages", str(most), "--quality", "office", "--seed", "8",
           "--out", scans)
    with open(os.path.join(scans, "truth.csv"), newline="") as file:
        truth = {(row["document"], row["page"], row["field"]): (row["value"], row["written"].split(";"))
                 for row in csv.DictReader(file)}
    cijfer("run", scans, "--out", out, "-q")
    with open(os.path.join(out, "review.jsonl")) as file:
        queue = [json.loads(line) for line in file]
    queue = [item for item in queue if item["kind"] == "field"]
    # What comes after them is decided before the trial begins.
    kept = {item["id"] for item in queue[:most]}
    table = os.path.join(folder, "others.csv")
    with open(table, "w") as file:
        file.write("id,decision\n" + "".join(f"{item['id']},illegible\n" for item in queue if item["id"] not in kept))
    cijfer("review", out, "--import", table)
    places = {item["id"]: (item["document"], str(item["page"]), item["field"]) for item in queue}
    return out, truth, {id: places[id] for id in kept}


class Hand:
    """Reviews a copy of the batch, and counts."""

    def __init__(self, driver, folder, out, truth, places):
        self.truth, self.places = truth, places
        self.copy = os.path.join(tempfile.mkdtemp(dir=folder), "out")
        shutil.copytree(out, self.copy)
        self.driver = driver

    def work(self, how, config=None):
        review = Review(self.copy, "anna", config=config)
        self.anna = Reviewer(self.driver).enter(review, "anna")
        start = time.monotonic()
        how()
        seconds = time.monotonic() - start
        strokes = self.anna.browser.keystrokes
        self.anna.leave()
        review.end()
        return self.result(strokes, seconds)

    def result(self, strokes, seconds):
        found = {(row["document"], row["page"], row["field"]): row["value"] for row in fields(self.copy)}
        wrong = [place for place in self.places.values() if found[place] != self.truth[place][0]]
        n = len(self.places)
        return strokes / n, strokes / n * KEY, seconds / n, len(wrong)

    def fields(self):
        """The field view, to the end of the queue."""
        while self.anna.view == "field":
            self.anna.decide(self.truth[self.anna.place][1])

    def groups(self):
        """The group view as far as it goes, then the field view."""
        self.anna.go("F4")
        while self.anna.view == "group":
            boxes = self.anna.browser.script("return [...document.querySelectorAll('#carpet img')].map(i => i.src)")
            read = self.anna.text("#group-name").split()[-1]
            at = 0
            for index, source in enumerate(boxes):
                id, box = re.search(r"/picture/(\w+)/(\d+)$", source).groups()
                stands = self.truth[self.places[id]][1][int(box)]
                if stands != read:
                    self.anna.press(*["ArrowRight"] * (index - at), "Delete" if stands == "_" else stands)
                    at = min(index + 1, len(boxes) - 1)
            self.anna.go("Enter")
        self.anna.go("F4")
        if self.anna.view != "field":
            self.anna.go("F4")
        self.fields()

    def plainly(self):
        """Every field keyed in full, its reading hidden."""
        self.fields()


def main(most=100, form="bank-transfer"):
    folder = tempfile.mkdtemp(prefix="cijfer-")
    driver = Driver()
    try:
        out, truth, places = prepare(folder, most, form)
        # Who keys everything sees nothing of what was read: as where two must key a field.
        names = {place[2] for place in places.values()}
        blind = configuration(os.path.join(folder, "blind.json"), **{name: {"doubleKey": True} for name in names})
        print(f"{len(places)} fields of {form}\nway,strokes a field,seconds a field (typing),seconds a field (this script),"
              "wrong,strokes against keying")
        rows = {}
        for way, config in (("plain keying", blind), ("field view", None), ("group view, then field view", None)):
            hand = Hand(driver, folder, out, truth, places)
            how = {"plain keying": hand.plainly, "field view": hand.fields}.get(way, hand.groups)
            rows[way] = hand.work(how, config)
            strokes, typing, script, wrong = rows[way]
            # Keyed plainly by one of the two who must, nothing is decided yet.
            wrong = "" if config else wrong
            share = strokes / rows["plain keying"][0]
            print(f"{way},{strokes:.2f},{typing:.1f},{script:.2f},{wrong},{100 * share:.0f} %", flush=True)
        return 0 if rows["field view"][0] <= 0.4 * rows["plain keying"][0] else 1
    finally:
        driver.close()
        shutil.rmtree(folder)


if __name__ == "__main__":
    sys.exit(main(*[int(argument) if argument.isdigit() else argument for argument in sys.argv[1:]]))
