(component
  (component $inner
    (import "f" (func $f (param "x" (record (field "a" u8) (field "b" (option string)))) (result (result u32 (error (variant (case "c" f64) (case "d")))))))
    (export "g" (func $f)))
  (type $flags (flags "one" "two"))
  (import "host" (instance $host (export "f" (func (param "x" (record (field "a" u8) (field "b" (option string)))) (result (result u32 (error (variant (case "c" f64) (case "d")))))))))
  (instance $i (instantiate $inner (with "f" (func $host "f"))))
  (export "i" (instance $i)))
