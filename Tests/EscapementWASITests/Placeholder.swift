// EscapementWASI tests
