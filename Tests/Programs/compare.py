#!/usr/bin/env python3
"""Runs every program of programs.json and compares standard output and ending byte for byte.

    python compare.py [--node PATH] [--wasmtime] [--escapement PATH] [--update] [NAME ...]

Engines: V8 through `node:wasi` (Node 24 for `jumps`), Wasmtime through PyPI's `wasmtime`, and
`PATH run` with `--dir HOST::GUEST`, `--env NAME=VALUE`, the file and its arguments. Without any,
Node and Wasmtime run. `--update` writes Expected/NAME.stdout where these two agree.

A program ends by an exit code or by a trap, named as the specification's tests name it. Of the
command line the message on standard error must contain that name and the exit code be other than 0.
"""

import argparse
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

FOLDER = pathlib.Path(__file__).resolve().parent

ON_NODE = """
const { WASI } = require('node:wasi');
require('v8').setFlagsFromString('--experimental-wasm-exnref');
const [file, options] = process.argv.slice(1);
const module = new WebAssembly.Module(require('fs').readFileSync(file));
const old = WebAssembly.Module.imports(module).some((i) => i.module === 'wasi_unstable');
const wasi = new WASI({ version: old ? 'unstable' : 'preview1', returnOnExit: true,
                        ...JSON.parse(options) });
const instance = new WebAssembly.Instance(module, wasi.getImportObject());
try {
  process.exitCode = wasi.start(instance);
} catch (error) {
  console.error('trap: ' + error.message);
  process.exitCode = 134;
}
"""

V8_TRAPS = {
    "unreachable": "unreachable",
    "memory access out of bounds": "out of bounds memory access",
    "divide by zero": "integer divide by zero",
    "divide result unrepresentable": "integer overflow",
    "float unrepresentable in integer range": "integer overflow",
    "Maximum call stack size exceeded": "call stack exhausted",
}

WASMTIME_TRAPS = {
    "UNREACHABLE": "unreachable",
    "MEMORY_OUT_OF_BOUNDS": "out of bounds memory access",
    "INTEGER_DIVISION_BY_ZERO": "integer divide by zero",
    "INTEGER_OVERFLOW": "integer overflow",
    "BAD_SIGNATURE": "indirect call type mismatch",
    "INDIRECT_CALL_TO_NULL": "uninitialized element",
    "STACK_OVERFLOW": "call stack exhausted",
}


class Setting:
    """A fresh copy of what one run of a program may see."""

    def __init__(self, row, folder):
        self.row = row
        self.file = FOLDER / row["file"]
        self.arguments = row.get("arguments", [])
        self.environment = row.get("environment", {})
        self.directories = {}
        for number, (guest, fixture) in enumerate(row.get("directories", {}).items()):
            host = folder / f"directory{number}"
            shutil.copytree(FOLDER / fixture, host)
            self.directories[guest] = str(host)
        source = row.get("standardInput", {})
        if "file" in source:
            self.input = (FOLDER / source["file"]).read_bytes()
        else:
            self.input = source.get("text", "").encode() * source.get("times", 1)
        self.folder = folder


def on_node(node, setting):
    options = {"args": [setting.file.name] + setting.arguments, "env": setting.environment,
               "preopens": setting.directories}
    done = subprocess.run(
        [node, "--no-warnings", "-e", ON_NODE, str(setting.file), json.dumps(options)],
        input=setting.input, capture_output=True, timeout=120)
    error = done.stderr.decode(errors="replace")
    if done.returncode != 134:
        return done.stdout, {"exitCode": done.returncode}
    message = error.rsplit("trap: ", 1)[-1].strip()
    # V8 has one message for two traps.
    if message.startswith("null function or function signature"):
        return done.stdout, {"trap": setting.row.get("trap")}
    return done.stdout, {"trap": V8_TRAPS.get(message, message)}


