;; A first memory with 64-bit addresses has handlers that take addresses from registers; offsets that need more than 32
;; bits, and other memories, have not. What has no handler for an operand's place has the operand in a slot.
(module
  (memory i64 1)
  (memory 1)

  (func $sum (param $from i64) (param $to i64) (result i64)
    (local $sum i64)
    (loop $next
      (local.set $sum (i64.add (local.get $sum) (i64.load offset=8 (local.get $from))))
      (i32.store8 offset=1 (i64.shl (local.get $from) (i64.const 1)) (i32.load16_u (local.get $to)))
      (br_if $next
        (i64.lt_u (local.tee $from (i64.add (local.get $from) (i64.const 8))) (local.get $to))))
    (local.get $sum))

  (func $far (param $from i64) (result i32)
    (i32.add
      (i32.load offset=0x1_0000_0000 (local.get $from))
      (i32.load 1 (i32.wrap_i64 (local.get $from)))))

  (func $without_handlers (param $number f64) (result f64)
    ;; Neither a backward branch nor a maximum of pinned locals.
    (loop $next
      (local.set $number (f64.max (local.get $number) (f64.neg (local.get $number))))
      (br_if $next (f64.lt (local.get $number) (f64.const 1))))
    (local.get $number)))
