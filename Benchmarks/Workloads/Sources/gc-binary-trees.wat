;; Binary trees on the garbage-collected heap: many short-lived structs, one long-lived tree.
(module
  (type $tree (struct (field $left (ref null $tree)) (field $right (ref null $tree))))

  (func $make (param $depth i32) (result (ref $tree))
    (if (i32.eqz (local.get $depth)) (then (return (struct.new_default $tree))))
    (local.set $depth (i32.sub (local.get $depth) (i32.const 1)))
    (struct.new $tree (call $make (local.get $depth)) (call $make (local.get $depth))))

  (func $count (param $tree (ref null $tree)) (result i32)
    (if (ref.is_null (local.get $tree)) (then (return (i32.const 0))))
    (i32.add (i32.const 1)
      (i32.add
        (call $count (struct.get $tree $left (local.get $tree)))
        (call $count (struct.get $tree $right (local.get $tree))))))

  (func (export "run") (param $iterations i32) (result i64)
    (local $longLived (ref $tree)) (local $sum i64)
    (local.set $longLived (call $make (i32.const 12)))
    (block $done
      (loop $again
        (br_if $done (i32.eqz (local.get $iterations)))
        (local.set $sum
          (i64.add (local.get $sum)
            (i64.extend_i32_u
              (call $count
                (call $make
                  (i32.add (i32.const 4) (i32.and (local.get $iterations) (i32.const 7))))))))
        (local.set $iterations (i32.sub (local.get $iterations) (i32.const 1)))
        (br $again)))
    (i64.add (local.get $sum) (i64.extend_i32_u (call $count (local.get $longLived))))))