def on_wasmtime(_, setting):
    import wasmtime

    features = wasmtime.Config()
    features.wasm_exceptions = True
    engine = wasmtime.Engine(features)
    store = wasmtime.Store(engine)
    configuration = wasmtime.WasiConfig()
    configuration.argv = [setting.file.name] + setting.arguments
    configuration.env = list(setting.environment.items())
    source, output = setting.folder / "input", setting.folder / "output"
    source.write_bytes(setting.input)
    configuration.stdin_file = source
    configuration.stdout_file = output
    for guest, host in setting.directories.items():
        configuration.preopen_dir(host, guest)
    store.set_wasi(configuration)
    linker = wasmtime.Linker(engine)
    linker.define_wasi()
    module = wasmtime.Module.from_file(engine, setting.file)
    for imported in module.imports:
        if imported.module == "wasi_unstable":
            linker.define(store, imported.module, imported.name,
                          linker.get(store, "wasi_snapshot_preview1", imported.name))
    ending = {"exitCode": 0}
    try:
        linker.instantiate(store, module).exports(store)["_start"](store)
    except wasmtime.ExitTrap as end:
        ending = {"exitCode": end.code}
    except wasmtime.Trap as trap:
        name = trap.trap_code.name
        ending = {"trap": WASMTIME_TRAPS.get(name, name)}
    del store
    return output.read_bytes(), ending


def on_escapement(path, setting):
    command = [path, "run"]
    for guest, host in setting.directories.items():
        command += ["--dir", f"{host}::{guest}"]
    for name, value in setting.environment.items():
        command += ["--env", f"{name}={value}"]
    command += [str(setting.file)] + setting.arguments
    done = subprocess.run(command, input=setting.input, capture_output=True, timeout=120)
    trap, error = setting.row.get("trap"), done.stderr.decode(errors="replace")
    if trap and done.returncode != 0:
        return done.stdout, {"trap": trap if trap in error else error.strip()[-200:]}
    return done.stdout, {"exitCode": done.returncode}


def run(engine, argument, row):
    with tempfile.TemporaryDirectory() as folder:
        setting = Setting(row, pathlib.Path(folder))
        start = time.perf_counter()
        output, ending = engine(argument, setting)
        return output, ending, time.perf_counter() - start


def main():
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("names", nargs="*")
    options.add_argument("--node", metavar="PATH")
    options.add_argument("--wasmtime", action="store_true")
    options.add_argument("--escapement", metavar="PATH")
    options.add_argument("--update", action="store_true")
    arguments = options.parse_args()

    engines = []
    plain = arguments.update or not (arguments.node or arguments.wasmtime or arguments.escapement)
    if arguments.node or plain:
        engines.append(("Node", on_node, arguments.node or "node"))
    if arguments.wasmtime or plain:
        engines.append(("Wasmtime", on_wasmtime, None))
    if arguments.escapement:
        engines.append(("Escapement", on_escapement, os.path.abspath(arguments.escapement)))

    passed = failed = 0
    for row in json.loads((FOLDER / "programs.json").read_text()):
        if arguments.names and row["name"] not in arguments.names:
            continue
        ending = {key: row[key] for key in ("exitCode", "trap") if key in row}
        expected = FOLDER / "Expected" / f"{row['name']}.stdout"
        # Wasmtime does not have the older form of exceptions.
        results = {name: run(engine, argument, row) for name, engine, argument in engines
                   if (name, row.get("features")) != ("Wasmtime", ["legacy-exceptions"])}
        if arguments.update:
            outputs = {results[name][0] for name in ("Node", "Wasmtime") if name in results}
            if len(outputs) == 1:
                expected.write_bytes(outputs.pop())
        wanted = expected.read_bytes() if expected.exists() else None
        for name, (output, ended, seconds) in results.items():
            good = output == wanted and ended == ending
            passed, failed = passed + good, failed + (not good)
            verdict = "ok " if good else "BAD"
            print(f"{row['name']:22} {name:11} {verdict} {seconds * 1000:8.0f} ms")
            if ended != ending:
                print(f"    ended with {ended}, not {ending}")
            if output != wanted:
                at = len(os.path.commonprefix([output, wanted or b""]))
                print(f"    output differs from byte {at} on: {output[max(0, at - 40):at + 80]!r}")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
