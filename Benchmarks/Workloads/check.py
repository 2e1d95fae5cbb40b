#!/usr/bin/env python3
"""Runs every workload on Wasmtime and on V8 and compares the results with workloads.json.

    python check.py [--node PATH] [--update] [NAME ...]

Needs PyPI's `wasmtime` and a node whose V8 knows the newer proposals (24 or later); a workload
that this V8 cannot compile is said to be checked on Wasmtime alone. `--update` writes what
Wasmtime computes into the table, unless V8 disagrees.
"""

import argparse
import json
import pathlib
import subprocess
import sys
import time

import wasmtime

FOLDER = pathlib.Path(__file__).resolve().parent
TABLE = FOLDER / "workloads.json"

ON_NODE = """
const fs = require('fs');
require('v8').setFlagsFromString('--experimental-wasm-exnref');
const [file, name, argument] = process.argv.slice(1);
let module;
try {
  module = new WebAssembly.Module(fs.readFileSync(file));
} catch (error) {
  console.log('unsupported');
  process.exit();
}
const result = new WebAssembly.Instance(module).exports[name](Number(argument));
console.log(BigInt.asIntN(64, BigInt(result)).toString());
"""


def on_wasmtime(engine, row):
    store = wasmtime.Store(engine)
    module = wasmtime.Module.from_file(engine, FOLDER / row["file"])
    function = wasmtime.Instance(store, module, []).exports(store)[row["export"]]
    start = time.perf_counter()
    result = function(store, row["argument"])
    return str(result), time.perf_counter() - start


def on_node(node, row):
    command = [node, "-e", ON_NODE, str(FOLDER / row["file"]),
               row["export"], str(row["argument"])]
    done = subprocess.run(command, capture_output=True, text=True)
    return done.stdout.strip() or done.stderr.strip()


def main():
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("names", nargs="*")
    options.add_argument("--node", default="node")
    options.add_argument("--update", action="store_true")
    arguments = options.parse_args()

    configuration = wasmtime.Config()
    for feature in ("tail_call", "function_references", "gc", "exceptions", "memory64",
                    "multi_memory", "relaxed_simd"):
        setattr(configuration, f"wasm_{feature}", True)
    engine = wasmtime.Engine(configuration)

    rows = json.loads(TABLE.read_text())
    failed = 0
    for row in rows:
        if arguments.names and row["name"] not in arguments.names:
            continue
        result, seconds = on_wasmtime(engine, row)
        v8 = on_node(arguments.node, row)
        agreed = v8 in (result, "unsupported")
        if arguments.update and agreed:
            row["expected"] = result
        good = agreed and row["expected"] == result
        failed += not good
        print(f"{row['name']:28} {'ok ' if good else 'BAD'} {seconds * 1000:8.1f} ms"
              f"  Wasmtime {result}" + ("" if v8 == result else f", V8 {v8}"))
    if arguments.update:
        lines = ",\n".join("  " + json.dumps(row) for row in rows)
        TABLE.write_text(f"[\n{lines}\n]\n")
    print(f"{failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
