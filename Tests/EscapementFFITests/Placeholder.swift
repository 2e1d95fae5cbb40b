// EscapementFFI tests
