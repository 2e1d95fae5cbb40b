#!/usr/bin/env python3
"""Counts what noise would hide in a time: machine instructions of each workload, and dispatches by handler and pair.

    counts.py --escapement PATH [--counting PATH] [--update] [--top N] [NAME ...]
    counts.py --arm64 RUNNER [--update] [NAME ...]

Instructions are those of a whole run, with small arguments, less those of a module that does nothing: under callgrind, or
with --arm64, which names what runs a build for arm64 in an emulator, by a plugin of qemu. They are compared with
instruction-counts.json, and more of them than TOLERANCE is an error; --update writes that file. With --arm64, each of
the peers that is found as arm64-NAME, built for arm64, runs the same workloads, and its instructions are divided by ours.
With --counting, a build with the trait DispatchCounts, dispatches are counted as well: all workloads weigh the same.
"""
import argparse
import collections
import json
import math
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

import engines

FOLDER = pathlib.Path(__file__).resolve().parent
WORKLOADS = FOLDER / "Workloads"
NOTHING = FOLDER / "System" / "nothing.wasm"
COUNTS = FOLDER / "instruction-counts.json"
COUNTER = FOLDER / "Arm64" / "instruction_counter.c"
TOLERANCE = 0.01
# Where an argument's twentieth would be too much or too little.
SMALL_ARGUMENTS = {"fib": 26}
# Otherwise the hash tables of Swift take another way each time.
ENVIRONMENT = os.environ | {"SWIFT_DETERMINISTIC_HASHING": "1"}
ARM64_LIBRARIES = "/usr/aarch64-linux-gnu"
ARM64_PEERS = {"wasm3": engines.wasm3, "iwasm": engines.iwasm}


