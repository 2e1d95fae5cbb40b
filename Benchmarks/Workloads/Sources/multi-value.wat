;; Functions and blocks with several results: division with remainder in a greatest common divisor,
;; and a loop with parameters.
(module
  (func $divide (param $a i64) (param $b i64) (result i64 i64)
    (i64.div_u (local.get $a) (local.get $b))
    (i64.rem_u (local.get $a) (local.get $b)))

  (func $gcd (param $a i64) (param $b i64) (result i64 i32)
    (local $steps i32)
    (local.get $a)
    (local.get $b)
    (loop $next (param i64 i64) (result i64)
      (local.set $b)
      (local.set $a)
      (if (result i64) (i64.eqz (local.get $b))
        (then (local.get $a))
        (else
          (local.set $steps (i32.add (local.get $steps) (i32.const 1)))
          (call $divide (local.get $a) (local.get $b))
          (local.set $a)  ;; the remainder
          (drop)
          (br $next (local.get $b) (local.get $a)))))
    (local.get $steps))

  (func (export "run") (param $iterations i32) (result i64)
    (local $sum i64) (local $x i64)
    (local.set $x (i64.const 88172645463325252))
    (block $done
      (loop $again
        (br_if $done (i32.eqz (local.get $iterations)))
        (local.set $x (i64.xor (local.get $x) (i64.shl (local.get $x) (i64.const 13))))
        (local.set $x (i64.xor (local.get $x) (i64.shr_u (local.get $x) (i64.const 7))))
        (local.set $x (i64.xor (local.get $x) (i64.shl (local.get $x) (i64.const 17))))
        (i64.mul (local.get $sum) (i64.const 31))
        (call $gcd
          (i64.shr_u (local.get $x) (i64.const 32))
          (i64.and (local.get $x) (i64.const 0xffff_ffff)))
        i64.extend_i32_u
        i64.add
        i64.add
        local.set $sum
        (local.set $iterations (i32.sub (local.get $iterations) (i32.const 1)))
        (br $again)))
    (local.get $sum)))
