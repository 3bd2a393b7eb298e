"""The review page, driven by keyboard in real browsers: `make test-browser`.

Each test is a statement about what a reviewer, or somebody who is none, meets.
"""

import http.server
import json
import os
import threading
import unittest

from review import Batch, Reviewer, cijfer, configuration, doubtful, fields, truth
from webdriver import Driver

TRUTH = truth()


class ReviewTest(unittest.TestCase):
    """What all tests share: one driver, and what they started, which is ended with them."""

    @classmethod
    def setUpClass(cls):
        cls.driver = Driver()
        cls.addClassCleanup(cls.driver.close)

    def batch(self, *names, config=None):
        batch = Batch(*names, config=config)
        self.addCleanup(batch.remove)
        return batch

    def serve(self, batch, *reviewers):
        review = batch.serve(*reviewers)
        self.addCleanup(review.end)
        return review

    def reviewer(self, review, name, **options):
        reviewer = Reviewer(self.driver, **options)
        self.addCleanup(reviewer.leave)
        return reviewer.enter(review, name)


class Deciding(ReviewTest):
    def test_a_whole_queue_is_decided_by_keyboard_alone(self):
        batch = self.batch()
        review = self.serve(batch, "anna")
        anna = self.reviewer(review, "anna")
        waiting, pages = anna.waiting
        self.assertTrue(waiting > 5 and pages == 1)
        keyed = set()
        for left in range(waiting, 0, -1):
            self.assertEqual(anna.waiting[0], left)
            place = anna.place
            if "#" in TRUTH[place][1]:
                anna.go("Space")
            else:
                keyed.add(place)
                anna.decide(TRUTH[place][1])
        self.assertEqual(anna.view, "nothing")
        anna.go("F4")
        anna.go("F4")
        self.assertEqual(anna.place, ("letter.tif", "1"))
        anna.go("n")
        self.assertEqual(anna.waiting, (0, 0))
        self.assertIn("All is decided", anna.text("#nothing"))
        self.assertEqual(anna.browser.complaints(), [])
        self.assertEqual(review.end(), 0)
        with open(os.path.join(batch.out, "review.jsonl")) as file:
            self.assertEqual(file.read(), "")
        rows = {(row["document"], row["page"], row["field"]): row for row in fields(batch.out)}
        for place in keyed:
            self.assertEqual(rows[place]["value"], TRUTH[place][0], place)
        # A later run leaves the decisions alone.
        before = fields(batch.out)
        cijfer("run", "--out", batch.out, "-q")
        self.assertEqual(fields(batch.out), before)

    def test_undo_takes_back_keys_then_answers_across_fields(self):
        batch = self.batch("exam-duplex.tif", "transfer-grey.tif", config=doubtful)
        anna = self.reviewer(self.serve(batch, "anna"), "anna")
        waiting = anna.waiting
        seen = []
        for _ in range(3):
            seen.append(anna.place)
            anna.go("Space")
        self.assertEqual(anna.waiting[0], waiting[0] - 3)
        before = anna.cells
        anna.press("8")
        self.assertNotEqual(anna.cells, before)
        anna.press("Control+z")
        self.assertEqual(anna.cells, before)
        for place in reversed(seen):
            anna.go("Backspace")
            self.assertEqual(anna.place, place)
            anna.says("Taken back")
        self.assertEqual(anna.waiting, waiting)
        anna.press("Backspace")
        anna.says("nothing to take back")

    def test_what_is_doubtful_cannot_be_nodded_through(self):
        batch = self.batch("envelope-1.jpg", config=doubtful)
        anna = self.reviewer(self.serve(batch, "anna"), "anna")
        waiting = anna.waiting
        anna.press("Enter")
        anna.says("must be typed")
        self.assertEqual(anna.waiting, waiting)
        self.assertEqual(anna.cells[anna.at][1], "doubt")

    def test_typing_what_was_read_needs_no_enter_and_anything_else_does(self):
        batch = self.batch("transfer-grey.tif", config=doubtful)
        anna = self.reviewer(self.serve(batch, "anna"), "anna")
        while True:
            place, waiting, cells = anna.place, anna.waiting[0], anna.cells
            doubts = [index for index, cell in enumerate(cells) if cell[1] == "doubt"]
            if doubts and all(cells[index][0].isalnum() for index in doubts):
                break
            anna.go("Space")
        *others, last = doubts
        for index in others:
            anna.press(cells[index][0])
        other = "1" if cells[last][0] != "1" else "7"
        anna.press(other)
        anna.browser.wait("return document.body.dataset.busy === undefined")
        self.assertEqual((anna.place, anna.waiting[0]), (place, waiting))
        # Taking it back saves nothing either.
        anna.press("Backspace")
        self.assertEqual((anna.place, anna.waiting[0]), (place, waiting))
        anna.go(cells[last][0])
        anna.says("Saved as read and typed")
        self.assertEqual(anna.waiting[0], waiting - 1)
        # An Enter out of habit decides nothing.
        anna.press("Enter")
        anna.browser.wait("return document.body.dataset.busy === undefined")
        self.assertEqual(anna.waiting[0], waiting - 1)
        anna.go("Backspace")
        self.assertEqual((anna.place, anna.waiting[0], anna.cells), (place, waiting, cells))

    def test_a_value_that_fails_is_saved_by_a_second_enter(self):
        batch = self.batch("transfer-wrong-checksum.tif")
        anna = self.reviewer(self.serve(batch, "anna"), "anna")
        self.assertEqual(anna.place[2], "iban")
        value, written = TRUTH[anna.place]
        anna.key(written)
        anna.says("the checksum fails")
        anna.press("Enter")
        anna.says("Enter again saves it")
        anna.go("Enter")
        found = [row for row in fields(self.exported(batch)) if row["field"] == "iban"]
        self.assertEqual([row["value"] for row in found], [value])

    def exported(self, batch):
        """A folder that holds what the ledger says now as fields.csv."""
        cijfer("export", batch.out, "--output", os.path.join(batch.folder, "fields.csv"))
        return batch.folder

    def test_what_is_put_aside_comes_last_with_its_note(self):
        batch = self.batch("exam-duplex.tif", config=doubtful)
        anna = self.reviewer(self.serve(batch, "anna"), "anna")
        first = anna.place
        anna.press("?")
        anna.press(*"askthebank")
        anna.go("Enter")
        self.assertNotEqual(anna.place, first)
        anna.go("Space")
        self.assertEqual(anna.place, first)
        self.assertIn("Note: askthebank", anna.text("#field-why"))

    def test_any_document_is_found_and_accepted_fields_are_opened(self):
        batch = self.batch("transfer-red-boxes.jpg")
        anna = self.reviewer(self.serve(batch, "anna"), "anna")
        anna.press("/")
        anna.press(*"red", "Enter")
        anna.browser.wait("return document.activeElement.textContent.includes('iban')")
        anna.go("Enter")
        self.assertEqual(anna.place, ("transfer-red-boxes.jpg", "1", "iban"))
        self.assertIn("accepted as NL", anna.text("#field-why"))
        value, written = TRUTH[anna.place]
        anna.decide(written)
        found = {row["field"]: (row["value"], row["status"]) for row in fields(self.exported(batch))}
        self.assertEqual(found["iban"], (value, "confirmed"))

    def test_the_place_on_the_page_is_one_key_away(self):
        batch = self.batch("exam-sideways.tif", config=doubtful)
        anna = self.reviewer(self.serve(batch, "anna"), "anna")
        anna.press("F2")
        anna.browser.wait("return document.getElementById('scan-picture').naturalWidth > 0"
                          " && !document.getElementById('scan-marker').hidden")
        width = "return document.getElementById('scan-picture').clientWidth"
        before = anna.browser.script(width)
        anna.press("+")
        self.assertGreater(anna.browser.script(width), before)
        anna.press("F2")
        self.assertFalse(anna.browser.script("return document.getElementById('scan').open"))


