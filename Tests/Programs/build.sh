#!/usr/bin/env bash
# Rebuilds the programs from Sources/ with several toolchains:
#
#   PYTHON=/path/to/venv/bin/python ./build.sh [NAME ...]
#
# Needs Debian's clang-19, lld-19, wasi-libc, libclang-rt-19-dev-wasm32, libc++-19-dev-wasm32, rustc
# and libstd-rust-dev-wasm32, and PyPI's wasmtime (the text format) and ziglang (Zig, and C with a
# newer clang and C library).
# Binaries keep their name section, but no debug information.
set -euo pipefail
cd "$(dirname "$0")"

clang=${CLANG:-clang-19}
linker=${WASM_LD:-$(command -v wasm-ld-19 || command -v wasm-ld)}
python=${PYTHON:-python3}
rustc=${RUSTC:-/usr/bin/rustc}
names=" $* "
# Compiled and linked in two steps: a clang that links runs whatever wasm-opt it finds in PATH.
objects=$(mktemp -d)
trap 'rm -r "$objects"' EXIT

wanted() { [[ "$names" == "  " || "$names" == *" $1 "* ]]; }

# c NAME SOURCE [FLAG ...]: Debian's clang and its C library of 2022; `libraries` may name more
c() {
  local name=$1 source=$2
  shift 2
  wanted "$name" || return 0
  "$clang" --target=wasm32-wasi -O2 -std=gnu17 -Wall -Wextra "$@" \
    -c "Sources/$source" -o "$objects/$name.o"
  "$clang" --target=wasm32-wasi -fuse-ld="$linker" -Wl,--strip-debug "$objects/$name.o" \
    ${libraries:-} -o "$name.wasm"
}

# cxx NAME SOURCE [FLAG ...]: the same for C++, without exceptions
cxx() {
  local name=$1 source=$2
  shift 2
  wanted "$name" || return 0
  "$clang" --driver-mode=g++ --target=wasm32-wasi -O2 -std=c++20 -fno-exceptions -Wall -Wextra "$@" \
    -c "Sources/$source" -o "$objects/$name.o"
  "$clang" --driver-mode=g++ --target=wasm32-wasi -fuse-ld="$linker" -Wl,--strip-debug \
    "$objects/$name.o" -o "$name.wasm"
}

# zig_c NAME SOURCE [FLAG ...]: the clang and the C library of today
zig_c() {
  local name=$1 source=$2
  shift 2
  wanted "$name" || return 0
  "$python" -m ziglang cc -target wasm32-wasi -O2 -std=gnu17 "$@" "Sources/$source" \
    -o "$objects/$name.wasm"
  strip_debug "$objects/$name.wasm" "$name.wasm"
}

# zig NAME: a Zig program
zig() {
  wanted "$1" || return 0
  "$python" -m ziglang build-exe "Sources/$1.zig" -target wasm32-wasi -O ReleaseSafe \
    -femit-bin="$objects/$1.wasm"
  strip_debug "$objects/$1.wasm" "$1.wasm"
}

# strip_debug IN OUT: removes the custom sections that start with `.debug`
strip_debug() {
  "$python" - "$1" "$2" <<'END'
import pathlib, sys
binary = pathlib.Path(sys.argv[1]).read_bytes()

def number(at):
  value = shift = 0
  while True:
    value |= (binary[at] & 127) << shift
    shift, at = shift + 7, at + 1
    if binary[at - 1] < 128:
      return value, at

at, kept = 8, [binary[:8]]
while at < len(binary):
  size, body = number(at + 1)
  length, name = number(body) if binary[at] == 0 else (0, 0)
  if not binary[name:name + length].startswith(b".debug"):
    kept.append(binary[at:body + size])
  at = body + size
pathlib.Path(sys.argv[2]).write_bytes(b"".join(kept))
END
}

# rust NAME: Debian's Rust of 2022, with panics that trap
rust() {
  wanted "$1" || return 0
  "$rustc" --edition 2021 --target wasm32-wasi -C opt-level=2 -C panic=abort -C strip=debuginfo \
    "Sources/$1.rs" -o "$1.wasm"
}

# zig_jumps NAME LEGACY: setjmp and longjmp by the older (true) or the current (false) proposal
zig_jumps() {
  wanted "$1" || return 0
  "$python" -m ziglang cc -target wasm32-wasi -mexception-handling -c Sources/jumps-tag.s \
    -o "$objects/tag.o"
  zig_c "$1" jumps.c -mexception-handling -mllvm -wasm-enable-sjlj \
    -mllvm -wasm-use-legacy-eh="$2" "$objects/tag.o"
}

# wat NAME
wat() {
  wanted "$1" || return 0
  "$python" - "Sources/$1.wat" "$1.wasm" <<'END'
import pathlib, sys, wasmtime
source, binary = map(pathlib.Path, sys.argv[1:])
binary.write_bytes(wasmtime.wat2wasm(source.read_text()))
END
}

for name in hello file-tree json search compress kernels exit-code lines clocks sorting memory; do
  c "$name" "$name.c"
done
libraries=-lc-printscan-long-double c formats formats.c
# Out-of-range conversions trap only without the saturating ones.
c traps traps.c -mno-nontrapping-fptoint
c kernels-unoptimised kernels.c -O0
c kernels-mvp kernels.c -mcpu=mvp
c kernels-simd kernels.c -O3 -msimd128 -mbulk-memory -mnontrapping-fptoint -mtail-call
cxx containers containers.cpp
zig_c kernels-zig kernels.c
zig_c compress-zig compress.c
zig_c file-tree-zig file-tree.c
zig_c formats-zig formats.c
zig_jumps jumps false
zig_jumps jumps-legacy true
zig primes
rust words
wat old-name

chmod 644 ./*.wasm
