#!/usr/bin/env python3
"""Counts what noise would hide in a time: machine instructions of each workload, and dispatches by handler and pair.

    counts.py --escapement PATH [--counting PATH] [--update] [--top N] [NAME ...]

Instructions are those of a whole run under callgrind, with small arguments, less those of a module that does nothing.
They are compared with instruction-counts.json, and more of them than TOLERANCE is an error; --update writes that file.
With --counting, a build with the trait DispatchCounts, dispatches are counted as well: all workloads weigh the same.
"""
import argparse
import collections
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

FOLDER = pathlib.Path(__file__).resolve().parent
WORKLOADS = FOLDER / "Workloads"
COUNTS = FOLDER / "instruction-counts.json"
TOLERANCE = 0.01
# Where an argument's twentieth would be too much or too little.
SMALL_ARGUMENTS = {"fib": 26}
# Otherwise the hash tables of Swift take another way each time.
ENVIRONMENT = os.environ | {"SWIFT_DETERMINISTIC_HASHING": "1"}


def small_argument(workload):
    return SMALL_ARGUMENTS.get(workload["name"], max(1, workload["argument"] // 20))


def command(escapement, file, argument):
    return [escapement, "run", "--invoke", "run", str(file), str(argument)]


def instructions(escapement, file, argument):
    callgrind = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null"]
    done = subprocess.run(callgrind + command(escapement, file, argument), capture_output=True, text=True,
                          env=ENVIRONMENT)
    counted = re.search(r"Collected : (\d+)", done.stderr)
    if done.returncode != 0 or not counted:
        sys.exit(f"{file.name}: {done.stderr[-500:]}")
    return int(counted[1])


def count_instructions(escapement, table):
    with tempfile.TemporaryDirectory() as folder:
        # Older valgrinds stop at debug information that they can't read.
        stripped = pathlib.Path(folder) / "escapement"
        subprocess.run(["strip", "-o", stripped, escapement], check=True)
        nothing = instructions(str(stripped), FOLDER / "System" / "nothing.wasm", 1)
        for workload in table:
            file = WORKLOADS / workload["file"]
            yield workload["name"], instructions(str(stripped), file, small_argument(workload)) - nothing


def count_dispatches(counting, table):
    """Of each workload the number of dispatches, and the shares of handlers and pairs in all of them, in percent."""
    totals, shares = {}, {"handler": collections.Counter(), "pair": collections.Counter()}
    for workload in table:
        run = command(counting, WORKLOADS / workload["file"], small_argument(workload))
        done = subprocess.run(run, capture_output=True, text=True, check=True)
        lines = [line.split(" ", 2) for line in done.stderr.splitlines()]
        total = next((int(line[1]) for line in lines if line[0] == "dispatches"), 0)
        if not total:
            sys.exit(f"{counting} does not count dispatches")
        totals[workload["name"]] = total
        for kind, count, name in (line for line in lines if len(line) == 3 and line[0] in shares):
            shares[kind][name] += 100 * int(count) / total / len(table)
    return totals, shares


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("--escapement", required=True)
    options.add_argument("--counting", help="a build with the trait DispatchCounts")
    options.add_argument("--update", action="store_true")
    options.add_argument("--top", type=int, default=30, help="how many handlers and pairs to print")
    options.add_argument("names", nargs="*", help="only these workloads")
    options = options.parse_args()
    if not shutil.which("valgrind"):
        sys.exit("error: valgrind is missing (Debian's package has this name)")
    table = json.loads((WORKLOADS / "workloads.json").read_text())
    table = [row for row in table if not options.names or row["name"] in options.names]

    totals, shares = count_dispatches(options.counting, table) if options.counting else ({}, {})
    before = json.loads(COUNTS.read_text()) if COUNTS.exists() else {}
    after, worse = dict(before), []
    print(f"{'workload':26}{'instructions':>16}{'change':>9}{'dispatches':>14}{'each':>7}")
    for name, count in count_instructions(options.escapement, table):
        after[name] = count
        change = count / before[name] - 1 if name in before else 0
        if change > TOLERANCE:
            worse.append(name)
        dispatches = f"{totals[name]:14,}{count / totals[name]:7.1f}" if name in totals else ""
        print(f"{name:26}{count:16,}{change:9.1%}{dispatches}", flush=True)
        if options.update:
            COUNTS.write_text(json.dumps(after, indent=1) + "\n")
    for kind, counter in shares.items():
        print(f"\n{kind}s, in percent of all dispatches")
        for name, share in counter.most_common(options.top):
            print(f"{share:6.2f}  {name}")
    if worse and not options.update:
        sys.exit(f"more instructions than before: {', '.join(worse)}")


if __name__ == "__main__":
    main()
