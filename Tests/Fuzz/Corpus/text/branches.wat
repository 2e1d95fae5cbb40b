;; A comparison melts into the branch that tests it.
(module
  (func $sum (param $n i32) (result i32) (local $sum i32)
    (block $done
      (br_if $done (i32.eqz (local.get $n)))
      (loop $again
        (local.set $sum (i32.add (local.get $sum) (local.get $n)))
        (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
    (local.get $sum))
  (func $clamp (param $x i32) (param $low i32) (param $high i32) (result i32)
    (if (result i32) (i32.lt_s (local.get $x) (local.get $low))
      (then (local.get $low))
      (else
        (select (local.get $high) (local.get $x) (i32.gt_s (local.get $x) (local.get $high))))))
  (func $choose (param $n i32) (result i32)
    (block $two (result i32)
      (block $one (result i32)
        (br_table $one $two (i32.const 10) (local.get $n)))
      (i32.add (i32.const 1)))))
