// WasmText tests
