"""The engines that the benchmarks run, and how the time and the result of a run are found."""
import dataclasses
import importlib.metadata
import importlib.util
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable

PEERS = pathlib.Path(__file__).resolve().parent / "peers"
TIMEOUT = 120


@dataclasses.dataclass
class Engine:
    name: str
    description: str
    # (file, export, argument) -> a command that calls the export and prints its result.
    command: Callable[[str, str, str], list[str]]
    # Its own runner in another language: it reports its CPU time itself, without the start of that language.
    has_runner: bool = False


@dataclasses.dataclass
class Run:
    seconds: float = 0
    result: str = ""
    output: str = ""
    # Why there is no result: what the engine said.
    failure: str = ""


def own(name, description, path):
    return Engine(name, description, lambda f, e, a: [path, "run", "--invoke", e, f, a])


def builds(escapement, others):
    """Escapement and other builds of it, if there are any: pairs of names and paths."""
    named = [own(name, path, path) for name, path in others]
    return [own("Escapement", "the C loop", escapement)] + named if named else []


def wasm3(path):
    return lambda f, e, a: [path, "--stack-size", "1000000", "--func", e, f, a]


def iwasm(path):
    return lambda f, e, a: [path, "--stack-size=1000000", "-f", e, f, a]


def find_engines(escapement):
    """Escapement and its Swift loop, then each peer that this machine has."""
    python = sys.executable
    found = [
        own("Escapement", "the C loop", escapement),
        Engine("Swift loop", "`run --dispatch swift`",
               lambda f, e, a: [escapement, "run", "--dispatch", "swift", "--invoke", e, f, a]),
    ]
    if path := shutil.which("wasmkit"):
        found.append(Engine("WasmKit", version(path, "--version"), lambda f, e, a: [path, "run", f, e, "i32:" + a]))
    if path := shutil.which("wasm3"):
        found.append(Engine("wasm3", version(path, "--version"), wasm3(path)))
    elif importlib.util.find_spec("wasm3"):
        found.append(Engine("wasm3", "PyPI's pywasm3", wasm3_from_python, has_runner=True))
    if path := shutil.which("iwasm"):
        found.append(Engine("WAMR", version(path, "--version") + ", fast interpreter", iwasm(path)))
    if wasmi := shutil.which("wasmi") or shutil.which("wasmi_cli"):
        found.append(Engine("wasmi", version(wasmi, "--version"), lambda f, e, a: [wasmi, "--invoke", e, f, a]))
    if importlib.util.find_spec("wasmtime"):
        runner, wasmtime = str(PEERS / "wasmtime_peer.py"), importlib.metadata.version("wasmtime")
        found.append(Engine("Pulley", f"the interpreter of Wasmtime {wasmtime}, from PyPI",
                            lambda f, e, a: [python, runner, "pulley64", f, e, a], has_runner=True))
        found.append(Engine("Cranelift", f"the compiler of Wasmtime {wasmtime}, from PyPI",
                            lambda f, e, a: [python, runner, "native", f, e, a], has_runner=True))
    if node := shutil.which("node"):
        found.append(Engine("V8", "node " + version(node, "--version"),
                            lambda f, e, a: [node, str(PEERS / "v8.mjs"), f, e, a], has_runner=True))
    return found


def wasm3_from_python(file, export, argument):
    return [sys.executable, str(PEERS / "wasm3_peer.py"), file, export, argument]


def version(path, option):
    done = subprocess.run([path, option], capture_output=True, text=True)
    words = re.findall(r"v?\d+\.\d+[\w.-]*", done.stdout + done.stderr)
    return words[0] if words else "?"


def measure(engine, command):
    """User CPU time of the command and its result."""
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(["timeout", str(TIMEOUT), *command], stdout=output, stderr=subprocess.STDOUT,
                                   stdin=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        text = output.read().decode(errors="replace")
    if process.returncode == 124:
        return Run(failure=f"longer than {TIMEOUT} s", output=text)
    if process.returncode != 0:
        return Run(failure=reason(text), output=text)
    if engine.has_runner:
        found = re.search(r"cpu (\d+) result (-?\d+|\w+)", text)
        return Run(int(found[1]) / 1e6, found[2], text)
    return Run(usage.ru_utime, result(text), text)


def result(text):
    """The last number of the output: all commands print the result last, in their own way."""
    text = re.sub(r":i(32|64)\b", "", text)
    numbers = re.findall(r"0x[0-9a-f]+|-?\b\d+\b", text)
    return numbers[-1] if numbers else ""


def is_expected(found, expected):
    """Engines differ in how they print a 64-bit number: signed, unsigned, in hexadecimal."""
    try:
        return (int(found, 0) - int(expected)) % 2**64 == 0
    except ValueError:
        return False


def reason(text):
    """The line of an engine's message that says most, without what is only of this machine."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    telling = [line for line in lines if re.search(r"error|exception|unsupported|invalid|failed|unknown", line, re.I)]
    line = (telling or lines or ["no message"])[0]
    return re.sub(r"(/[\w.+-]+)+/", "", line)[:100]
