;; Objects with subtypes, dispatched by `br_on_cast` and by a method in a field; an array of
;; references, `i31` numbers among them, and packed fields.
(module
  (rec
    (type $area (func (param (ref $shape)) (result i32)))
    (type $shape (sub (struct (field $area (ref $area)) (field $tag i8)))))
  (type $square (sub final $shape
    (struct (field $area (ref $area)) (field $tag i8) (field $side (mut i32)))))
  (type $box (sub final $shape
    (struct (field $area (ref $area)) (field $tag i8) (field $width i32) (field $height i32))))
  (type $list (array (mut anyref)))

  (elem declare func $areaOfSquare $areaOfBox)
  (func $areaOfSquare (type $area)
    (local $side i32)
    (local.set $side (struct.get $square $side (ref.cast (ref $square) (local.get 0))))
    (i32.mul (local.get $side) (local.get $side)))
  (func $areaOfBox (type $area)
    (local $box (ref $box))
    (local.set $box (ref.cast (ref $box) (local.get 0)))
    (i32.mul (struct.get $box $width (local.get $box)) (struct.get $box $height (local.get $box))))

  (func $makeList (result (ref $list))
    (local $list (ref $list)) (local $i i32)
    (local.set $list (array.new_default $list (i32.const 1024)))
    (loop $next
      (array.set $list (local.get $list) (local.get $i)
        (if (result anyref) (i32.eqz (i32.rem_u (local.get $i) (i32.const 3)))
          (then (ref.i31 (local.get $i)))
          (else
            (if (result anyref) (i32.and (local.get $i) (i32.const 1))
              (then
                (struct.new $square (ref.func $areaOfSquare) (local.get $i) (local.get $i)))
              (else
                (struct.new $box (ref.func $areaOfBox) (local.get $i) (local.get $i)
                  (i32.const 7)))))))
      (br_if $next
        (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 1024))))
    (local.get $list))

  (func $measure (param $object anyref) (result i32)
    (local $shape (ref $shape))
    (block $isNumber (result (ref i31))
      (block $isSquare (result (ref $square))
        (block $isShape (result (ref $shape))
          (local.get $object)
          (br_on_cast $isSquare anyref (ref $square))
          (br_on_cast $isShape anyref (ref $shape))
          (br_on_cast $isNumber anyref (ref i31))
          (unreachable))
        (local.set $shape)
        (return
          (i32.add
            (struct.get_s $shape $tag (local.get $shape))
            (call_ref $area (local.get $shape) (struct.get $shape $area (local.get $shape))))))
      (return (struct.get $square $side)))
    (i31.get_u))

  (func (export "run") (param $iterations i32) (result i64)
    (local $list (ref $list)) (local $i i32) (local $sum i64)
    (local.set $list (call $makeList))
    (block $done
      (loop $again
        (br_if $done (i32.eqz (local.get $iterations)))
        (local.set $i (i32.const 0))
        (loop $next
          (local.set $sum
            (i64.add
              (i64.rotl (local.get $sum) (i64.const 1))
              (i64.extend_i32_s
                (call $measure (array.get $list (local.get $list) (local.get $i))))))
          (br_if $next
            (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1)))
              (array.len (local.get $list)))))
        (local.set $iterations (i32.sub (local.get $iterations) (i32.const 1)))
        (br $again)))
    (local.get $sum)))
