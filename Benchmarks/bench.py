#!/usr/bin/env python3
"""Times the workloads on Escapement, on its Swift-only loop, and on whichever peers are installed.

    bench.py --escapement PATH [--build NAME=PATH ...] [--runs N] [--markdown FILE] [NAME ...]

Engines take turns (A B C A B C ...), so that a change of the machine's speed meets all of them. Counted is the
user CPU time of the whole process, the median of the runs; ratios are to Escapement's C loop. Every result is
compared with the one in workloads.json. Peers are found on PATH: wasmkit, wasm3, iwasm. With --build, other builds of
Escapement take their places.
"""
import argparse
import json
import math

import pathlib
import resource
import shutil
import statistics
import subprocess
import sys

WORKLOADS = pathlib.Path(__file__).resolve().parent / "Workloads"

def invocation(escapement):
    return lambda f, n: [escapement, "run", "--invoke", "run", f, n]

def engines(escapement, builds):
    found = {"Escapement": invocation(escapement)}
    if builds:
        return found | {name: invocation(path) for name, path in builds}
    found |= {
        "Swift loop": lambda f, n: [escapement, "run", "--dispatch", "swift", "--invoke", "run", f, n],
    }
    peers = {
        "wasmkit": lambda f, n: ["wasmkit", "run", f, "run", "i32:" + n],
        "wasm3": lambda f, n: ["wasm3", "--stack-size", "1000000", "--func", "run", f, n],
        "iwasm": lambda f, n: ["iwasm", "--stack-size=1000000", "-f", "run", f, n],
    }
    found.update({name: call for name, call in peers.items() if shutil.which(name)})
    return found

def run(command):
    """User CPU seconds and output, or None where the engine can't run the workload."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    except subprocess.TimeoutExpired:
        return None
    seconds = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before
    return (seconds, done.stdout + done.stderr) if done.returncode == 0 else None

def has_result(output, expected):
    value = int(expected) % 2**64
    forms = {str(value), expected, "%x" % value, str(value % 2**32), expected + ":i64"}
    words = output.replace(":", " ").replace("0x", " ").translate(str.maketrans("[]()", "    ")).split()
    return any(word in forms or word.lstrip("0") in forms for word in words)

def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("--escapement", required=True)
    options.add_argument("--build", action="append", default=[], type=lambda text: text.split("=", 1))
    options.add_argument("--runs", type=int, default=3)
    options.add_argument("--markdown", help="write the table to this file")
    options.add_argument("names", nargs="*")
    options = options.parse_args()
    found = engines(options.escapement, options.build)
    rows, ratios, failed = [], {name: [] for name in found}, False
    for workload in json.load(open(WORKLOADS / "workloads.json")):
        if options.names and workload["name"] not in options.names:
            continue
        times = {name: [] for name in found}
        for _ in range(options.runs):
            for name, command in found.items():
                if times[name] is None:
                    continue
                result = run(command(str(WORKLOADS / workload["file"]), str(workload["argument"])))
                if result is None:
                    times[name] = None
                elif not has_result(result[1], workload["expected"]):
                    print(f"{workload['name']}: wrong result on {name}: {result[1][:80]!r}", file=sys.stderr)
                    times[name], failed = None, True
                else:
                    times[name].append(result[0])
        medians = {name: statistics.median(t) if t else None for name, t in times.items()}
        own = medians["Escapement"]
        cells = [workload["name"], f"{own:.2f} s" if own else "-"]
        for name in list(found)[1:]:
            if own and medians[name]:
                ratios[name].append(medians[name] / own)
                cells.append(f"{medians[name] / own:.2f}")
            else:
                cells.append("-")
        rows.append(cells)
        print("  ".join(cell.ljust(26 if i == 0 else 10) for i, cell in enumerate(cells)), flush=True)
    summary = ["geometric mean", ""]
    for name in list(found)[1:]:
        values = ratios[name]
        summary.append(f"{math.exp(sum(map(math.log, values)) / len(values)):.2f}" if values else "-")
    rows.append(summary)
    print("  ".join(cell.ljust(26 if i == 0 else 10) for i, cell in enumerate(summary)))
    if options.markdown:
        with open(options.markdown, "w") as file:
            file.write("| workload | " + " | ".join(found) + " |\n|---" + "|---:" * len(found) + "|\n")
            file.writelines("| " + " | ".join(row) + " |\n" for row in rows)
    return 1 if failed else 0

if __name__ == "__main__":
    sys.exit(main())
