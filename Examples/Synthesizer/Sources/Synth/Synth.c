// The C of synth.wasm lies beside this file once `swift package compile-wasm` has run.
#include "synth.h"
