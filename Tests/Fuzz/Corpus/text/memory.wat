;; Loads and stores: the address, the offset, and what is done with the value.
(module
  (memory 1)
  (func $sum-of-array (param $at i32) (param $end i32) (result i32) (local $sum i32)
    (loop $again
      (local.set $sum (i32.add (local.get $sum) (i32.load (local.get $at))))
      (br_if $again
        (i32.lt_u
          (local.tee $at (i32.add (local.get $at) (i32.const 4))) (local.get $end))))
    (local.get $sum))
  (func $element (param $base i32) (param $index i32) (result f64)
    (f64.load offset=16 (i32.add (local.get $base) (i32.shl (local.get $index) (i32.const 3)))))
  (func $copy-byte (param $from i32) (param $to i32)
    (i32.store8 offset=1 (local.get $to) (i32.load8_u (local.get $from)))))
