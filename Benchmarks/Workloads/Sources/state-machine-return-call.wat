;; A scanner whose states are functions that call one another by `return_call` and
;; `return_call_indirect`. It counts words, numbers and lines of a generated text.
(module
  (type $state (func (param $at i32) (param $end i32) (param $sum i64) (result i64)))
  (memory 2)
  (table $states funcref (elem $inSpace $inWord $inNumber))
  (global $seed (mut i32) (i32.const 9))

  ;; 0 for white space, 1 for letters, 2 for digits
  (func $class (param $byte i32) (result i32)
    (if (i32.le_u (local.get $byte) (i32.const 32)) (then (return (i32.const 0))))
    (i32.add (i32.const 1)
      (i32.lt_u (i32.sub (local.get $byte) (i32.const 48)) (i32.const 10))))

  (func $inSpace (type $state) (param $at i32) (param $end i32) (param $sum i64) (result i64)
    (local $byte i32)
    (if (i32.eq (local.get $at) (local.get $end)) (then (return (local.get $sum))))
    (local.set $byte (i32.load8_u (local.get $at)))
    (if (i32.eq (local.get $byte) (i32.const 32))
      (then
        (return_call $inSpace
          (i32.add (local.get $at) (i32.const 1)) (local.get $end) (local.get $sum))))
    (if (i32.eq (local.get $byte) (i32.const 10))
      (then
        (return_call $inSpace
          (i32.add (local.get $at) (i32.const 1)) (local.get $end)
          (i64.add (local.get $sum) (i64.const 1)))))
    (return_call_indirect $states (type $state)
      (local.get $at) (local.get $end) (local.get $sum)
      (call $class (local.get $byte))))

  (func $inWord (type $state) (param $at i32) (param $end i32) (param $sum i64) (result i64)
    (if (i32.eq (local.get $at) (local.get $end)) (then (return (local.get $sum))))
    (if (i32.eq (call $class (i32.load8_u (local.get $at))) (i32.const 1))
      (then
        (return_call $inWord
          (i32.add (local.get $at) (i32.const 1)) (local.get $end) (local.get $sum))))
    (return_call_indirect $states (type $state)
      (local.get $at) (local.get $end)
      (i64.add (local.get $sum) (i64.const 0x1_0000))
      (call $class (i32.load8_u (local.get $at)))))

  (func $inNumber (type $state) (param $at i32) (param $end i32) (param $sum i64) (result i64)
    (if (i32.eq (local.get $at) (local.get $end)) (then (return (local.get $sum))))
    (if (i32.eq (call $class (i32.load8_u (local.get $at))) (i32.const 2))
      (then
        (return_call $inNumber
          (i32.add (local.get $at) (i32.const 1)) (local.get $end) (local.get $sum))))
    (return_call_indirect $states (type $state)
      (local.get $at) (local.get $end)
      (i64.add (local.get $sum) (i64.const 0x1_0000_0000))
      (call $class (i32.load8_u (local.get $at)))))

  (func $random (result i32)
    (local $x i32)
    (local.set $x (global.get $seed))
    (local.set $x (i32.xor (local.get $x) (i32.shl (local.get $x) (i32.const 13))))
    (local.set $x (i32.xor (local.get $x) (i32.shr_u (local.get $x) (i32.const 17))))
    (local.set $x (i32.xor (local.get $x) (i32.shl (local.get $x) (i32.const 5))))
    (global.set $seed (local.get $x))
    (local.get $x))

  ;; 64 KiB of text; the sixteen bytes of the data segment are drawn with equal chance.
  (data (i32.const 0x10000) "abcde 012\0axyz fg")
  (func $makeText
    (local $at i32)
    (loop $next
      (i32.store8 (local.get $at)
        (i32.load8_u offset=0x10000 (i32.and (call $random) (i32.const 15))))
      (br_if $next
        (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 1))) (i32.const 0x10000)))))

  (func (export "run") (param $iterations i32) (result i64)
    (local $sum i64)
    (call $makeText)
    (block $done
      (loop $again
        (br_if $done (i32.eqz (local.get $iterations)))
        (local.set $sum (call $inSpace (i32.const 0) (i32.const 0x10000) (local.get $sum)))
        (local.set $iterations (i32.sub (local.get $iterations) (i32.const 1)))
        (br $again)))
    (local.get $sum)))
