// EscapementFFI
