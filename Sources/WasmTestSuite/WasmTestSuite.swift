// WasmTestSuite
