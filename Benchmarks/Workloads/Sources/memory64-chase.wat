;; A walk through a linked list in a memory with 64-bit addresses.
(module
  (memory i64 5)
  (global $count i64 (i64.const 16384))

  ;; Node k has 16 bytes: the next node's address, then a value. The step 10007 is coprime to the
  ;; count, so that the list visits every node once before it closes.
  (func $link
    (local $k i64)
    (loop $next
      (i64.store
        (i64.shl (local.get $k) (i64.const 4))
        (i64.shl
          (i64.and
            (i64.add (local.get $k) (i64.const 10007))
            (i64.sub (global.get $count) (i64.const 1)))
          (i64.const 4)))
      (i64.store offset=8
        (i64.shl (local.get $k) (i64.const 4))
        (i64.mul (local.get $k) (local.get $k)))
      (br_if $next
        (i64.lt_u (local.tee $k (i64.add (local.get $k) (i64.const 1))) (global.get $count)))))

  (func (export "run") (param $iterations i32) (result i64)
    (local $node i64) (local $k i64) (local $sum i64)
    (call $link)
    (block $done
      (loop $again
        (br_if $done (i32.eqz (local.get $iterations)))
        (local.set $k (global.get $count))
        (loop $walk
          (local.set $sum
            (i64.add
              (i64.mul (local.get $sum) (i64.const 3))
              (i64.load offset=8 (local.get $node))))
          (local.set $node (i64.load (local.get $node)))
          (br_if $walk
            (i64.ne (local.tee $k (i64.sub (local.get $k) (i64.const 1))) (i64.const 0))))
        (local.set $iterations (i32.sub (local.get $iterations) (i32.const 1)))
        (br $again)))
    (local.get $sum)))
