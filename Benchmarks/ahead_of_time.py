#!/usr/bin/env python3
"""Measures the workloads compiled to native code, beside other compilers; prints a table.

    python ahead_of_time.py --escapement PATH --clang PATH [--wasm2c PATH --wasm2c-runtime FOLDER] [NAME ...]

Columns are CPU times of the exported function in milliseconds, the least of several runs: what an engine takes to start and
to compile is measured with the argument 0 or 1, and taken off. `native` is the workload's own C source compiled for this
machine, `wasm2c` what wabt makes of the module, with bounds checks; Cranelift is PyPI's `wasmtime`. All results are
compared with workloads.json.
"""
import argparse
import json
import math
import pathlib
import resource
import subprocess
import sys
import tempfile

FOLDER = pathlib.Path(__file__).resolve().parent
ROOT = FOLDER.parent
WORKLOADS = FOLDER / "Workloads"
RUNS = 5

NATIVE_MAIN = """
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
int64_t %(export)s();
int main(int count, char **arguments) {
  (void)count;
  printf("%%lld\\n", (long long)%(export)s((uint32_t)atoll(arguments[1])));
}
"""

WASM2C_MAIN = """
#include <stdio.h>
#include <stdlib.h>
#include "w.h"
int main(int count, char **arguments) {
  (void)count;
  wasm_rt_init();
  static w2c_w instance;
  wasm2c_w_instantiate(&instance);
  printf("%%lld\\n", (long long)w2c_w_%(export)s(&instance, (u32)atoll(arguments[1])));
}
"""


def run(command):
    """The output of a command and its CPU time in seconds."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    done = subprocess.run(command, capture_output=True, text=True)
    seconds = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before
    return (done.stdout.split() or [""])[-1] if done.returncode == 0 else "", seconds


def measure(command, row):
    """Milliseconds of a run with the workload's argument, or None where its result is wrong."""
    export, argument = row["export"], row["argument"]
    times = {}
    for value in (1, argument):
        for _ in range(RUNS):
            result, seconds = run(command(export, str(value)))
            if value == argument and result not in (row["expected"], str(int(row["expected"]) % 2**32)):
                return None
            times[value] = min(times.get(value, math.inf), seconds)
    return max(times[argument] - times[1], 1e-4) * 1000


def compile_with(options, folder, name, row):
    """What runs the workload, by column."""
    binary = WORKLOADS / row["file"]
    engines = {"interpreted": lambda e, a: [options.escapement, "run", "--invoke", e, str(binary), a]}
    output = folder / name
    subprocess.run([options.escapement, "compile", "--to", "c", "--symbol", "w", binary, "-o", output],
                   check=True, capture_output=True)
    (output / "library.c").write_text('#include "compiled_library.h"\n')
    library = output / "w.so"
    subprocess.run([options.clang, "-std=c17", "-O2", "-shared", "-fPIC", f"-I{ROOT / 'CInterp/include'}",
                    *output.glob("*.c"), "-o", library, "-lm"], check=True)
    engines["compiled"] = lambda e, a: [options.escapement, "run", "--invoke", e, str(library), a]
    source = WORKLOADS / row["source"]
    if source.suffix == ".c" and "simd" not in row["features"] and not name.startswith("call-indirect"):
        (folder / "main.c").write_text(NATIVE_MAIN % row)
        made = subprocess.run([options.clang, "-std=gnu17", "-O2", "-w", f"-I{source.parent}", folder / "main.c", source,
                               "-o", output / "native", "-lm"], capture_output=True)
        if made.returncode == 0:
            engines["native"] = lambda e, a: [str(output / "native"), a]
    if options.wasm2c:
        made = subprocess.run([options.wasm2c, "--module-name=w", binary, "-o", output / "w.c"], capture_output=True)
        if made.returncode == 0:
            runtime = pathlib.Path(options.wasm2c_runtime)
            (output / "main2.c").write_text(WASM2C_MAIN % row)
            made = subprocess.run(
                [options.clang, "-std=gnu17", "-O2", "-w", "-DWASM_RT_MEMCHECK_BOUNDS_CHECK=1",
                 "-DWASM_RT_MEMCHECK_GUARD_PAGES=0", f"-I{runtime}", f"-I{output}", output / "w.c",
                 output / "main2.c", runtime / "wasm-rt-impl.c", runtime / "wasm-rt-mem-impl.c",
                 "-o", output / "wasm2c", "-lm"], capture_output=True)
            if made.returncode == 0:
                engines["wasm2c"] = lambda e, a: [str(output / "wasm2c"), a]
    peer = str(FOLDER / "peers/wasmtime_peer.py")
    engines["Cranelift"] = lambda e, a: [sys.executable, peer, "native", str(binary), e, a]
    return engines


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--escapement", required=True)
    parser.add_argument("--clang", default="clang")
    parser.add_argument("--wasm2c")
    parser.add_argument("--wasm2c-runtime")
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    rows = json.loads((WORKLOADS / "workloads.json").read_text())
    columns = ["interpreted", "compiled", "Cranelift", "native", "wasm2c"]
    print("| workload |", " | ".join(columns), "|\n|---|" + "---:|" * len(columns))
    ratios = {column: [] for column in columns}
    with tempfile.TemporaryDirectory() as directory:
        for row in rows:
            if options.names and row["name"] not in options.names:
                continue
            engines = compile_with(options, pathlib.Path(directory), row["name"], row)
            times = {column: measure(engines[column], row) for column in columns if column in engines}
            print(f"| {row['name']} |", " | ".join(
                f"{times[column]:.1f}" if times.get(column) else "" for column in columns), "|", flush=True)
            for column in columns:
                if times.get(column) and times.get("compiled"):
                    ratios[column].append(times["compiled"] / times[column])
    means = [f"{math.exp(sum(map(math.log, ratios[c])) / len(ratios[c])):.2f}" if ratios[c] else "" for c in columns]
    print("| compiled / this, geometric mean |", " | ".join(means), "|")


main()
