"""Speed beside the best there is, in one run, interleaved; what it prints is docs/performance.md.

    python Benchmarks/speed.py [--rounds 15] [--pages 200] [--picture docs/performance-stages.svg] --build .build/release
    python Benchmarks/speed.py --workers
    python Benchmarks/speed.py --growth 2000 20000
    python Benchmarks/speed.py --one
    python Benchmarks/speed.py --queued 0.5 0.02 0.001

- The network: cijfer, ONNX Runtime and OpenVINO on the same weight file, one thread, batches of 64 and of 1.
- Decoding: fields' posteriors, beside the network on as many boxes.
- The page: all of `cijfer run` with one worker, ledger and crops included, beside F: the bare decoding of the same files
  by one C program, plus the characters at the speed of the fastest of the three; of all pages, and of G4 alone. What the
  supervisor takes beside its worker, and the most memory of both. A picture shows the stages that they are made of.
- More workers beside one, by the clock, up to one a processor, and as many programs that share nothing but the machine,
  each with a worker and its part of the pages; with --workers nothing but them. A picture shows them.
- With --one nothing but single pages, from the start of `cijfer run` to its end.
- With --queued nothing but the same pages at so many promises (fieldError): what the fields that wait cost.
- With --growth nothing but batches of so many black and white pages, one after another: what a page of each costs.

Seconds are the processor's, so that others on the machine count little; of workers beside one another the clock's. Only
ratios mean anything: seconds are those of the machine of the day.
"""

import argparse
import csv
import itertools
import json
import os
import resource
import statistics
import struct
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parent.parent


class Cijfer:
    """NetworkSpeed, asked line by line."""

    def __init__(self, build: Path, model: Path):
        self.folder = tempfile.TemporaryDirectory()
        alone = Path(self.folder.name) / model.name
        alone.symlink_to(model.resolve())
        card = json.loads(model.with_suffix(".json").read_text())
        card.pop("second", None)  # the peers have no second network either
        alone.with_suffix(".json").write_text(json.dumps(card))
        self.process = subprocess.Popen([build / "NetworkSpeed", alone], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        text=True)

    def seconds(self, batch: int, calls: int) -> float:
        self.process.stdin.write(f"{batch} {calls}\n")
        self.process.stdin.flush()
        return float(self.process.stdout.readline())


class Timed:
    """A function over a batch, n × 1 × 28 × 28."""

    def __init__(self, run):
        self.run = run

    def seconds(self, batch: int, calls: int) -> float:
        pictures = np.random.default_rng(1).random((batch, 1, 28, 28), np.float32)
        start = time.process_time()
        for _ in range(calls):
            self.run(pictures)
        return (time.process_time() - start) / (batch * calls)


def onnx_runtime(model: Path) -> Timed:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    name = session.get_inputs()[0].name
    return Timed(lambda pictures: session.run(None, {name: pictures}))


def openvino(model: Path) -> Timed:
    import openvino

    core = openvino.Core()
    settings = {"INFERENCE_NUM_THREADS": 1, "NUM_STREAMS": 1, "INFERENCE_PRECISION_HINT": "f32"}
    compiled = {}

    def run(pictures):
        if len(pictures) not in compiled:
            network = core.read_model(model)
            network.reshape([len(pictures), 1, 28, 28])
            compiled[len(pictures)] = core.compile_model(network, "CPU", settings).create_infer_request()
        compiled[len(pictures)].infer([pictures])

    return Timed(run)


def network(options) -> float:
    """Prints the table of the network; returns the least seconds a character of batches of 64."""
    peers = {"cijfer": Cijfer(options.build, options.model), "ONNX Runtime": onnx_runtime(options.model),
             "OpenVINO": openvino(options.model)}
    best = 0.0
    print("| batch | " + " | ".join(peers) + " | cijfer ÷ the faster peer |\n|---|---|---|---|---|")
    for batch, calls in ((64, 8), (1, 200)):
        for peer in peers.values():
            peer.seconds(batch, 2)
        times = {name: [] for name in peers}
        for _ in range(options.rounds):
            for name, peer in peers.items():
                times[name].append(peer.seconds(batch, calls))
        medians = {name: statistics.median(seconds) for name, seconds in times.items()}
        fastest = min(medians["ONNX Runtime"], medians["OpenVINO"])
        print(f"| {batch} | " + " | ".join(f"{seconds * 1e6:.0f} µs" for seconds in medians.values())
              + f" | {medians['cijfer'] / fastest:.2f} |")
        if batch == 64:
            best = min(medians.values())
    return best


