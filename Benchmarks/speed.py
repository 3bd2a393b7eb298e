"""Speed beside the best there is, in one run, interleaved; what it prints is docs/performance.md.

    python Benchmarks/speed.py [--rounds 15] [--pages 200] --build .build/release

- The network: cijfer, ONNX Runtime and OpenVINO on the same weight file, one thread, batches of 64 and of 1.
- The page: all of `cijfer run` with one worker, ledger and crops included, beside F: the bare decoding of the same files
  by one C program, plus the characters at the speed of the fastest of the three.

Only ratios mean anything: seconds are those of the machine of the day.
"""

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parent.parent


class Cijfer:
    """NetworkSpeed, asked line by line."""

    def __init__(self, build: Path, model: Path):
        self.process = subprocess.Popen([build / "NetworkSpeed", model], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
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
        start = time.perf_counter()
        for _ in range(calls):
            self.run(pictures)
        return (time.perf_counter() - start) / (batch * calls)


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


def cpu_seconds(command: list) -> float:
    """User and system time of `command` and its children; the network's and the decoder's time is the processor's too."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    code = subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode
    if code not in (0, 4):
        sys.exit(f"{command[0]} ended with {code}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def pages(options, character: float) -> None:
    """Prints the table of the page."""
    cijfer = options.build / "cijfer"
    with tempfile.TemporaryDirectory() as folder:
        scans, decoder = Path(folder) / "scans", Path(folder) / "decode"
        subprocess.run(["cc", "-O2", ROOT / "Benchmarks/decode.c", "-o", decoder, "-ltiff", "-ljpeg"], check=True)
        glyphs = sorted((ROOT / "samples/glyphs").glob("*-images-idx3-ubyte.gz"))
        subprocess.run([cijfer, "synthesize", "--form", "bank-transfer", "--pages", str(options.pages), "--glyphs", *glyphs,
                        "--out", scans], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        files = sorted(path for path in scans.iterdir() if path.suffix in (".tif", ".jpg"))
        boxes = sum(len(row.split(",")[-1].split(";")) for row in (scans / "truth.csv").read_text().splitlines()[1:])
        floors, runs = [], []
        for round_ in range(options.page_rounds):
            floors.append(cpu_seconds([decoder, *files]) + boxes * character)
            out = Path(folder) / f"out{round_}"
            runs.append(cpu_seconds([cijfer, "run", scans, "--out", out, "--jobs", "1", "-q"]))
        floor, run = statistics.median(floors), statistics.median(runs)
        print(f"\n| pages | boxes | F, ms a page | cijfer run, ms a page | ÷ F |\n|---|---|---|---|---|\n| {len(files)} | {boxes} "
              f"| {1000 * floor / len(files):.1f} | {1000 * run / len(files):.1f} | {run / floor:.1f} |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=Path, default=ROOT / ".build/release")
    parser.add_argument("--model", type=Path, default=ROOT / "models/digits.onnx")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--pages", type=int, default=200)
    parser.add_argument("--page-rounds", type=int, default=3)
    options = parser.parse_args()
    options.build = options.build.resolve()
    os.environ["OMP_NUM_THREADS"] = "1"
    pages(options, network(options))


if __name__ == "__main__":
    main()
