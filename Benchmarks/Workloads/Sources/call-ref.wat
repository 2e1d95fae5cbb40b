;; Calls through typed function references, kept in a table of non-null references and in locals.
(module
  (type $unary (func (param i32) (result i32)))
  (type $composed (func (param (ref $unary)) (param (ref $unary)) (param i32) (result i32)))
  (table $functions 4 4 (ref null $unary))
  (elem (table $functions) (i32.const 0) (ref null $unary)
    (ref.func $scramble) (ref.func $rotate) (ref.func $fold) (ref.func $increment))
  (elem declare func $compose)

  (func $scramble (type $unary)
    (i32.add (i32.mul (local.get 0) (i32.const 0x9e3779b1)) (i32.const 1)))
  (func $rotate (type $unary) (i32.rotl (local.get 0) (i32.const 5)))
  (func $fold (type $unary) (i32.xor (local.get 0) (i32.shr_u (local.get 0) (i32.const 15))))
  (func $increment (type $unary) (i32.add (local.get 0) (i32.const 0x9e3779b9)))

  (func $compose (type $composed)
    (call_ref $unary (call_ref $unary (local.get 2) (local.get 0)) (local.get 1)))

  (func $at (param $index i32) (result (ref $unary))
    (ref.as_non_null (table.get $functions (i32.and (local.get $index) (i32.const 3)))))

  (func (export "run") (param $iterations i32) (result i64)
    (local $x i32) (local $compose (ref $composed))
    (local.set $compose (ref.func $compose))
    (local.set $x (i32.const 1))
    (block $done
      (loop $again
        (br_if $done (i32.eqz (local.get $iterations)))
        (local.set $x
          (call_ref $composed
            (call $at (local.get $iterations))
            (call $at (i32.shr_u (local.get $iterations) (i32.const 2)))
            (local.get $x)
            (local.get $compose)))
        (local.set $iterations (i32.sub (local.get $iterations) (i32.const 1)))
        (br $again)))
    (i64.extend_i32_u (local.get $x))))
