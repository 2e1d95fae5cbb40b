#!/usr/bin/env python3
"""Allocates 10 GiB of objects within a heap of 64 MiB, in several ways, and says what one allocation costs.

    allocation.py --escapement PATH [--total BYTES] [--heap SIZE]

Every run is a process of its own; counted are its user and system time, of which the time of the same loop without
allocations is taken off, and its peak resident memory.
"""
import argparse
import os
import pathlib
import subprocess
import sys

MODULE = pathlib.Path(__file__).resolve().parent / "allocation.wat"
# Name, bytes of one object, and the checksum of so many allocations.
RUNS = [
    ("dying", 16, lambda n: n * (n + 1) // 2),
    ("window", 16, lambda n: n * (n + 1) // 2),
    ("lists", 24, lambda n: n * (n + 1) // 2),
    ("arrays", 1024, lambda n: n // 256 * sum(range(256)) + sum(range(n % 256 + 1))),
]


def run(escapement, heap, name, count):
    """Seconds of CPU time, peak memory in bytes, and the result."""
    command = [escapement, "run", "--max-heap", heap, "--invoke", name, str(MODULE), str(count)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        sys.exit(f"{' '.join(command)} failed")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024, int(output.split()[-1].split(":")[0])


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("--escapement", required=True)
    options.add_argument("--total", type=int, default=10 << 30)
    options.add_argument("--heap", default="64MiB")
    options = options.parse_args()
    print("| objects | allocations | CPU time | an allocation | without the loop | peak memory |")
    print("|---|---:|---:|---:|---:|---:|")
    for name, size, checksum in RUNS:
        count = options.total // size
        seconds, memory, result = run(options.escapement, options.heap, name, count)
        if result % 2**64 != checksum(count) % 2**64:
            sys.exit(f"{name}: {result} instead of {checksum(count)}")
        loop, _, _ = run(options.escapement, options.heap, "nothing", count)
        cost, net = seconds / count * 1e9, (seconds - loop) / count * 1e9
        print(f"| {name}, {size} bytes | {count:,} | {seconds:.1f} s | {cost:.1f} ns | {net:.1f} ns "
              f"| {memory / 2**20:.0f} MiB |", flush=True)


main()