def small_argument(workload):
    return SMALL_ARGUMENTS.get(workload["name"], max(1, workload["argument"] // 20))


def escapement_command(path):
    return lambda file, export, argument: [path, "run", "--invoke", export, file, argument]


class Counter:
    """Counts the instructions of a command with the help of a program before it, which reports them by a pattern."""

    def __init__(self, prefix, pattern, environment=None):
        self.prefix = prefix
        self.pattern = pattern
        self.environment = ENVIRONMENT | (environment or {})

    def count(self, command, file, export, argument):
        """The instructions and the result; none and what went wrong where there are none."""
        done = subprocess.run(self.prefix + command(str(file), export, str(argument)), capture_output=True, text=True,
                              env=self.environment)
        counted = re.search(self.pattern, done.stderr)
        if done.returncode != 0 or not counted:
            return None, done.stderr[-500:]
        return int(counted[1]), engines.result(done.stdout + done.stderr[:counted.start()])

    def count_all(self, command, table):
        """Of each workload the name, the instructions and the result, as `count` has them."""
        nothing, failure = self.count(command, NOTHING, "run", 1)
        if nothing is None:
            sys.exit(f"{NOTHING.name}: {failure}")
        for workload in table:
            file, argument = WORKLOADS / workload["file"], small_argument(workload)
            count, result = self.count(command, file, workload["export"], argument)
            yield workload["name"], count and count - nothing, result


def native_counter():
    return Counter(["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null"], r"Collected : (\d+)")


def arm64_counters(folder):
    """What counts for the runner of our own build, which starts the emulator, and what counts for a peer's program."""
    plugin = str(pathlib.Path(folder) / "instruction_counter.so")
    subprocess.run(["gcc", "-std=c17", "-O2", "-shared", "-fPIC", "-fvisibility=hidden", "-o", plugin, str(COUNTER)],
                   check=True)
    pattern = r"instructions (\d+)"
    return (Counter([], pattern, {"QEMU_OPTIONS": f"-plugin {plugin}"}),
            Counter(["qemu-aarch64", "-L", ARM64_LIBRARIES, "-plugin", plugin], pattern))


def count_dispatches(counting, table):
    """Of each workload the number of dispatches, and the shares of handlers and pairs in all of them, in percent."""
    totals, shares = {}, {"handler": collections.Counter(), "pair": collections.Counter()}
    command = escapement_command(counting)
    for workload in table:
        run = command(str(WORKLOADS / workload["file"]), workload["export"], str(small_argument(workload)))
        done = subprocess.run(run, capture_output=True, text=True, check=True)
        lines = [line.split(" ", 2) for line in done.stderr.splitlines()]
        total = next((int(line[1]) for line in lines if line[0] == "dispatches"), 0)
        if not total:
            sys.exit(f"{counting} does not count dispatches")
        totals[workload["name"]] = total
        for kind, count, name in (line for line in lines if len(line) == 3 and line[0] in shares):
            shares[kind][name] += 100 * int(count) / total / len(table)
    return totals, shares


def compare(processor, counts, totals, update):
    """Prints each count beside the one of before.

    Returns the count and the result of each workload, and which of them take more than before.
    """
    recorded = json.loads(COUNTS.read_text()) if COUNTS.exists() else {}
    before = recorded.get(processor, {})
    own, worse = {}, []
    print(f"{'workload':26}{'instructions':>16}{'change':>9}{'dispatches':>14}{'each':>7}")
    for name, count, result in counts:
        if count is None:
            sys.exit(f"{name}: {result}")
        own[name] = count, result
        change = count / before[name] - 1 if name in before else 0
        if change > TOLERANCE:
            worse.append(name)
        dispatches = f"{totals[name]:14,}{count / totals[name]:7.1f}" if name in totals else ""
        print(f"{name:26}{count:16,}{change:9.1%}{dispatches}", flush=True)
    if update:
        after = before | {name: count for name, (count, _) in own.items()}
        COUNTS.write_text(json.dumps(recorded | {processor: after}, indent=1) + "\n")
    return own, worse


def print_peers(counter, table, own):
    """For each peer that is found, its instructions in ours, where its results are ours."""
    found = {name: command(path) for name, command in ARM64_PEERS.items() if (path := shutil.which(f"arm64-{name}"))}
    if not found:
        print("no peers: none of " + ", ".join(f"arm64-{name}" for name in ARM64_PEERS) + " is in PATH")
        return
    ratios = {}
    for peer, command in found.items():
        counts = counter.count_all(command, table)
        ratios[peer] = {name: count / own[name][0] for name, count, result in counts
                        if count and engines.is_expected(result, own[name][1])}
    print(f"\n{'instructions / ours':26}" + "".join(f"{peer:>10}" for peer in ratios))
    for name in (workload["name"] for workload in table):
        print(f"{name:26}" + "".join(f"{row[name]:10.2f}" if name in row else f"{'-':>10}" for row in ratios.values()))
    means = (math.exp(sum(map(math.log, row.values())) / len(row)) if row else math.nan for row in ratios.values())
    print(f"{'geometric mean':26}" + "".join(f"{mean:10.2f}" for mean in means))


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    build = options.add_mutually_exclusive_group(required=True)
    build.add_argument("--escapement")
    build.add_argument("--arm64", metavar="RUNNER", help="what runs a build for arm64: Tests/ABI/run-arm64")
    options.add_argument("--counting", help="a build with the trait DispatchCounts")
    options.add_argument("--update", action="store_true")
    options.add_argument("--top", type=int, default=30, help="how many handlers and pairs to print")
    options.add_argument("names", nargs="*", help="only these workloads")
    options = options.parse_args()
    tool = "qemu-aarch64" if options.arm64 else "valgrind"
    if not shutil.which(tool):
        sys.exit(f"error: {tool} is missing (Debian's package is qemu-user or valgrind)")
    table = json.loads((WORKLOADS / "workloads.json").read_text())
    table = [row for row in table if not options.names or row["name"] in options.names]

    totals, shares = count_dispatches(options.counting, table) if options.counting else ({}, {})
    with tempfile.TemporaryDirectory() as folder:
        if options.arm64:
            counter, peer_counter = arm64_counters(folder)
            own, worse = compare("arm64", counter.count_all(escapement_command(options.arm64), table), {}, options.update)
            print_peers(peer_counter, table, own)
        else:
            # Older valgrinds stop at debug information that they can't read.
            stripped = str(pathlib.Path(folder) / "escapement")
            subprocess.run(["strip", "-o", stripped, options.escapement], check=True)
            counts = native_counter().count_all(escapement_command(stripped), table)
            _, worse = compare("x86-64", counts, totals, options.update)
    for kind, counter in shares.items():
        print(f"\n{kind}s, in percent of all dispatches")
        for name, share in counter.most_common(options.top):
            print(f"{share:6.2f}  {name}")
    if worse and not options.update:
        sys.exit(f"more instructions than before: {', '.join(worse)}")


if __name__ == "__main__":
    main()
