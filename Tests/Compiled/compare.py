#!/usr/bin/env python3
"""Compiles modules to C, that to native code, and compares what they do with what the interpreter does.

    python compare.py --escapement PATH --clang PATH [--gcc PATH]

Calls of module.wat must end alike, with the same result or with the same trap and backtrace, and every workload must have
its result. The C of each module must be free of warnings; with --gcc, that compiler must find none either. Clang must be
the one that Escapement was built with.
"""
import argparse
import json
import pathlib
import subprocess
import sys
import tempfile

FOLDER = pathlib.Path(__file__).resolve().parent
ROOT = FOLDER.parents[1]
WORKLOADS = ROOT / "Benchmarks/Workloads"
WARNINGS = ["-std=c17", "-Wall", "-Wextra", "-Werror", f"-I{ROOT / 'CInterp/include'}"]

# The larger numbers of calls go deeper than native functions may, and the largest one than the value stack.
CALLS = """middle 5 | middle 0 | host 7 | host 0 | count 100 | count 10000 | count 1000000 | sum 9000 | deep 3 | deep 3000 |
           load 100 | load 65530 | grow 2 | indirect 0 5 | indirect 0 0 | indirect 1 6 | indirect 2 0 | indirect 3 0 |
           indirect 4 0 | indirect 9 0"""


def outcome(command):
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    return done.returncode, done.stdout, done.stderr


class Compiled:
    """A module as a shared library: `library`, with what the compilation said in `report`."""

    def __init__(self, options, binary, folder, flags=()):
        output = pathlib.Path(folder) / binary.stem
        symbol = "".join(c if c.isalnum() else "_" for c in binary.stem)
        done = subprocess.run([options.escapement, "compile", "--to", "c", "--symbol", symbol, *flags, binary,
                               "-o", output], check=True, capture_output=True, text=True)
        self.report = done.stderr
        if options.gcc:
            for source in output.glob("*.c"):
                subprocess.run([options.gcc, *WARNINGS, "-O1", "-c", source, "-o", "/dev/null"], check=True)
        (output / "library.c").write_text('#include "compiled_library.h"\n')
        self.library = pathlib.Path(folder) / (symbol + ".so")
        subprocess.run([options.clang, *WARNINGS, "-O2", "-shared", "-fPIC", *sorted(output.glob("*.c")),
                        "-o", self.library, "-lm"], check=True)


def check_calls(options, folder):
    failed = 0
    binary = FOLDER / "module.wat"
    library = Compiled(options, binary, folder).library
    for call in CALLS.split("|"):
        name, *arguments = call.split()
        # With a small function in place of its call, the interpreter counts frames otherwise.
        interpreted = outcome([options.escapement, "run", "--without", "inlined-calls", "--invoke", name, binary, *arguments])
        compiled = outcome([options.escapement, "run", "--invoke", name, library, *arguments])
        if interpreted != compiled:
            failed += 1
            print(f"{call.strip()}: interpreted {interpreted}, compiled {compiled}")
    code, _, error = outcome([options.escapement, "run", "--timeout", "200ms", "--invoke", "spin", library, "1"])
    if code != 124 or "spin" not in error:
        failed += 1
        print(f"spin: {code} {error}")
    return failed


def check_options(options, folder):
    failed = 0

    def expect(condition, *what):
        nonlocal failed
        if not condition:
            failed += 1
            print(*what)

    binary = FOLDER / "module.wat"
    excepted = Compiled(options, binary, folder, ["--except", "leaf"])
    expect("function 1 leaf stays interpreted: excepted" in excepted.report, excepted.report)
    result = outcome([options.escapement, "run", "--invoke", "middle", excepted.library, "5"])
    expect(result[1] == "21\n", "with an excepted function:", result)
    refused = outcome([options.escapement, "run", "--fuel", "1000", "--invoke", "count", excepted.library, "10"])
    expect(refused[0] == 2 and "compiled without fuel" in refused[2], refused)
    with tempfile.TemporaryDirectory() as other:
        metered = Compiled(options, binary, other, ["--metered"]).library
        result = outcome([options.escapement, "run", "--fuel", "100000", "--invoke", "count", metered, "10"])
        expect(result[1] == "10\n", "with fuel:", result)
        spent = outcome([options.escapement, "run", "--fuel", "1000", "--invoke", "count", metered, "1000"])
        expect("all fuel consumed" in spent[2], "out of fuel:", spent)
    return failed


def check_workloads(options, folder):
    failed = 0
    for row in json.loads((WORKLOADS / "workloads.json").read_text()):
        library = Compiled(options, WORKLOADS / row["file"], folder).library
        code, output, error = outcome(
            [options.escapement, "run", "--invoke", row["export"], library, str(row["argument"])])
        if output.strip() != row["expected"]:
            failed += 1
            print(f"{row['name']}: {output.strip()} {error.strip()}, not {row['expected']}")
    return failed


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--escapement", required=True)
    parser.add_argument("--clang", required=True)
    parser.add_argument("--gcc")
    options = parser.parse_args()
    failed = 0
    for check in (check_calls, check_options, check_workloads):
        with tempfile.TemporaryDirectory() as folder:
            failed += check(options, folder)
    print("compiled modules:", f"{failed} differences" if failed else "the same as interpreted")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
