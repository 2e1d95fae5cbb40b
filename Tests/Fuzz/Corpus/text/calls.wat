;; Arguments are where the callee's frame begins; results come back in the same place.
(module
  (type $unary (func (param i32) (result i32)))
  (table 2 funcref)
  (func $fibonacci (param $n i32) (result i32)
    (if (result i32) (i32.lt_u (local.get $n) (i32.const 2))
      (then (local.get $n))
      (else
        (i32.add
          (call $fibonacci (i32.sub (local.get $n) (i32.const 1)))
          (call $fibonacci (i32.sub (local.get $n) (i32.const 2)))))))
  (func $indirect (param $n i32) (result i32)
    (i32.mul (local.get $n) (call_indirect (type $unary) (local.get $n) (i32.const 1))))
  (func $tail (param $n i32) (result i32)
    (return_call $fibonacci (i32.add (local.get $n) (i32.const 1))))
  ;; Tail calls of the same type set the parameters; one of itself is a branch.
  (func $gcd (param $a i32) (param $b i32) (result i32)
    (if (i32.eqz (local.get $b)) (then (return (local.get $a))))
    (return_call $gcd (local.get $b) (i32.rem_u (local.get $a) (local.get $b))))
  (func $swap (param $a i32) (param $b i32) (result i32)
    (return_call $gcd (local.get $b) (local.get $a))))
