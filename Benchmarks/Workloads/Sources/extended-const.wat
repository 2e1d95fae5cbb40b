;; Constant expressions with arithmetic place globals, segments and elements. The work at run time
;; reads them back, so that the checksum shows whether instantiation put everything in place.
(module
  (global $base i32 (i32.add (i32.const 1024) (i32.mul (i32.const 16) (i32.const 64))))
  (global $size i32 (i32.sub (i32.mul (i32.const 8) (i32.const 256)) (i32.const 24)))
  (global $end i32 (i32.add (global.get $base) (i32.add (global.get $size) (i32.const 8))))
  (global $wide i64 (i64.mul (i64.add (i64.const 0x1_0000_0001) (i64.const 2)) (i64.const 12345)))
  (memory 1)
  (data (offset (i32.sub (global.get $end) (i32.const 16))) "0123456789abcdef")
  (data (offset (i32.add (global.get $base) (i32.const 4))) "constant")
  (table $table 8 funcref)
  (type $binary (func (param i64 i64) (result i64)))
  (elem (table $table) (offset (i32.sub (i32.const 7) (i32.const 5))) func $add $exclusiveOr)
  (func $add (type $binary) (i64.add (local.get 0) (local.get 1)))
  (func $exclusiveOr (type $binary) (i64.xor (local.get 0) (local.get 1)))

  (func (export "run") (param $iterations i32) (result i64)
    (local $sum i64) (local $at i32)
    (local.set $sum (global.get $wide))
    (block $done
      (loop $again
        (br_if $done (i32.eqz (local.get $iterations)))
        (local.set $at (global.get $base))
        (loop $scan
          (local.set $sum
            (call_indirect $table (type $binary)
              (i64.rotl (local.get $sum) (i64.const 3))
              (i64.load (local.get $at))
              (i32.add
                (i32.const 2)
                (i32.and (i32.shr_u (local.get $at) (i32.const 3)) (i32.const 1)))))
          (br_if $scan
            (i32.le_u
              (local.tee $at (i32.add (local.get $at) (i32.const 8)))
              (i32.sub (global.get $end) (i32.const 8)))))
        (local.set $iterations (i32.sub (local.get $iterations) (i32.const 1)))
        (br $again)))
    (local.get $sum)))
