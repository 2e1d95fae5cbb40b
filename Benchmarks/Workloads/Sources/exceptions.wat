;; A parser of sums that throws on bad input. It reads expressions such as `(1+(23+4))`, some of
;; which are damaged; errors are thrown from inside the recursion and caught once per expression
;; with `try_table`. An inner handler adds a level and throws the exception again by reference.
(module
  (tag $syntaxError (param i32))  ;; the address of the offending byte
  (tag $overflow)
  (memory 1)
  (global $at (mut i32) (i32.const 0))

  (func $peek (result i32) (i32.load8_u (global.get $at)))
  (func $advance (global.set $at (i32.add (global.get $at) (i32.const 1))))
  (func $expect (param $byte i32)
    (if (i32.ne (call $peek) (local.get $byte))
      (then (throw $syntaxError (global.get $at))))
    (call $advance))

  (func $number (result i32)
    (local $value i32) (local $digit i32)
    (loop $digits
      (local.set $digit (i32.sub (call $peek) (i32.const 48)))
      (if (i32.lt_u (local.get $digit) (i32.const 10))
        (then
          (local.set $value
            (i32.add (i32.mul (local.get $value) (i32.const 10)) (local.get $digit)))
          (if (i32.gt_u (local.get $value) (i32.const 50000)) (then (throw $overflow)))
          (call $advance)
          (br $digits))))
    (local.get $value))

  (func $term (result i32)
    (local $value i32)
    (if (i32.eq (call $peek) (i32.const 40))  ;; (
      (then
        (call $advance)
        (local.set $value (call $sum))
        (call $expect (i32.const 41))  ;; )
        (return (local.get $value))))
    (if (i32.ge_u (i32.sub (call $peek) (i32.const 48)) (i32.const 10))
      (then (throw $syntaxError (global.get $at))))
    (call $number))

  (global $unwound (mut i32) (i32.const 0))

  (func $sum (result i32)
    (local $value i32)
    (block $failed (result exnref)
      (local.set $value
        (try_table (result i32) (catch_all_ref $failed) (call $term)))
      (loop $more
        (if (i32.eq (call $peek) (i32.const 43))  ;; +
          (then
            (call $advance)
            (local.set $value (i32.add (local.get $value) (call $term)))
            (br $more))))
      (return (local.get $value)))
    (global.set $unwound (i32.add (global.get $unwound) (i32.const 1)))
    (throw_ref))

  (func $evaluate (param $address i32) (result i32)
    (global.set $at (local.get $address))
    (block $overflow
      (block $syntaxError (result i32)
        (return
          (try_table (result i32) (catch $syntaxError $syntaxError) (catch $overflow $overflow)
            (call $sum))))
      (return (i32.sub (i32.const -1) (i32.sub (local.get $address)))))
    (i32.const 0x8000_0000))

  ;; Expressions of 32 bytes each, zero-padded.
  (data (i32.const 0) "1+2+3")
  (data (i32.const 32) "(10+(20+(30+(40+5))))")
  (data (i32.const 64) "(1+(2+(3+(4+)))")
  (data (i32.const 96) "((((((7))))))+(8)+9")
  (data (i32.const 128) "((((((7))))x)+8)")
  (data (i32.const 160) "123+456+(789+99999)")
  (data (i32.const 192) "1+1+1+1+1+1+1+1+1+1+1")
  (data (i32.const 224) "(((((((((((((((((((((")

  (func (export "run") (param $iterations i32) (result i64)
    (local $sum i64) (local $n i32)
    (global.set $unwound (i32.const 0))
    (block $done
      (loop $again
        (br_if $done (i32.eq (local.get $n) (local.get $iterations)))
        (local.set $sum
          (i64.add
            (i64.mul (local.get $sum) (i64.const 31))
            (i64.extend_i32_s
              (call $evaluate (i32.shl (i32.and (local.get $n) (i32.const 7)) (i32.const 5))))))
        (local.set $n (i32.add (local.get $n) (i32.const 1)))
        (br $again)))
    (i64.xor (local.get $sum) (i64.shl (i64.extend_i32_u (global.get $unwound)) (i64.const 32)))))
