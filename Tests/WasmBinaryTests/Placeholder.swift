// WasmBinary tests
