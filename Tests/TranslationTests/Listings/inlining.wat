;; Small functions without control flow are in the place of their calls; arguments that are constants or locals need no
;; slot.
(module
  (memory 1)
  (global $cursor (mut i32) (i32.const 0))
  (func $peek (result i32) (i32.load8_u (global.get $cursor)))
  (func $advance (global.set $cursor (i32.add (global.get $cursor) (i32.const 1))))
  (func $field (param $object i32) (result i32) (i32.load offset=8 (local.get $object)))
  (func $difference (param $left i32) (param $right i32) (result i32)
    (i32.sub (local.get $right) (local.get $left)))
  (func $identity (param $value f64) (result f64) (local.get $value))
  (func $square (param $value f64) (result f64)
    (f64.mul (local.get $value) (local.get $value)))
  ;; The result is older than what is stored.
  (func $exchange (param $address i32) (param $value i32) (result i32)
    (i32.load (local.get $address))
    (i32.store (local.get $address) (local.get $value)))
  ;; Those that set a local or branch are called.
  (func $next (param $value i32) (result i32)
    (local.tee $value (i32.add (local.get $value) (i32.const 1))))
  (func $magnitude (param $value i32) (result i32)
    (if (result i32) (i32.lt_s (local.get $value) (i32.const 0))
      (then (i32.sub (i32.const 0) (local.get $value)))
      (else (local.get $value))))

  (func $scan (result i32)
    (call $advance)
    (i32.sub (call $peek) (i32.const 48)))
  (func $arguments (param $a i32) (param $b i32) (result i32)
    (i32.add
      (call $difference (local.get $a) (i32.const 7))
      (call $difference
        (i32.mul (local.get $a) (local.get $b))
        (call $field (i32.add (local.get $b) (i32.const 4))))))
  (func $floats (param $a f64) (param $b f64) (result f64)
    (f64.add
      (call $identity (f64.add (local.get $a) (local.get $b)))
      (call $square (f64.sub (local.get $a) (local.get $b)))))
  (func $older (param $a i32) (result i32)
    (i32.add (local.get $a)
      (call $exchange (i32.mul (local.get $a) (i32.const 4)) (i32.const 1))))
  (func $calls (param $a i32) (result i32)
    (call $magnitude (call $next (local.get $a))))
  (func $loop (param $count i32) (result i32)
    (local $sum i32)
    (loop $again
      (local.set $sum (i32.add (local.get $sum) (call $field (local.get $count))))
      (br_if $again (local.tee $count (call $difference (i32.const 4) (local.get $count)))))
    (local.get $sum)))
