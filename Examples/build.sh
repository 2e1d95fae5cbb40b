#!/usr/bin/env bash
# Rebuilds tour.wasm. Needs Debian's clang-19, lld-19, wasi-libc and libclang-rt-19-dev-wasm32.
set -euo pipefail
cd "$(dirname "$0")"
objects=$(mktemp -d)
trap 'rm -r "$objects"' EXIT
# Two steps: a clang that links with -O runs whatever wasm-opt it finds in PATH.
clang-19 --target=wasm32-wasi -O2 -std=gnu17 -Wall -Wextra -c tour.c -o "$objects/tour.o"
clang-19 --target=wasm32-wasi -fuse-ld="$(command -v wasm-ld-19)" -Wl,--strip-debug \
  "$objects/tour.o" -o tour.wasm
chmod 644 tour.wasm
