;; Locals and constants are operands, not instructions; a result that is used at once stays in the accumulator.
(module
  (func $polynomial (param $x i32) (result i32)
    (i32.add
      (i32.mul (i32.add (i32.mul (local.get $x) (i32.const 3)) (i32.const 5)) (local.get $x))
      (i32.const 7)))
  ;; A local that is changed while an operand still needs its old value.
  (func $old-value (param $x f64) (result f64)
    (f64.sub (local.get $x) (local.tee $x (f64.mul (local.get $x) (f64.const 0.5)))))
  ;; Results that go straight to locals.
  (func $swap (param $a i64) (param $b i64) (result i64 i64)
    (local.set $a (i64.xor (local.get $a) (local.get $b)))
    (local.set $b (i64.xor (local.get $a) (local.get $b)))
    (local.set $a (i64.xor (local.get $a) (local.get $b)))
    (local.get $a) (local.get $b)))
