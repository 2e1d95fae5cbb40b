;; `memory.copy`, `memory.fill` and `memory.init` in sizes from 3 bytes to 32 KiB, overlapping too,
;; and `table.copy`, `table.fill` and `table.init` beside them.
(module
  (memory 2)
  (table $table 64 funcref)
  (elem $functions funcref (ref.func $one) (ref.func $two) (ref.func $three) (ref.null func))
  (type $constant (func (result i32)))
  (func $one (type $constant) (i32.const 1))
  (func $two (type $constant) (i32.const 2))
  (func $three (type $constant) (i32.const 3))
  (data $text "The pallet fork locks a tooth of the escape wheel and lets one go.")

  (func (export "run") (param $iterations i32) (result i64)
    (local $n i32) (local $size i32) (local $sum i64)
    (memory.fill (i32.const 0) (i32.const 0) (i32.const 0x20000))
    (block $done
      (loop $again
        (br_if $done (i32.eq (local.get $n) (local.get $iterations)))
        (local.set $size (i32.shl (i32.const 3) (i32.rem_u (local.get $n) (i32.const 14))))
        (memory.init $text
          (i32.and (i32.mul (local.get $n) (i32.const 97)) (i32.const 0xffff))
          (i32.and (local.get $n) (i32.const 15))
          (i32.const 48))
        (memory.fill
          (i32.and (i32.mul (local.get $n) (i32.const 61)) (i32.const 0xffff))
          (local.get $n)
          (i32.shr_u (local.get $size) (i32.const 2)))
        (memory.copy
          (i32.const 0x10000) (i32.and (local.get $n) (i32.const 0x7ff)) (local.get $size))
        (memory.copy (i32.const 0x101) (i32.const 0x10000) (local.get $size))
        (memory.copy (i32.const 0x105) (i32.const 0x101) (local.get $size))
        (table.init $table $functions
          (i32.and (local.get $n) (i32.const 31)) (i32.const 0) (i32.const 4))
        (table.copy $table $table (i32.const 32) (i32.const 0) (i32.const 32))
        (table.fill $table (i32.and (local.get $n) (i32.const 7)) (ref.func $three) (i32.const 5))
        (local.set $sum
          (i64.add
            (i64.mul (local.get $sum) (i64.const 31))
            (i64.add
              (i64.load (i32.and (i32.mul (local.get $n) (i32.const 8)) (i32.const 0xfff8)))
              (i64.extend_i32_u
                (call_indirect $table (type $constant) (i32.and (local.get $n) (i32.const 7)))))))
        (local.set $n (i32.add (local.get $n) (i32.const 1)))
        (br $again)))
    (local.get $sum)))
