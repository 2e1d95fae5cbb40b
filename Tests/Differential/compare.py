#!/usr/bin/env python3
"""Compares what Escapement and Wasmtime make of random modules.

Runs the tool `Differential` of this package and reads its records; each module is run by Wasmtime as well, from the
Python package `wasmtime`. Prints one line for each difference and ends with 1 if there is one.
"""

import argparse
import concurrent.futures
import struct
import subprocess
import sys
import zlib

KINDS = {
    "MEMORY_OUT_OF_BOUNDS": "memory",
    "TABLE_OUT_OF_BOUNDS": "table",
    "ARRAY_OUT_OF_BOUNDS": "array",
    "INDIRECT_CALL_TO_NULL": "null function",
    "BAD_SIGNATURE": "signature",
    "INTEGER_OVERFLOW": "integer overflow",
    "INTEGER_DIVISION_BY_ZERO": "integer divide by zero",
    "BAD_CONVERSION_TO_INTEGER": "invalid conversion to integer",
    "UNREACHABLE": "unreachable",
    "NULL_REFERENCE": "null",
    "CAST_FAILURE": "cast failure",
    "STACK_OVERFLOW": "call stack exhausted",
}

# As in HostFunctions.swift.
DEEPEST_NESTING = 6


class Oracle:
    """Wasmtime, compiling quickly and with what is not determined by the specification made so."""

    def __init__(self):
        import wasmtime

        self.wasmtime = wasmtime
        config = wasmtime.Config()
        for feature in (
            "bulk_memory exceptions function_references gc memory64 multi_memory multi_value reference_types "
            "relaxed_simd relaxed_simd_deterministic simd tail_call threads wide_arithmetic"
        ).split():
            setattr(config, "wasm_" + feature, True)
        config.parallel_compilation = False
        config.cranelift_opt_level = "none"
        config.memory_reservation = 1 << 20
        config.memory_guard_size = 0
        self.engine = wasmtime.Engine(config)

    def observe(self, modules):
        """What the tool writes of the modules, one after the other; a second one imports the first."""
        wasmtime = self.wasmtime
        store = wasmtime.Store(self.engine)
        linker = wasmtime.Linker(self.engine)
        self.nesting = 0
        self.define_host_functions(linker)
        lines = []
        for module in modules:
            compiled = wasmtime.Module(self.engine, module)
            instance = linker.instantiate(store, compiled)
            lines += self.run(store, compiled, instance.exports(store))
            if len(modules) > 1 and module is modules[0]:
                linker.define_instance(store, "first", instance)
        return lines

    def define_host_functions(self, linker):
        """The same as in HostFunctions.swift."""
        i32, i64, f32, f64 = (getattr(self.wasmtime.ValType, kind)() for kind in ("i32", "i64", "f32", "f64"))

        def define(name, parameters, results, function, access_caller=False):
            kind = self.wasmtime.FuncType(parameters, results)
            linker.define_func("host", name, kind, function, access_caller=access_caller)

        def back(caller, number):
            if self.nesting >= DEEPEST_NESTING:
                return number
            self.nesting += 1
            try:
                return caller["back"](caller, signed(number + 1, 32))
            finally:
                self.nesting -= 1

        define("mix", [i32, i64], [i32], lambda left, right: signed(left * 31 + right, 32))
        define(
            "split", [i64, f64], [f32, i64],
            lambda number, value: [
                float(signed(number, 32) >> 8), signed(number + 1 if value < 100 else number - 1, 64)])
        define("nothing", [], [], lambda: None)
        define("back", [i32], [i32], back, access_caller=True)

    def run(self, store, compiled, exports):
        wasmtime = self.wasmtime
        names = [export.name for export in compiled.exports]
        lines = []
        for name in names:
            if name.startswith("r"):
                lines.append(f"{name} {self.call(store, exports[name])}")
        for name in names:
            value = exports[name]
            if isinstance(value, wasmtime.Memory):
                checksum = zlib.crc32(value.get_buffer_ptr(store))
                lines.append(f"{name} {value.size(store)} {checksum}")
            elif isinstance(value, wasmtime.Global):
                lines.append(f"{name} {text(value.value(store), value.type(store).content)}")
        return lines

    def call(self, store, function):
        try:
            results = function(store)
        except (self.wasmtime.Trap, self.wasmtime.WasmtimeError) as error:
            if "thrown Wasm exception" in str(error):
                return "exception"
            code = getattr(error, "trap_code", None)
            return "trap: " + KINDS.get(code.name if code else "", str(error))
        types = function.type(store).results
        if not isinstance(results, list):
            results = [results]
        return " ".join(text(value, kind) for value, kind in zip(results, types))


def signed(value, bits):
    value &= (1 << bits) - 1
    return value - (1 << bits) if value >> (bits - 1) else value


def text(value, kind):
    """A value as the tool writes it: numbers without sign, floats by their bits."""
    kind = str(kind)
    if kind in ("f32", "f64"):
        if value != value:
            return "nan"
        packing = ("<f", "<I") if kind == "f32" else ("<d", "<Q")
        return str(struct.unpack(packing[1], struct.pack(packing[0], value))[0])
    return str(value & (0xFFFFFFFF if kind == "i32" else 0xFFFFFFFFFFFFFFFF))


def records(stream):
    def number():
        return struct.unpack("<Q", stream.read(8))[0]

    while True:
        head = stream.read(8)
        if len(head) < 8:
            return
        modules = [stream.read(number()) for _ in range(number())]
        yield struct.unpack("<Q", head)[0], modules, stream.read(number()).decode().split("\n")


def work(job):
    """Compares the modules of one job; returns how many there were, and the differences."""
    arguments, first, stride, count = job
    oracle = Oracle()
    command = [arguments.tool, "--records", "--seed", first, "--stride", stride, "--count", count]
    process = subprocess.Popen(
        [str(part) for part in command + ["--budget", arguments.budget]], stdout=subprocess.PIPE)
    compared, differences = 0, []
    for seed, modules, lines in records(process.stdout):
        compared += 1
        try:
            expected = oracle.observe(modules)
        except Exception as error:  # What Wasmtime refuses is a difference as well.
            differences.append(f"seed {seed}: Wasmtime: {error}")
            continue
        for left, right in zip(expected, lines):
            if left != right:
                differences.append(f"seed {seed}: Wasmtime: {left}, Escapement: {right}")
                break
    if process.wait() != 0:
        differences.append(f"{' '.join(map(str, command))}: exit code {process.returncode}")
    return compared, differences


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tool", required=True)
    parser.add_argument("--modules", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--budget", type=int, default=120)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--without-oracle", action="store_true", help="where there is no Wasmtime, compare less")
    arguments = parser.parse_args()
    try:
        Oracle()
    except ImportError:
        if not arguments.without_oracle:
            sys.exit("error: there is no Python package `wasmtime` to compare with (--without-oracle does without)")
        print("There is no Python package `wasmtime`: comparing Escapement's own ways of running only.")
        sys.exit(subprocess.call([
            arguments.tool, "--seed", str(arguments.seed), "--count", str(arguments.modules),
            "--budget", str(arguments.budget)]))
    share = arguments.modules // arguments.jobs
    jobs = [(arguments, arguments.seed + job, arguments.jobs, share) for job in range(arguments.jobs)]
    total, failed = 0, False
    with concurrent.futures.ProcessPoolExecutor(arguments.jobs) as pool:
        for compared, differences in pool.map(work, jobs):
            total += compared
            failed = failed or bool(differences)
            for difference in differences:
                print(difference)
    print(f"{total} modules compared with Wasmtime" + ("" if failed else ", no difference"))
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
