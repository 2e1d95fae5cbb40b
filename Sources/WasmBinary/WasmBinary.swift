// WasmBinary
