;; Bytes move from one memory through a table in a second one into a third, which is then copied
;; back in bulk.
(module
  (memory $source 1)
  (memory $table 1)
  (memory $result 1)

  (func $prepare
    (local $i i32)
    (loop $next
      (i32.store8 $source (local.get $i)
        (i32.shr_u (i32.mul (local.get $i) (i32.const 0x9e3779b1)) (i32.const 24)))
      (i32.store8 $table (i32.and (local.get $i) (i32.const 255))
        (i32.xor (i32.const 0x5a) (i32.mul (local.get $i) (i32.const 7))))
      (br_if $next
        (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 0x10000)))))

  (func $transform (result i32)
    (local $i i32) (local $byte i32) (local $sum i32)
    (loop $next
      (local.set $byte (i32.load8_u $table (i32.load8_u $source (local.get $i))))
      (i32.store8 $result (local.get $i) (local.get $byte))
      (local.set $sum
        (i32.add (i32.mul (local.get $sum) (i32.const 31)) (local.get $byte)))
      (br_if $next
        (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 0x10000))))
    (local.get $sum))

  (func (export "run") (param $iterations i32) (result i64)
    (local $sum i64)
    (call $prepare)
    (block $done
      (loop $again
        (br_if $done (i32.eqz (local.get $iterations)))
        (local.set $sum
          (i64.add
            (i64.rotl (local.get $sum) (i64.const 7))
            (i64.extend_i32_u (call $transform))))
        ;; Rotate by one byte on the way back.
        (memory.copy $source $result (i32.const 1) (i32.const 0) (i32.const 0xffff))
        (i32.store8 $source (i32.const 0) (i32.load8_u $result (i32.const 0xffff)))
        (local.set $iterations (i32.sub (local.get $iterations) (i32.const 1)))
        (br $again)))
    (local.get $sum)))
