#!/usr/bin/env python3
"""Times the workloads on Escapement, on its Swift-only loop, and on every peer that this machine has.

    bench.py --escapement PATH [--host PATH] [--runs N] [--results FILE] [--docs FOLDER] [--large FILE] [NAME ...]
    bench.py --escapement PATH --build NAME=PATH ... [--runs N] [--results FILE] [NAME ...]

Engines take turns, and so do workloads, so that a change of the machine's speed meets all of them. Counted is the
user CPU time, the median of the runs; ratios are to Escapement's C loop. Every result is compared with the one in
workloads.json. Then come start-up and memory, the audio case, and calls between host and guest.

Peers: wasmkit, wasm3, iwasm, wasmi and node on PATH; the packages wasmtime and pywasm3 of this Python. Everything
measured goes to FILE as JSON; with --docs, tables and a chart go into that folder. With --build, other builds of
Escapement take their places, and only workloads are timed.
"""
import argparse
import json
import pathlib
import sys

import engines
import report
import system

WORKLOADS = pathlib.Path(__file__).resolve().parent / "Workloads"


def time_workload(workload, found, row):
    """Adds one run of each engine to the row, or why it can't run the workload."""
    file, argument = str(WORKLOADS / workload["file"]), str(workload["argument"])
    for engine in found:
        if engine.name in row["failures"]:
            continue
        run = engines.measure(engine, engine.command(file, workload["export"], argument))
        if not run.failure and not engines.is_expected(run.result, workload["expected"]):
            run.failure = "wrong"
        if run.failure:
            row["failures"][engine.name] = run.failure
            row["times"].pop(engine.name, None)
        else:
            row["times"].setdefault(engine.name, []).append(run.seconds)


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("--escapement", required=True, help="the command, a release build")
    options.add_argument("--host", help="the executable HostBenchmark: calls and audio in process")
    options.add_argument("--build", action="append", default=[], type=lambda text: text.split("=", 1))
    options.add_argument("--runs", type=int, default=3)
    options.add_argument("--results", type=pathlib.Path, default="benchmarks.json")
    options.add_argument("--docs", type=pathlib.Path, help="write tables and chart to this folder")
    options.add_argument("--large", help="a large module, whose loading is timed as well")
    options.add_argument("names", nargs="*", help="only these workloads")
    options = options.parse_args()

    found = engines.builds(options.escapement, options.build) or engines.find_engines(options.escapement)
    results = {"engines": {engine.name: engine.description for engine in found}, "workloads": {}}

    def save(section, value):
        results[section] = value
        options.results.write_text(json.dumps(results, indent=1))

    table = json.loads((WORKLOADS / "workloads.json").read_text())
    table = [row for row in table if not options.names or row["name"] in options.names]
    rows = results["workloads"]
    for number in range(options.runs):
        for workload in table:
            row = rows.setdefault(workload["name"], {"times": {}, "failures": {}})
            time_workload(workload, found, row)
            save("workloads", rows)
            print(f"{number + 1}/{options.runs} {report.line(workload['name'], row, results['engines'])}", flush=True)
    if not options.names and not options.build:
        if system.can_measure_memory():
            save("start", system.start_and_memory(found, options.runs, options.large))
        save("audio", system.audio(found, options.host))
        save("calls", system.calls(found, options.host, options.runs))
    print(report.as_text(results))
    if options.docs:
        report.write(results, options.docs)
    wrong = any("Escapement" in row["failures"] for row in rows.values())
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
