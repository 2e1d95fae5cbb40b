;; The cheapest function of WASI, which no engine makes a system call for: what does a call of the host cost?
;; `nothing` is the same loop without the call.
(module
  (import "wasi_snapshot_preview1" "args_sizes_get" (func $args_sizes_get (param i32 i32) (result i32)))
  (memory (export "memory") 1)
  (func (export "_initialize"))
  (func (export "calls") (param $count i32) (result i64) (local $errors i32)
    (loop $again
      (local.set $errors
        (i32.or (local.get $errors) (call $args_sizes_get (i32.const 16) (i32.const 32))))
      (br_if $again (local.tee $count (i32.sub (local.get $count) (i32.const 1)))))
    (i64.extend_i32_u (local.get $errors)))
  (func (export "nothing") (param $count i32) (result i64) (local $errors i32)
    (loop $again
      (local.set $errors (i32.or (local.get $errors) (i32.const 0)))
      (br_if $again (local.tee $count (i32.sub (local.get $count) (i32.const 1)))))
    (i64.extend_i32_u (local.get $errors))))
