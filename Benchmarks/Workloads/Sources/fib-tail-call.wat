;; Fibonacci numbers by tail recursion, in 64-bit arithmetic: `return_call` in a loop's place.
(module
  (func $step (param $n i32) (param $a i64) (param $b i64) (result i64)
    (if (i32.eqz (local.get $n)) (then (return (local.get $a))))
    (return_call $step
      (i32.sub (local.get $n) (i32.const 1))
      (local.get $b)
      (i64.add (local.get $a) (local.get $b))))
  (func (export "run") (param $n i32) (result i64)
    (call $step (local.get $n) (i64.const 0) (i64.const 1))))
