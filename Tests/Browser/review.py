"""A batch of the samples, a review of it that is served, and what a reviewer sees and presses."""

import csv
import http.client
import json
import os
import re
import shutil
import signal
import subprocess
import tempfile

from webdriver import Browser, BrowserError

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
CIJFER = os.environ.get("CIJFER", os.path.join(ROOT, ".build/release/cijfer"))
SCANS = os.path.join(ROOT, "samples/scans")


def cijfer(*arguments, codes=(0, 4)):
    """Runs cijfer; its standard output."""
    done = subprocess.run([CIJFER, *arguments], cwd=ROOT, capture_output=True, text=True)
    if done.returncode not in codes:
        raise AssertionError(f"cijfer {arguments}: exit code {done.returncode}\n{done.stderr}")
    return done.stdout


def configuration(path, audit=0.01, error=0.001, **changes):
    """Writes the samples' configuration as `path`; `changes` has, by field, keys to be set; returns the path."""
    forms = []
    for name in ("bank-transfer", "envelope", "exam-sheet"):
        with open(os.path.join(ROOT, f"samples/forms/{name}.json")) as file:
            forms.append(json.load(file))
        for field in forms[-1]["fields"]:
            field.update(changes.get(field["name"], {}))
    models = {name: os.path.join(ROOT, f"models/{name}.onnx") for name in ("digits", "letters")}
    with open(path, "w") as file:
        json.dump({"version": 1, "models": models, "accept": {"fieldError": error}, "audit": {"share": audit},
                   "forms": forms}, file)
    return path


def doubtful(path, **changes):
    """A configuration whose promise hardly any field keeps, so that it waits."""
    return configuration(path, error=1e-12, **changes)


def truth():
    """(document, page, field) → (its value, what stands in each of its boxes)."""
    with open(os.path.join(ROOT, "samples/truth.csv"), newline="") as file:
        return {(row["document"], row["page"], row["field"]): (row["value"], row["written"].split(";"))
                for row in csv.DictReader(file)}


def fields(out):
    """The rows of a batch's fields.csv."""
    with open(os.path.join(out, "fields.csv"), newline="") as file:
        return list(csv.DictReader(file))


class Review:
    """`cijfer review`, being served."""

    def __init__(self, out, *reviewers, config=None):
        arguments = [CIJFER, "review", out, "--port", "0"]
        for name in reviewers:
            arguments += ["--reviewer", name]
        if config:
            arguments += ["--config", config]
        self._process = subprocess.Popen(
            arguments, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.pid = self._process.pid
        self.addresses = {}
        for _ in reviewers:
            name, address = self._process.stdout.readline().strip().split("\t")
            self.addresses[name] = address
        self.port = int(re.search(r":(\d+)/", address)[1])

    def end(self, kill=False):
        """Ends it as Ctrl-C does, or as a power cut, unless it has ended; its exit code."""
        self._process.send_signal(signal.SIGKILL if kill else signal.SIGINT)
        code = self._process.wait(120)
        self._process.stdout.close()
        return code

    def ask(self, method, path, body=None, **headers):
        """A request that no browser sends; status and text of the answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()


class Reviewer:
    """One person at a browser."""

    def __init__(self, driver, **options):
        self.browser = Browser(driver, **options)

    def enter(self, review, name):
        self.browser.open(review.addresses[name])
        self.settle()
        return self

    def reload(self):
        self.browser.script("location.reload()")
        self.browser.wait("return document.readyState === 'complete' && document.body.dataset.shown")
        self.settle()

    def leave(self):
        self.browser.close()

    def settle(self):
        """Waits until a view is shown."""
        self.browser.wait("return ['field', 'group', 'page', 'nothing'].some(id => !document.getElementById(id).hidden)")

    def text(self, selector):
        return self.browser.script("return document.querySelector(arguments[0]).textContent", selector)

    def says(self, words, seconds=20):
        """Waits until the page says `words`."""
        self.browser.wait("return document.getElementById('say').textContent.includes(arguments[0])", words, seconds=seconds)

    @property
    def view(self):
        """`field`, `group`, `page` or `nothing`."""
        return self.browser.script(
            "return ['field', 'group', 'page', 'nothing'].find(id => !document.getElementById(id).hidden)")

    @property
    def waiting(self):
        return int(self.text("#count-fields")), int(self.text("#count-pages"))

    @property
    def place(self):
        """(document, page, field) of the field, or (document, page) of the page, in view."""
        name, where = self.text("#field-name"), self.text("#field-where").split(" · ")
        if self.view == "page":
            document, page = self.text("#page-where").split(" · ")
            return document, page.removeprefix("page ")
        return where[1], where[2].removeprefix("page "), name

    @property
    def cells(self):
        """What stands in each cell, with its state."""
        return [tuple(cell) for cell in self.browser.script(
            "return [...document.querySelectorAll('.cell')].map(c => [c.querySelector('input').value, c.dataset.state])")]

    @property
    def at(self):
        """The cell that has the focus; −1 where all is typed."""
        return self.browser.script(
            "return [...document.querySelectorAll('.cell input')].indexOf(document.activeElement)")

    def press(self, *keys):
        self.browser.press(*keys)

    def go(self, *keys):
        """Presses keys that bring something else into view, and waits for it."""
        before = self.browser.script("return document.body.dataset.shown")
        self.press(*keys)
        try:
            self.browser.wait("return document.body.dataset.shown !== arguments[0]", before)
        except BrowserError as error:
            raise BrowserError(f"{keys} brought nothing into view: {self.text('#say')}") from error

    def key(self, characters):
        """Sets right what the page has wrong, then types what the paper shows wherever the page asks for it;
        `characters` has one for each box. Returns whether the page went on by itself: two had seen the same."""
        before = self.browser.script("return document.body.dataset.shown")
        cells = self.cells
        for index, (shown, state) in enumerate(cells):
            stands = characters[index]
            if state == "sure" and shown != stands.replace("_", ""):
                self.press("Home", *["ArrowRight"] * index, "Delete" if stands == "_" else stands)
        isBlind = any(state == "hidden" for _, state in cells)
        for _ in range(len(characters) if isBlind else sum(state == "doubt" for _, state in cells)):
            at = self.at
            if at < 0:
                break
            self.press("Delete" if characters[at] == "_" else characters[at])
        self.browser.wait("return document.body.dataset.busy === undefined")
        return self.browser.script("return document.body.dataset.shown") != before

    def decide(self, characters):
        """Keys a field and saves it, and insists where it fails its format."""
        if self.key(characters):
            return
        before = self.browser.script("return document.body.dataset.shown")
        self.press("Enter")
        outcome = self.browser.wait(
            "return document.body.dataset.shown !== arguments[0] ? 'next' :"
            " document.getElementById('say').textContent.startsWith('Not saved') && 'fails'", before)
        if outcome == "fails":
            self.go("Enter")


class Batch:
    """A batch of some samples, read anew."""

    def __init__(self, *names, config=None):
        self.folder = tempfile.mkdtemp(prefix="cijfer-")
        self.out = os.path.join(self.folder, "out")
        scans = os.path.join(self.folder, "scans")
        os.mkdir(scans)
        for name in names or os.listdir(SCANS):
            shutil.copy(os.path.join(SCANS, name), scans)
        self.config = config(os.path.join(self.folder, "pipeline.json")) if config else None
        self.settings = ("--config", self.config) if self.config else ()
        cijfer("run", scans, "--out", self.out, "-q", *self.settings)

    def serve(self, *reviewers):
        return Review(self.out, *reviewers, config=self.config)

    def remove(self):
        shutil.rmtree(self.folder)