class Groups(ReviewTest):
    def test_boxes_read_alike_are_confirmed_corrected_or_left_at_once(self):
        batch = self.batch()
        anna = self.reviewer(self.serve(batch, "anna"), "anna")
        anna.go("F4")
        self.assertEqual(anna.view, "group")
        name, waiting = anna.text("#group-name"), anna.waiting[0]
        states = "return [...document.querySelectorAll('#carpet button')].map(b => b.dataset.state)"
        boxes = len(anna.browser.script(states))
        self.assertGreater(boxes, 3)
        anna.press("7", "Space", "ArrowLeft", "F2")
        self.assertEqual(anna.browser.script(states)[:3], ["typed", "left", "read"])
        anna.browser.wait("return document.getElementById('group-picture').naturalWidth > 0"
                          " && !document.getElementById('group-marker').hidden")
        anna.press("Backspace", "Backspace")
        self.assertEqual(set(anna.browser.script(states)), {"read"})
        anna.press("Space")
        anna.go("Enter")
        anna.says(f"{boxes - 1} boxes saved")
        self.assertNotEqual(anna.text("#group-name"), name)
        # Group after group, until only what was left and what is keyed blind remains.
        while anna.view == "group":
            anna.go("Enter")
        self.assertLess(anna.waiting[0], waiting)
        anna.go("Backspace")
        anna.says("Taken back")
        self.assertEqual(anna.browser.complaints(), [])


