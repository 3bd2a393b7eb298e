"""Makes the pictures of docs/review.md anew, from the samples alone. Usage: screenshots.py [FOLDER]."""

import os
import sys
import time

from review import ROOT, Batch, Reviewer, configuration, truth
from webdriver import Driver


def main(folder):
    os.makedirs(folder, exist_ok=True)
    driver = Driver()
    batch = Batch()
    audit = Batch("transfer-red-boxes.jpg", config=lambda path: configuration(path, audit=1))

    def shoot(person, name):
        person.browser.script("return document.fonts.ready.then(() => 1)")
        person.browser.picture(os.path.join(folder, f"review-{name}.png"))

    try:
        review = batch.serve("anna", "ben")
        anna = Reviewer(driver, width=1100, height=780).enter(review, "anna")
        anna.press("1")
        anna.says("Does not fit")
        shoot(anna, "field")
        while anna.place[2] != "iban":
            anna.go("Space")
        anna.press("F2")
        anna.browser.wait("return !document.getElementById('scan-marker').hidden")
        shoot(anna, "place")
        anna.press("F2")
        anna.go("F4")
        anna.press("7", "Space", "F2")
        anna.browser.wait("return document.getElementById('group-picture').naturalWidth > 0")
        shoot(anna, "group")
        anna.go("F4")
        shoot(anna, "page")
        anna.leave()
        ben = Reviewer(driver, width=1100, height=780, dark=True).enter(review, "ben")
        shoot(ben, "dark")
        ben.leave()
        review.end()
        review = audit.serve("anna")
        anna = Reviewer(driver, width=1100, height=780).enter(review, "anna")
        anna.press(*truth()[anna.place][1][:3])
        shoot(anna, "audit")
        while anna.view == "field":
            # At a person's pace, for the summary.
            time.sleep(4)
            anna.decide(truth()[anna.place][1])
        anna.press("F3")
        anna.browser.wait("return document.getElementById('summary').open")
        shoot(anna, "summary")
        anna.leave()
        review.end()
    finally:
        driver.close()
        batch.remove()
        audit.remove()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else os.path.join(ROOT, "docs/pictures"))
