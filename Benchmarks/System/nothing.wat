;; What start-up costs: a module with one function that does nothing.
(module
  (memory (export "memory") 1)
  (func (export "run") (param i32) (result i64) (i64.const 0)))
