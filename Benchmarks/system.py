"""What is measured beside the workloads: start-up, memory, the audio case, and calls between host and guest."""
import importlib.util
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import tempfile

import engines

FOLDER = pathlib.Path(__file__).resolve().parent
SYNTH = FOLDER / "Workloads" / "synth.wasm"
NOTHING = FOLDER / "System" / "nothing.wasm"
WASI_CALLS = FOLDER / "System" / "wasi-calls.wasm"
FRAMES, BUFFERS = 1024, 400
CALLS = 2_000_000
MISSING_EXPORT = "no-such-function"


def start_and_memory(found, runs, large):
    """For each engine: CPU seconds and peak memory of a module that does nothing, of the synthesizer, and of loading a
    large module, which ends because there is no such export."""
    rows = {}
    for engine in found:
        row = rows[engine.name] = {
            "nothing": whole_process(engine.command(str(NOTHING), "run", "1"), runs),
            "synth": whole_process(engine.command(str(SYNTH), "run", "20"), runs),
        }
        if large:
            row["large"] = load_large(engine, large, runs)
    return rows


def load_large(engine, large, runs):
    command = engine.command(large, MISSING_EXPORT, "1")
    if engine.has_runner:
        measured = engines.measure(engine, command)
        return None if measured.failure else whole_process(command, runs)
    output = subprocess.run(command, capture_output=True, text=True)
    # Another message means that the module was not loaded.
    return whole_process(command, runs, fails=True) if MISSING_EXPORT in output.stdout + output.stderr else None


def whole_process(command, runs, fails=False):
    """Median of user and system time in seconds, and peak memory in bytes; None if the command fails."""
    seconds, memory = [], []
    for _ in range(runs):
        with tempfile.NamedTemporaryFile("r") as report:
            # Linux counts the memory of the process that starts another as the other's: GNU time is small.
            timed = ["time", "-q", "-f", "%M", "-o", report.name, *command]
            process = subprocess.Popen(timed, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            if process.returncode != 0 and not fails:
                return None
            seconds.append(usage.ru_utime + usage.ru_stime)
            memory.append(int(report.read().split()[-1]) * 1024)
    return {"seconds": statistics.median(seconds), "memory": max(memory)}


def audio(found, host):
    """For each engine that can be driven buffer by buffer: CPU nanoseconds of each."""
    commands = {engine.name: engine.command(str(SYNTH), "render", str(FRAMES)) + [str(BUFFERS)]
                for engine in found if engine.has_runner}
    if importlib.util.find_spec("wasm3"):
        commands["wasm3 (PyPI)"] = engines.wasm3_from_python(str(SYNTH), "render", str(FRAMES)) + [str(BUFFERS)]
    if host:
        for name, dispatch in (("Escapement", "c"), ("Swift loop", "swift")):
            commands[name] = [host, "audio", "--dispatch", dispatch, str(SYNTH), str(BUFFERS)]
    rows, checksums = {}, set()
    for name, command in commands.items():
        output = subprocess.run(command, capture_output=True, text=True).stdout
        times, checksum = re.search(r"^times (.*)$", output, re.M), re.search(r"result (-?\d+)", output)
        if times and checksum:
            rows[name] = [int(time) for time in times[1].split()]
            checksums.add(int(checksum[1]) % 2**64)
    if len(checksums) > 1:
        raise SystemExit(f"the engines' last buffers differ: {checksums}")
    return rows


def calls(found, host, runs):
    """Nanoseconds of a call: by kind within Escapement, and of one WASI function for all engines that have WASI."""
    own = {}
    if host:
        output = subprocess.run([host, "calls"], capture_output=True, text=True, check=True).stdout
        own = {name: float(number) for number, name in (line.split(" ", 1) for line in output.splitlines())}
    wasi = {}
    for engine in found:
        times = {"calls": [], "nothing": []}
        for export in list(times) * runs:
            run = engines.measure(engine, engine.command(str(WASI_CALLS), export, str(CALLS)))
            if run.failure or run.result not in ("0", "0x0"):
                break
            times[export].append(run.seconds)
        else:
            wasi[engine.name] = (min(times["calls"]) - min(times["nothing"])) / CALLS * 1e9
    return {"own": own, "wasi": wasi}


def can_measure_memory():
    return shutil.which("time") is not None
