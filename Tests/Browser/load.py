"""A review of 20,000 queued fields: how soon the page opens, how soon the next field is there, how much memory it takes.

Usage: load.py [ITEMS]. The fields are the samples', copied in the ledger; `cijfer run` makes their files. Prints medians
and the slowest of twenty; exit code 1 where a target is missed: page 300 ms, next field 50 ms (95 of 100), memory 100 MB,
end 5 s.
"""

import os
import shutil
import sqlite3
import statistics
import sys
import time

from review import Batch, Reviewer, cijfer
from webdriver import Driver

PAGE, NEXT, MEMORY, END = 300, 50, 100, 5


def multiply(out, items):
    """Copies what waits in the ledger of `out`, under other names, until `items` fields wait."""
    ledger = sqlite3.connect(os.path.join(out, "ledger.sqlite"))
    ledger.execute("PRAGMA synchronous = OFF")
    waiting = ledger.execute("SELECT COUNT(*) FROM field WHERE status IN ('review', 'audit')").fetchone()[0]
    documents = [row[0] for row in ledger.execute(
        "SELECT DISTINCT document FROM field WHERE status IN ('review', 'audit')")]
    tables = {name: [column[1] for column in ledger.execute(f"PRAGMA table_info({name})")]
              for name in ("scan", "page", "field", "character")}
    for copy in range(1, (items - 1) // waiting + 1):
        for name, columns in tables.items():
            # The first 16 digits of an id tell whether its reading is hidden: they change too.
            new = {"document": f"printf('%s-%04d', document, {copy})", "sha256": f"printf('%08x', {copy}) || substr(sha256, 9)",
                   "id": f"printf('%s%08x%s', substr(id, 1, 4), {copy * 2654435761 % 2**32}, substr(id, 13))"}
            marks = ",".join("?" * len(documents))
            ledger.execute(
                f"INSERT INTO {name} ({','.join(columns)}) SELECT {','.join(new.get(column, column) for column in columns)}"
                f" FROM {name} WHERE document IN ({marks})", documents)
    ledger.execute("DELETE FROM currentOutputs")
    ledger.commit()
    waiting = ledger.execute("SELECT COUNT(*) FROM field WHERE status IN ('review', 'audit')").fetchone()[0]
    ledger.close()
    return waiting


def memory(pid, name):
    """What the kernel says of a process, MB."""
    with open(f"/proc/{pid}/status") as file:
        return next(int(line.split()[1]) / 1024 for line in file if line.startswith(name))


def slowest(times):
    """Of twenty, the slowest but one."""
    return sorted(times)[int(len(times) * 0.95) - 1]


def main(items):
    batch = Batch()
    driver = Driver()
    try:
        print(f"{multiply(batch.out, items)} fields wait")
        start = time.monotonic()
        cijfer("run", "--out", batch.out, "-q")
        print(f"their files made after {time.monotonic() - start:.1f} s")
        start = time.monotonic()
        review = batch.serve("anna")
        print(f"ready after {time.monotonic() - start:.1f} s")
        anna = Reviewer(driver)
        anna.enter(review, "anna")
        opened = []
        for _ in range(20):
            anna.reload()
            opened.append(anna.browser.script("return performance.getEntriesByName('open')[0].startTime"))
        for _ in range(100):
            anna.go("Space")
        entries = anna.browser.script("return performance.getEntriesByName('next item').map(e => e.duration)")
        start = time.monotonic()
        anna.go("F4")
        group = (time.monotonic() - start) * 1000
        size = memory(review.pid, "VmHWM")
        for name, times in (("page opens", opened), ("next field", entries)):
            print(f"{name}: median {statistics.median(times):.0f} ms, 95 % within {slowest(times):.0f} ms,"
                  f" n = {len(times)}")
        print(f"group view: {group:.0f} ms")
        print(f"memory: at most {size:.0f} MB")
        anna.leave()
        start = time.monotonic()
        review.end()
        end = time.monotonic() - start
        print(f"ended after {end:.1f} s")
        return 0 if slowest(opened) <= PAGE and slowest(entries) <= NEXT and size <= MEMORY and end <= END else 1
    finally:
        driver.close()
        batch.remove()


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 20000))
