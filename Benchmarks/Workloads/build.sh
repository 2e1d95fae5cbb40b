#!/usr/bin/env bash
# Rebuilds every workload from Sources/. Needs clang 19 with its wasm-ld (Debian: clang-19, lld-19)
# and, for the text format, PyPI's wasmtime:
#
#   PYTHON=/path/to/venv/bin/python ./build.sh [NAME ...]
#
# Without names it builds all. What C code may use beyond Wasm 1.0 is bulk memory and sign
# extension, unless a line below adds a feature.
set -euo pipefail
cd "$(dirname "$0")"

clang=${CLANG:-clang-19}
linker=${WASM_LD:-$(command -v wasm-ld-19 || command -v wasm-ld)}
python=${PYTHON:-python3}
names=" $* "
# Compiled and linked in two steps: a clang that links runs whatever wasm-opt it finds in PATH.
objects=$(mktemp -d)
trap 'rm -r "$objects"' EXIT

wanted() { [[ "$names" == "  " || "$names" == *" $1 "* ]]; }

# c NAME SOURCE [FLAG ...]
c() {
  local name=$1 source=$2
  shift 2
  wanted "$name" || return 0
  "$clang" --target=wasm32-unknown-unknown -mcpu=mvp -mbulk-memory -msign-ext "$@" \
    -O2 -std=c17 -Wall -Wextra -Werror -ffreestanding -c "Sources/$source" -o "$objects/$name.o"
  "$linker" --no-entry --strip-debug -z stack-size=65536 "$objects/$name.o" -o "$name.wasm"
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

for name in fib tak sieve crc32 sha256 base64 quicksort heapsort hash-map matrix-f64 mandelbrot \
  n-body convolution compressor json-parse regex-nfa bytecode-vm pi-digits edit-distance \
  random-i64 pointer-chase synth; do
  c "$name" "$name.c"
done
for degree in 1 2 4 6; do
  c "call-indirect-$degree" dispatch.c "-DDEGREE=$degree"
done
c convolution-simd convolution.c -msimd128 -DSIMD
c matrix-f32-simd matrix-f32-simd.c -msimd128
c matrix-f32-relaxed-simd matrix-f32-simd.c -msimd128 -mrelaxed-simd -DRELAXED
c image-blend-simd image-blend-simd.c -msimd128

for name in fib-tail-call state-machine-return-call call-ref exceptions gc-binary-trees gc-shapes \
  memory64-chase multi-memory multi-value bulk-memory extended-const; do
  wat "$name"
done

chmod 644 ./*.wasm
