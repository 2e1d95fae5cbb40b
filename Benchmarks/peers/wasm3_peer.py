"""Runs a function of a module without imports on PyPI's pywasm3, for machines that have no `wasm3` command:

    python wasm3_peer.py FILE EXPORT ARGUMENT [CALLS]

The output is that of v8.mjs.
"""
import resource
import sys
import time

import wasm3


def main():
    file, name, argument = sys.argv[1:4]
    calls = int(sys.argv[4]) if len(sys.argv) > 4 else None
    before = resource.getrusage(resource.RUSAGE_SELF).ru_utime
    environment = wasm3.Environment()
    runtime = environment.new_runtime(1_000_000)
    with open(file, "rb") as module:
        runtime.load(environment.parse_module(module.read()))
    run = runtime.find_function(name)
    times, result = [], None
    for _ in range(calls or 1):
        start = time.process_time_ns()
        result = run(int(argument))
        times.append(time.process_time_ns() - start)
    cpu = resource.getrusage(resource.RUSAGE_SELF).ru_utime - before
    print("cpu", round(cpu * 1e6), "result", result)
    if calls:
        print("times", *times)


main()
