"""The form editor, used with keys and pointer in a real browser: `make test-browser`."""

import glob
import http.client
import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
import unittest

from review import CIJFER, ROOT, cijfer
from webdriver import Browser, Driver, _ask


class EditorTest(unittest.TestCase):
    """What all tests share: a driver, a blank scan of a form, and an editor that is ended with the test."""

    @classmethod
    def setUpClass(cls):
        cls.driver = Driver()
        cls.addClassCleanup(cls.driver.close)

    def setUp(self):
        self.folder = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.folder)
        cijfer("synthesize", "--form", "exam-sheet", "--pages", "1", "--blank", "1", "--quality", "clean", "--glyphs",
               "samples/glyphs/digits-images-idx3-ubyte.gz", "--out", self.folder)
        self.scan = glob.glob(self.folder + "/page-*")[0]
        self.template = self.folder + "/exam.json"

    def edit(self):
        process = subprocess.Popen(
            [CIJFER, "forms", "edit", self.scan, "--output", self.template, "--port", "0"], cwd=ROOT,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.wait)
        self.addCleanup(process.send_signal, signal.SIGINT)
        self.address = process.stdout.readline().strip()
        self.port = int(re.search(r":(\d+)/", self.address)[1])
        self.browser = Browser(self.driver)
        self.addCleanup(self.browser.close)
        self.browser.open(self.address)
        self.browser.wait("return document.body.dataset.checked !== undefined")

    def fields(self):
        return self.browser.script("return [...document.querySelectorAll('#list button')].map(one => one.textContent)")

    def saved(self):
        with open(self.template) as file:
            return json.load(file)

    def save(self, words="Saved"):
        self.browser.press("Control+s")
        self.browser.wait("return document.getElementById('say').textContent.startsWith(arguments[0])", words)

    def focus(self, index):
        self.browser.script("document.querySelector(`.field[data-index='${arguments[0]}']`).focus()", index)

    def type(self, key, text):
        """Types into the option `key` of the field."""
        self.browser.script(
            "const input = document.querySelector(`#field-options [name='${arguments[0]}']`); input.focus(); input.select()",
            key)
        self.browser.press(*text)

    def drag(self, start, end):
        """Drags from one point of the form to another, mm."""
        left, top, scale = self.browser.script(
            "const sheet = document.getElementById('sheet'); const box = sheet.getBoundingClientRect();"
            "return [box.x, box.y, box.width / 210]")
        moves = [{"type": "pointerMove", "duration": 0, "x": round(left + scale * x), "y": round(top + scale * y)}
                 for x, y in (start, end)]
        actions = [moves[0], {"type": "pointerDown", "button": 0}, moves[1], {"type": "pointerUp", "button": 0}]
        _ask("POST", self.browser._session + "/actions",
             {"actions": [{"type": "pointer", "id": "mouse", "actions": actions}]})

    def test_what_is_found_is_named_moved_and_saved_by_keyboard_alone(self):
        self.edit()
        self.assertEqual(self.fields(), ["student, number, 7 boxes", "course, number, 5 boxes"])
        self.save()
        at = self.saved()["fields"][0]["boxes"]
        self.focus(0)
        self.browser.press("Enter", "Control+a", *"pupil")
        self.browser.press("Escape", "ArrowRight", "ArrowRight", "Shift+ArrowDown")
        self.save()
        first = self.saved()["fields"][0]
        self.assertEqual(first["name"], "pupil")
        self.assertAlmostEqual(first["boxes"]["x"], at["x"] + 0.2, places=5)
        self.assertAlmostEqual(first["boxes"]["y"], at["y"] + 1, places=5)
        self.assertEqual(self.browser.complaints(), [])
        os.symlink(ROOT + "/models", self.folder + "/models")
        self.assertIn("pupil course", cijfer("forms", "check", self.template))

    def test_rows_and_areas_are_drawn_and_moved_with_the_pointer(self):
        self.edit()
        self.browser.press("r")
        self.drag((20, 60), (75, 68))
        self.browser.press("a")
        self.drag((20, 75), (60, 83))
        self.drag((40, 79), (50, 79))
        self.save()
        row, area = self.saved()["fields"][2:]
        self.assertAlmostEqual(row["boxes"]["y"], 60, delta=0.3)
        self.assertEqual(row["boxes"]["count"], 8)
        self.assertAlmostEqual(area["area"]["x"], 30, delta=0.5)
        self.assertAlmostEqual(area["area"]["width"], 40, delta=0.5)

    def test_every_change_is_undone_and_done_again(self):
        self.edit()
        before = self.fields()
        self.focus(1)
        self.browser.press("d", "+", "Delete")
        self.focus(0)
        self.browser.press("-")
        after = self.fields()
        self.assertNotEqual(after, before)
        self.browser.press(*["Control+z"] * 4)
        self.assertEqual(self.fields(), before)
        self.browser.press(*["Control+y"] * 4)
        self.assertEqual(self.fields(), after)

    def test_faults_are_told_while_they_are_made_and_are_not_saved(self):
        self.edit()
        self.focus(0)
        self.type("count", "0")
        self.browser.wait("return document.querySelector('.field[data-wrong]') && "
                          "document.getElementById('problems').textContent.includes('count')")
        self.save("Not saved")
        self.assertFalse(os.path.exists(self.template))
        self.browser.press("Control+z")
        self.browser.wait("return document.getElementById('problems').textContent === 'None'")

    def test_a_name_that_is_taken_is_told_and_not_saved(self):
        self.edit()
        self.focus(1)
        self.type("name", "student")
        self.browser.wait("return document.getElementById('problems').textContent.includes('is the name of')")
        self.save("Not saved")
        self.assertFalse(os.path.exists(self.template))

    def test_what_another_program_wrote_is_not_lost_unseen(self):
        self.edit()
        self.focus(0)
        self.browser.press("+")
        with open(self.template, "w") as file:
            file.write("{}")
        self.save("Not saved: the file has changed")
        self.assertEqual(self.saved(), {})
        self.save()
        self.assertEqual(self.saved()["fields"][0]["boxes"]["count"], 8)
        self.browser.press("+")
        self.save()
        self.assertEqual(self.saved()["fields"][0]["boxes"]["count"], 9)

    def test_keys_that_the_page_does_not_know_stay_in_the_template(self):
        with open(ROOT + "/samples/forms/exam-sheet.json") as file:
            form = json.load(file)
        form["fields"][0]["accept"] = {"fieldError": 0.01}
        with open(self.template, "w") as file:
            json.dump(form, file)
        self.edit()
        self.focus(1)
        self.browser.press("+")
        self.save()
        self.assertEqual(self.saved()["fields"][0]["accept"], {"fieldError": 0.01})
        self.assertEqual(self.saved()["fields"][1]["boxes"]["count"], 6)

    def test_nobody_else_is_let_in(self):
        self.edit()
        for method, path, headers in [
                ("GET", "/", {}), ("GET", "/scan.png", {}), ("GET", "/api/template", {}), ("POST", "/api/save", {}),
                ("GET", self.address[self.address.index("/?"):], {}), ("GET", "/", {"Host": "example.org"})]:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
            connection.request(method, path, "{}" if method == "POST" else None, headers)
            self.assertEqual(connection.getresponse().status, 403, (method, path))
            connection.close()
        self.assertFalse(os.path.exists(self.template))


if __name__ == "__main__":
    unittest.main()