class Pages(ReviewTest):
    def test_a_page_that_fits_no_form_becomes_one_and_its_fields_are_keyed(self):
        batch = self.batch("letter.tif")
        review = self.serve(batch, "anna")
        anna = self.reviewer(review, "anna")
        self.assertEqual(anna.view, "page")
        # The form that lies best over it comes first, with its figures.
        likely = anna.browser.script("return [...document.querySelectorAll('#page-actions button')].map(b => b.textContent)")
        self.assertRegex(likely[0], r"^1 envelope \d+ % of its box edges found, 0\.\d+ mm off$")
        self.assertEqual([words[:5] for words in likely[3:5]], ["r Sca", "n Not"])
        anna.go("1")
        self.assertEqual((anna.view, anna.waiting), ("nothing", (2, 0)))
        anna.go("F4")
        self.assertEqual(anna.place, ("letter.tif", "1", "postcode"))
        self.assertGreater(anna.browser.script("return document.getElementById('field-picture').naturalWidth"), 600)
        anna.decide(list("1234AB"))
        anna.go("Backspace")
        anna.go("Backspace")
        self.assertEqual((anna.view, anna.waiting), ("page", (0, 1)))
        anna.go("r")
        self.assertEqual(anna.waiting, (0, 0))
        self.assertEqual(review.end(), 0)
        with open(os.path.join(batch.out, "failures.csv")) as file:
            self.assertIn("letter.tif,1,no-form", file.read())


class Blind(ReviewTest):
    """Where the reading is hidden."""

    def test_two_key_it_unseen_and_a_third_decides(self):
        twice = {"student": {"doubleKey": True}, "course": {"doubleKey": True}}
        batch = self.batch("exam-sideways.tif", config=lambda path: doubtful(path, **twice))
        review = self.serve(batch, "anna", "ben", "carl")
        keyed = []
        for name in ("anna", "ben", "carl"):
            person = self.reviewer(review, name)
            while person.view == "field":
                self.assertEqual({cell[1] for cell in person.cells}, {"hidden"})
                self.assertEqual({cell[0] for cell in person.cells}, {""})
                written = TRUTH[person.place][1]
                isSlip = name == "ben" and person.place[2] == "student"
                keyed.append((name, person.place[2]))
                person.decide(["9", *written[1:]] if isSlip else written)
        self.assertEqual(keyed, [("anna", "student"), ("anna", "course"), ("ben", "student"), ("ben", "course"),
                                 ("carl", "student")])
        self.assertEqual(person.waiting, (0, 0))
        person.press("F3")
        person.browser.wait("return document.getElementById('summary').open")
        self.assertIn("Keyed twice, the same at first1 of 2", person.text("#summary-list"))
        self.assertEqual(review.end(), 0)
        for row in fields(batch.out):
            self.assertEqual(row["value"], TRUTH[row["document"], row["page"], row["field"]][0])

    def test_two_key_even_what_the_machine_would_accept(self):
        batch = self.batch("transfer-red-boxes.jpg",
                           config=lambda path: configuration(path, audit=0, iban={"doubleKey": True}))
        row = next(row for row in fields(batch.out) if row["field"] == "iban")
        self.assertEqual((row["value"], row["status"], row["reasons"]), ("", "review", "double-key"))
        review = self.serve(batch, "anna", "ben")
        for name in ("anna", "ben"):
            person = self.reviewer(review, name)
            self.assertEqual((person.place[2], {cell for cell in person.cells}), ("iban", {("", "hidden")}))
            waiting = person.waiting[0]
            person.decide(TRUTH[person.place][1])
            self.assertEqual(person.waiting[0], waiting - (name == "ben"))
        self.assertEqual(review.end(), 0)
        row = next(row for row in fields(batch.out) if row["field"] == "iban")
        self.assertEqual((row["value"], row["status"]), (TRUTH["transfer-red-boxes.jpg", "1", "iban"][0], "confirmed"))

    def test_an_audit_is_keyed_in_full_and_nothing_read_is_sent_before(self):
        batch = self.batch("transfer-red-boxes.jpg", config=lambda path: configuration(path, audit=1))
        readings = {(row["document"], row["page"], row["field"]): row["reading"] for row in fields(batch.out)}
        self.assertIn("audit", {row["status"] for row in fields(batch.out)})
        anna = self.reviewer(self.serve(batch, "anna"), "anna")
        self.assertEqual(anna.place[2], "iban")
        self.assertEqual({cell for cell in anna.cells}, {("", "hidden")})
        sent = anna.browser.script(
            "const request = new XMLHttpRequest(); request.open('POST', '/api/next', false);"
            "request.send('{\"pages\":false}'); return request.responseText")
        self.assertEqual(json.loads(sent)["item"]["field"], "iban")
        self.assertNotIn(readings[anna.place], sent)
        self.assertTrue(all(cell.get("probability") is None for cell in json.loads(sent)["item"]["cells"]))
        anna.decide(TRUTH[anna.place][1])
        anna.press("F3")
        anna.browser.wait("return document.getElementById('summary').open")
        self.assertRegex(anna.text("#summary-list"), r"1 audited, 0 wrong, error ≤ 95 % \(95 %\)")


