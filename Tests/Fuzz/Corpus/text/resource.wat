(component
  (type $r (resource (rep i32)))
  (core func $new (canon resource.new $r))
  (core func $drop (canon resource.drop $r))
  (core module $m
    (import "" "new" (func $new (param i32) (result i32)))
    (import "" "drop" (func $drop (param i32)))
    (func (export "make") (result i32) (call $new (i32.const 42)))
    (func $start (call $drop (call $new (i32.const 7))))
    (start $start))
  (core instance $i (instantiate $m (with "" (instance (export "new" (func $new)) (export "drop" (func $drop))))))
  (export $e "thing" (type $r))
  (func (export "make") (result (own $e)) (canon lift (core func $i "make"))))