def decoding(options, character: float) -> None:
    """Prints the table of decoding, beside what the network takes for the same boxes."""
    lines = subprocess.run([options.build / "DecodingSpeed"], check=True, capture_output=True, text=True).stdout
    print("\n| field | boxes | decoding | ÷ the network |\n|---|---|---|---|")
    for name, boxes, seconds in csv.reader(lines.splitlines()):
        share = float(seconds) / (int(boxes) * character)
        print(f"| {name} | {boxes} | {1e6 * float(seconds):.0f} µs | {share:.3f} |")


@dataclass
class Cost:
    """What a command and its children took: processor seconds, those of the command alone, seconds by the clock, and the
    most resident memory of the command and of a child, MB."""

    processor: float
    own: float
    clock: float
    memory: tuple[float, float]


def cost(command: list) -> Cost:
    """Runs `command` to its end; its own share and the memory are looked up every 20 ms."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    own, peak, children = 0.0, 0.0, 0.0
    while process.poll() is None:
        folder = Path(f"/proc/{process.pid}")
        try:
            ticks = (folder / "stat").read_text().rpartition(")")[2].split()[11:13]
            own = sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")
            peak = max(peak, resident(folder))
            # A child belongs to the thread that started it.
            for listed in folder.glob("task/*/children"):
                for child in listed.read_text().split():
                    children = max(children, resident(Path(f"/proc/{child}")))
        except OSError:
            pass  # It ended meanwhile.
        time.sleep(0.02)
    if process.returncode not in (0, 4):
        sys.exit(f"{command[0]} ended with {process.returncode}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(processor, own, time.perf_counter() - start, (peak, children))


def resident(process: Path) -> float:
    """The most memory a process had resident so far, MB."""
    lines = (process / "status").read_text().splitlines()
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), 0.0)


def is_g4(path: Path) -> bool:
    """Whether a scan is a little-endian TIFF whose first page is coded as CCITT G4."""
    data = path.read_bytes()
    if data[:4] != b"II*\0":
        return False
    start = struct.unpack_from("<I", data, 4)[0]
    for index in range(struct.unpack_from("<H", data, start)[0]):
        tag, _, _, value = struct.unpack_from("<HHIH", data, start + 2 + 12 * index)
        if tag == 259:
            return value == 4
    return False


def stages(options, files: list[Path]) -> dict[str, float]:
    """Milliseconds a page of each stage within a worker."""
    command = [options.build / "PageSpeed", ROOT / "pipeline.json", *files]
    lines = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.splitlines()
    return {name: 1000 * float(seconds) for name, seconds in csv.reader(lines)}


def picture(path: Path, bars: dict[str, dict[str, float]]) -> None:
    """Writes stacked bars as SVG, one a line: milliseconds of each stage."""
    names = list(dict.fromkeys(name for bar in bars.values() for name in bar))
    colours = ["#4c78a8", "#f58518", "#e45756", "#72b7b2", "#54a24b", "#eeca3b", "#b279a2", "#9d755d"]
    left, scale, step = 170, 560 / max(sum(bar.values()) for bar in bars.values()), 44
    height = step * len(bars) + 30 + 22 * ((len(names) + 1) // 2)
    lines = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 {height}" font-family="sans-serif" font-size="14">',
             '<rect width="100%" height="100%" fill="white"/>']
    for row, (label, bar) in enumerate(bars.items()):
        lines.append(f'<text x="{left - 8}" y="{step * row + 31}" text-anchor="end">{label}</text>')
        x = left
        for name, value in bar.items():
            colour, width = colours[names.index(name) % len(colours)], scale * value
            lines.append(f'<rect x="{x:.1f}" y="{step * row + 12}" width="{width:.1f}" height="28" fill="{colour}"/>')
            x += width
        lines.append(f'<text x="{x + 6:.1f}" y="{step * row + 31}">{sum(bar.values()):.0f} ms</text>')
    for index, name in enumerate(names):
        x, y = left + 280 * (index % 2), step * len(bars) + 20 + 22 * (index // 2)
        lines.append(f'<rect x="{x}" y="{y}" width="14" height="14" fill="{colours[index % len(colours)]}"/>')
        lines.append(f'<text x="{x + 20}" y="{y + 12}">{name}</text>')
    path.write_text("\n".join([*lines, "</svg>", ""]))


def pages(options, character: float) -> None:
    """Prints the tables of the page and of the workers, and draws the stages."""
    cijfer = options.build / "cijfer"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        scans, decoder = folder / "scans", folder / "decode"
        subprocess.run(["cc", "-O2", ROOT / "Benchmarks/decode.c", "-o", decoder, "-ltiff", "-ljpeg"], check=True)
        synthesize(cijfer, options.pages, scans)
        boxes = {path: 0 for path in sorted(scans.iterdir()) if path.suffix in (".tif", ".jpg")}
        with open(scans / "truth.csv", newline="") as file:
            for row in csv.DictReader(file):
                boxes[scans / row["document"]] += len(row["written"].split(";"))
        runs = itertools.count()
        run = lambda files: cost([cijfer, "run", *files, "--out", folder / f"out{next(runs)}", "--jobs", "1", "-q"])
        print("\n| scans | pages | boxes | F, ms a page | cijfer run, ms a page | ÷ F | supervisor ÷ worker | "
              "memory: supervisor, worker |\n|---|---|---|---|---|---|---|---|")
        bars = {}
        for kind, files in (("all", [*boxes]), ("G4 alone", [path for path in boxes if is_g4(path)])):
            count = sum(boxes[path] for path in files)
            decodings, costs = [], []
            for _ in range(options.page_rounds):
                decodings.append(cost([decoder, *files]).processor)
                costs.append(run(files))
            decoding = statistics.median(decodings)
            floor = decoding + count * character
            taken = statistics.median(each.processor for each in costs)
            own = statistics.median(each.own / (each.processor - each.own) for each in costs)
            memory = [max(each.memory[place] for each in costs) for place in (0, 1)]
            print(f"| {kind} | {len(files)} | {count} | {1000 * floor / len(files):.1f} | {1000 * taken / len(files):.1f} "
                  f"| {taken / floor:.1f} | {100 * own:.0f} % | {memory[0]:.0f} MB, {memory[1]:.0f} MB |")
            each = 1000 / len(files)
            bars[f"{kind}: the floor F"] = {"decoding the file": each * decoding, "network": each * count * character}
            own_stages = stages(options, files)
            rest = {"the worker's start and the rest": each * taken / (1 + own) - sum(own_stages.values()),
                    "supervisor, ledger": each * taken * own / (1 + own)}
            bars[f"{kind}: cijfer run"] = own_stages | {name: max(0, value) for name, value in rest.items()}
        picture(options.picture, bars)


def workers(options) -> None:
    """Prints the table of workers side by side, and draws it; of use on an idle machine alone."""
    cijfer, most = options.build / "cijfer", os.cpu_count()
    with tempfile.TemporaryDirectory() as name:
        folder, runs = Path(name), itertools.count()
        synthesize(cijfer, options.pages, folder / "scans")
        files = [path for path in sorted((folder / "scans").iterdir()) if path.suffix in (".tif", ".jpg")]
        command = lambda files, jobs: [cijfer, "run", *files, "--out", folder / f"out{next(runs)}", "--jobs", str(jobs), "-q"]
        measured = {f"{count} worker{'s' * (count > 1)}": [] for count in range(1, most + 1)}
        apart = f"{most} programs apart"
        measured[apart] = []
        for _ in range(options.page_rounds):
            for label, jobs in zip(measured, range(1, most + 1)):
                measured[label].append(cost(command(files, jobs)).clock)
            start = time.perf_counter()
            programs = [subprocess.Popen(command(files[part::most], 1), cwd=ROOT) for part in range(most)]
            if any([program.wait() not in (0, 4) for program in programs]):
                sys.exit("a program failed")
            measured[apart].append(time.perf_counter() - start)
    clock = {label: 1000 * statistics.median(times) / len(files) for label, times in measured.items()}
    print(f"\n| {len(files)} pages, {most} processors | clock, ms a page | times as fast |\n|---|---|---|")
    for label, taken in clock.items():
        print(f"| {label} | {taken:.1f} | {clock['1 worker'] / taken:.2f} |")
    bars = {label: {"ms a page by the clock": taken} for label, taken in clock.items()}
    picture(options.picture.with_name("performance-workers.svg"), bars)


def growth(options) -> None:
    """Prints the table of batches of many pages: 200 pages, each so often with other bytes behind its end."""
    cijfer = options.build / "cijfer"
    print("| pages | processor, ms a page | supervisor ÷ workers | memory: supervisor, worker |\n|---|---|---|---|")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        synthesize(cijfer, 400, folder / "pool")
        pool = [path.read_bytes() for path in sorted((folder / "pool").glob("*.tif")) if is_g4(path)][:200]
        for round, count in enumerate(options.growth):
            scans = folder / f"scans{round}"
            scans.mkdir()
            for index in range(count):
                (scans / f"{index:06}.tif").write_bytes(pool[index % len(pool)] + struct.pack("<Q", index))
            each = cost([cijfer, "run", scans, "--out", folder / f"out{round}", "--jobs", "2", "-q"])
            print(f"| {count} | {1000 * each.processor / count:.1f} | {100 * each.own / (each.processor - each.own):.1f} % "
                  f"| {each.memory[0]:.0f} MB, {each.memory[1]:.0f} MB |", flush=True)


def queued(options) -> None:
    """Prints the table of one batch at several promises, in turn: the looser one is, the fewer fields wait."""
    cijfer = options.build / "cijfer"
    config = json.loads((ROOT / "pipeline.json").read_text())
    config["models"] = {kind: str(ROOT / path) for kind, path in config["models"].items()}
    config["forms"] = [str(ROOT / path) for path in config["forms"]]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        synthesize(cijfer, options.pages, folder / "scans")
        for path in [path for path in (folder / "scans").iterdir() if not is_g4(path)]:
            path.unlink()
        pages = len(list((folder / "scans").iterdir()))
        costs, waiting = {promise: [] for promise in options.queued}, {}
        for round in range(options.page_rounds):
            for promise in options.queued:
                config["accept"]["fieldError"] = promise
                (folder / "pipeline.json").write_text(json.dumps(config))
                out = folder / f"out{round}-{promise}"
                costs[promise].append(cost([cijfer, "run", folder / "scans", "--config", folder / "pipeline.json",
                                            "--out", out, "--jobs", "1", "-q"]))
                with open(out / "fields.csv", newline="") as file:
                    waits = [row["status"] == "review" for row in csv.DictReader(file)]
                waiting[promise] = sum(waits) / len(waits)
        print("| fieldError | fields that wait | processor, ms a page | supervisor ÷ worker |\n|---|---|---|---|")
        for promise, found in costs.items():
            processor, own = (statistics.median(values) for values in
                              ([one.processor for one in found], [one.own for one in found]))
            print(f"| {promise} | {100 * waiting[promise]:.0f} % | {1000 * processor / pages:.1f} | "
                  f"{100 * own / (processor - own):.1f} % |")


def one(options) -> None:
    """Prints the table of single pages, by the clock: of use on an idle machine alone."""
    cijfer = options.build / "cijfer"
    print("| page | median, ms | fastest, ms |\n|---|---|---|")
    for scan in ["envelope-2.tif", "exam-sideways.tif", "transfer-skewed.tif", "transfer-grey.tif"]:
        times = []
        for _ in range(options.rounds):
            with tempfile.TemporaryDirectory() as folder:
                start = time.monotonic()
                subprocess.run([cijfer, "run", f"samples/scans/{scan}", "--out", folder, "-q"], cwd=ROOT, check=True)
                times.append(1000 * (time.monotonic() - start))
        print(f"| {scan} | {statistics.median(times):.0f} | {min(times):.0f} |", flush=True)


def synthesize(cijfer: Path, pages: int, out: Path) -> None:
    """Makes office pages of a form of 50 boxes."""
    glyphs = sorted((ROOT / "samples/glyphs").glob("*-images-idx3-ubyte.gz"))
    command = [cijfer, "synthesize", "--form", "bank-transfer", "--pages", str(pages), "--glyphs", *glyphs, "--out", out]
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=Path, default=ROOT / ".build/release")
    parser.add_argument("--model", type=Path, default=ROOT / "models/digits.onnx")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--pages", type=int, default=200)
    parser.add_argument("--page-rounds", type=int, default=3)
    parser.add_argument("--workers", action="store_true")
    parser.add_argument("--growth", type=int, nargs="+")
    parser.add_argument("--one", action="store_true")
    parser.add_argument("--queued", type=float, nargs="+")
    parser.add_argument("--picture", type=Path, default=ROOT / "docs/performance-stages.svg")
    options = parser.parse_args()
    options.build = options.build.resolve()
    if options.workers:
        workers(options)
        return
    if options.growth:
        growth(options)
        return
    if options.one:
        one(options)
        return
    if options.queued:
        queued(options)
        return
    os.environ["OMP_NUM_THREADS"] = "1"
    character = network(options)
    decoding(options, character)
    pages(options, character)
    workers(options)


if __name__ == "__main__":
    main()