class Several(ReviewTest):
    def test_two_never_have_the_same_item_and_leaving_lets_go(self):
        batch = self.batch("exam-duplex.tif", config=doubtful)
        review = self.serve(batch, "anna", "ben")
        anna, ben = self.reviewer(review, "anna"), Reviewer(self.driver).enter(review, "ben")
        mine = anna.place
        self.assertNotEqual(ben.place, mine)
        theirs = ben.place
        anna.go("Space")
        self.assertEqual(anna.view, "nothing")
        self.assertIn("another reviewer", anna.text("#nothing"))
        ben.browser.open("about:blank")
        ben.leave()
        anna.reload()
        self.assertEqual(anna.place, theirs)

    def test_a_killed_review_lost_nothing_and_goes_on(self):
        batch = self.batch("exam-duplex.tif", "transfer-grey.tif", config=doubtful)
        review = self.serve(batch, "anna")
        anna = self.reviewer(review, "anna")
        first, waiting = anna.place, anna.waiting[0]
        anna.go("Space")
        review.end(kill=True)
        anna.press("8", "Enter")
        again = self.serve(batch, "anna")
        anna.enter(again, "anna")
        self.assertEqual(anna.waiting[0], waiting - 1)
        self.assertNotEqual(anna.place, first)
        anna.go("Backspace")
        self.assertEqual((anna.place, anna.waiting[0]), (first, waiting))


class Strangers(ReviewTest):
    def test_a_token_lets_in_once_and_leaves_the_address(self):
        review = self.serve(self.batch("exam-duplex.tif", config=doubtful), "anna")
        anna = self.reviewer(review, "anna")
        self.assertEqual(anna.browser.address, f"http://127.0.0.1:{review.port}/")
        self.assertEqual(anna.browser.script("return document.cookie"), "")
        stranger = Reviewer(self.driver)
        self.addCleanup(stranger.leave)
        for address in (review.addresses["anna"], f"http://127.0.0.1:{review.port}/?token=0123",
                        f"http://127.0.0.1:{review.port}/", f"http://127.0.0.1:{review.port}/review.js"):
            stranger.browser.open(address)
            self.assertIn("Refused", stranger.text("body"))

    def test_a_page_elsewhere_can_ask_for_nothing(self):
        review = self.serve(self.batch("exam-duplex.tif", config=doubtful), "anna")
        anna = self.reviewer(review, "anna")
        waiting = anna.waiting
        elsewhere = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere)
        threading.Thread(target=elsewhere.serve_forever, daemon=True).start()
        self.addCleanup(elsewhere.server_close)
        self.addCleanup(elsewhere.shutdown)
        for host in ("127.0.0.1", "localhost"):
            anna.browser.open(f"http://{host}:{elsewhere.server_port}/")
            for path, body in (("/api/undo", "{}"), ("/api/next", '{"pages":false}')):
                said = anna.browser.script(
                    "return fetch(arguments[0], {method: 'POST', body: arguments[1], mode: 'no-cors',"
                    "credentials: 'include'}).then(a => a.type, e => 'failed')",
                    f"http://127.0.0.1:{review.port}{path}", body)
                self.assertIn(said, ("opaque", "failed"))
            anna.browser.complaints()
            anna.browser.script(
                "const frame = document.createElement('iframe'); frame.src = arguments[0];"
                "return new Promise(done => { frame.onload = () => done(true); document.body.append(frame); })",
                f"http://127.0.0.1:{review.port}/")
            self.assertTrue([said for said in anna.browser.complaints() if "frame-ancestors" in said])
        anna.browser.open(f"http://127.0.0.1:{review.port}/")
        anna.settle()
        self.assertEqual(anna.waiting, waiting)

    def test_foreign_hosts_and_origins_are_refused(self):
        review = self.serve(self.batch("exam-duplex.tif", config=doubtful), "anna")
        local = f"127.0.0.1:{review.port}"
        for host in ("evil.example", f"evil.example:{review.port}", "127.0.0.1.evil.example", "0.0.0.0"):
            status, text = review.ask("GET", "/", Host=host)
            self.assertEqual((status, "not served" in text), (403, True), host)
        for origin in ("http://evil.example", "null", f"https://{local}", "http://127.0.0.1:1"):
            status, text = review.ask("POST", "/api/next", '{"pages":false}', Host=local, Origin=origin)
            self.assertEqual((status, "foreign" in text), (403, True), origin)
        # A name that leads to this machine is none of its names.
        stranger = Reviewer(self.driver, rules="MAP evil.example 127.0.0.1")
        self.addCleanup(stranger.leave)
        stranger.browser.open(review.addresses["anna"].replace("127.0.0.1", "evil.example"))
        self.assertIn("Refused", stranger.text("body"))
        # The token was not spent on it.
        self.reviewer(review, "anna")


