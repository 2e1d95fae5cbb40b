"""Runs a function of a module on Wasmtime, and says what it took:

    python wasmtime_peer.py TARGET FILE EXPORT ARGUMENT [CALLS]

TARGET is `native` for Cranelift's machine code, or `pulley64` for Wasmtime's interpreter. The output is that of v8.mjs.
"""
import resource
import sys
import time

import wasmtime

PROPOSALS = ("tail_call", "function_references", "gc", "exceptions", "memory64", "multi_memory", "relaxed_simd")


def instantiate(store, module):
    linker = wasmtime.Linker(store.engine)
    if module.imports:
        linker.define_wasi()
        store.set_wasi(wasmtime.WasiConfig())
    linker.define_unknown_imports_as_traps(module)
    return linker.instantiate(store, module)


def main():
    target, file, name, argument = sys.argv[1:5]
    calls = int(sys.argv[5]) if len(sys.argv) > 5 else None
    configuration = wasmtime.Config()
    for proposal in PROPOSALS:
        setattr(configuration, f"wasm_{proposal}", True)
    if target != "native":
        configuration.target = target
    before = resource.getrusage(resource.RUSAGE_SELF).ru_utime
    store = wasmtime.Store(wasmtime.Engine(configuration))
    module = wasmtime.Module.from_file(store.engine, file)
    run = instantiate(store, module).exports(store).get(name)
    times, result = [], None
    for _ in range(calls or 1) if run else ():
        start = time.process_time_ns()
        result = run(store, int(argument))
        times.append(time.process_time_ns() - start)
    cpu = resource.getrusage(resource.RUSAGE_SELF).ru_utime - before
    print("cpu", round(cpu * 1e6), "result", result)
    if calls:
        print("times", *times)


main()
