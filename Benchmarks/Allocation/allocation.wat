;; Allocates many objects, of which few live at a time. Each function takes the number of allocations and gives a
;; checksum: the sum of what it read back of each object.
(module
  ;; 16 bytes with the header.
  (type $cell (struct (field (mut i64))))
  ;; 24 bytes.
  (type $node (struct (field (mut (ref null $node))) (field (mut i64))))
  (type $ring (array (mut (ref null $cell))))
  ;; 1,016 bytes and the header of an array.
  (type $bytes (array (mut i8)))

  ;; Nothing survives.
  (func (export "dying") (param $count i64) (result i64)
    (local $sum i64) (local $cell (ref null $cell))
    (loop $again
      (local.set $cell (struct.new $cell (local.get $count)))
      (local.set $sum (i64.add (local.get $sum) (struct.get $cell 0 (local.get $cell))))
      (br_if $again
        (i64.ne (local.tee $count (i64.sub (local.get $count) (i64.const 1))) (i64.const 0))))
    (local.get $sum))

  ;; The last 500,000 objects live: 8 MB, and an array of 4 MB that refers to them.
  (func (export "window") (param $count i64) (result i64)
    (local $sum i64) (local $ring (ref $ring)) (local $index i32)
    (local.set $ring (array.new_default $ring (i32.const 500000)))
    (loop $again
      (if (i32.eqz (local.get $index)) (then (local.set $index (i32.const 500000))))
      (local.set $index (i32.sub (local.get $index) (i32.const 1)))
      (array.set $ring (local.get $ring) (local.get $index) (struct.new $cell (local.get $count)))
      (local.set $sum
        (i64.add (local.get $sum)
          (struct.get $cell 0 (array.get $ring (local.get $ring) (local.get $index)))))
      (br_if $again
        (i64.ne (local.tee $count (i64.sub (local.get $count) (i64.const 1))) (i64.const 0))))
    (local.get $sum))

  ;; Lists of 10,000 nodes, one after the other.
  (func (export "lists") (param $count i64) (result i64)
    (local $sum i64) (local $list (ref null $node)) (local $length i32)
    (loop $again
      (if (i32.eqz (local.get $length))
        (then
          (local.set $list (ref.null $node))
          (local.set $length (i32.const 10000))))
      (local.set $length (i32.sub (local.get $length) (i32.const 1)))
      (local.set $list (struct.new $node (local.get $list) (local.get $count)))
      (local.set $sum (i64.add (local.get $sum) (struct.get $node 1 (local.get $list))))
      (br_if $again
        (i64.ne (local.tee $count (i64.sub (local.get $count) (i64.const 1))) (i64.const 0))))
    (local.get $sum))

  ;; Zeroed arrays of about 1 KB; none survives.
  (func (export "arrays") (param $count i64) (result i64)
    (local $sum i64) (local $bytes (ref null $bytes))
    (loop $again
      (local.set $bytes (array.new_default $bytes (i32.const 1016)))
      (array.set $bytes (local.get $bytes) (i32.const 1015) (i32.wrap_i64 (local.get $count)))
      (local.set $sum
        (i64.add (local.get $sum)
          (i64.extend_i32_u (array.get_u $bytes (local.get $bytes) (i32.const 1015)))))
      (br_if $again
        (i64.ne (local.tee $count (i64.sub (local.get $count) (i64.const 1))) (i64.const 0))))
    (local.get $sum))

  ;; The same loop as `dying`, without an allocation: what is not its cost.
  (func (export "nothing") (param $count i64) (result i64)
    (local $sum i64) (local $cell (ref null $cell))
    (local.set $cell (struct.new $cell (i64.const 0)))
    (loop $again
      (struct.set $cell 0 (local.get $cell) (local.get $count))
      (local.set $sum (i64.add (local.get $sum) (struct.get $cell 0 (local.get $cell))))
      (br_if $again
        (i64.ne (local.tee $count (i64.sub (local.get $count) (i64.const 1))) (i64.const 0))))
    (local.get $sum)))