class Elsewhere(http.server.BaseHTTPRequestHandler):
    """A page of somebody else."""

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>elsewhere</title><body>")

    def log_message(self, *arguments):
        pass


class Everybody(ReviewTest):
    def test_it_is_usable_at_twice_the_size_in_the_dark_and_by_ear(self):
        batch = self.batch()
        review = self.serve(batch, "anna")
        anna = self.reviewer(review, "anna", width=640, height=720, dark=True)
        for view in ("field", "group", "page"):
            self.assertEqual(anna.view, view)
            self.assertEqual(anna.browser.script(PROBLEMS), [], view)
            anna.go("F4")
        for key, dialog in (("F1", "help"), ("F3", "summary"), ("/", "find")):
            anna.press(key)
            anna.browser.wait("return document.getElementById(arguments[0]).open", dialog)
            self.assertEqual(anna.browser.script(PROBLEMS), [], dialog)
            anna.press("Escape")
        label = anna.browser.script("return document.activeElement.getAttribute('aria-label')")
        self.assertRegex(label, r"\d+ of \d+, read as .*, type it")
        self.assertEqual(anna.browser.script("return document.getElementById('say').getAttribute('aria-live')"), "polite")


# What would keep somebody from using what is in view: it is wider than the window, has no name, or too little contrast.
PROBLEMS = """
const problems = [];
if (document.scrollingElement.scrollWidth > innerWidth + 1) problems.push('wider than the window');
const visible = element => element.checkVisibility() && element.getBoundingClientRect().width > 0;
const name = element => element.getAttribute('aria-label') || element.textContent.trim() || element.labels?.[0]?.textContent;
for (const element of document.querySelectorAll('button, input, dialog[open], [role=group]')) {
  const named = element.getAttribute('aria-labelledby');
  if (visible(element) && !(named ? document.getElementById(named).textContent : name(element))) problems.push('no name: ' + element.outerHTML);
}
for (const picture of document.images) if (!picture.hasAttribute('alt')) problems.push('no alt: ' + picture.outerHTML);
const light = color => {
  const [r, g, b] = color.match(/[\\d.]+/g).map(Number).map(c => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const ground = element => {
  for (; element; element = element.parentElement) {
    const color = getComputedStyle(element).backgroundColor;
    if (!/, 0\\)$/.test(color)) return color;
  }
  return 'rgb(255, 255, 255)';
};
const root = document.querySelector('dialog[open]') || document.body;
for (const element of root.querySelectorAll('*')) {
  const hasText = [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim()) || element.matches('input');
  if (!hasText || !visible(element)) continue;
  const [a, b] = [light(getComputedStyle(element).color), light(ground(element))].sort((a, b) => b - a);
  const contrast = (a + 0.05) / (b + 0.05);
  if (contrast < 4.5) problems.push(`contrast ${contrast.toFixed(1)}: ${element.outerHTML.slice(0, 80)}`);
}
return problems;
"""

if __name__ == "__main__":
    unittest.main()
