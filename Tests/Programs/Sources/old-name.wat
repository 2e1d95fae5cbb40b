;; A program for `wasi_unstable`, the name of the interface before `wasi_snapshot_preview1`.
;; It prints its arguments, each on a line, and exits with 7.
(module
  (import "wasi_unstable" "args_sizes_get"
    (func $argsSizesGet (param i32 i32) (result i32)))
  (import "wasi_unstable" "args_get" (func $argsGet (param i32 i32) (result i32)))
  (import "wasi_unstable" "fd_write" (func $fdWrite (param i32 i32 i32 i32) (result i32)))
  (import "wasi_unstable" "proc_exit" (func $procExit (param i32)))
  (memory (export "memory") 1)
  (data (i32.const 64) "from before the snapshot\n")

  ;; 0 argument count, 4 size of their text, 16 a vector, 24 bytes written,
  ;; 1024 argument pointers, 2048 their text
  (func $length (param $text i32) (result i32)
    (local $end i32)
    (local.set $end (local.get $text))
    (block $done
      (loop $next
        (br_if $done (i32.eqz (i32.load8_u (local.get $end))))
        (local.set $end (i32.add (local.get $end) (i32.const 1)))
        (br $next)))
    (i32.sub (local.get $end) (local.get $text)))

  (func $check (param $error i32)
    (if (local.get $error) (then (call $procExit (local.get $error)))))

  ;; A call may write less than it was given.
  (func $write (param $text i32) (param $length i32)
    (loop $rest
      (i32.store (i32.const 16) (local.get $text))
      (i32.store (i32.const 20) (local.get $length))
      (call $check (call $fdWrite (i32.const 1) (i32.const 16) (i32.const 1) (i32.const 24)))
      (local.set $text (i32.add (local.get $text) (i32.load (i32.const 24))))
      (br_if $rest
        (local.tee $length (i32.sub (local.get $length) (i32.load (i32.const 24)))))))

  (func $print (param $text i32)
    (call $write (local.get $text) (call $length (local.get $text)))
    (call $write (i32.const 88) (i32.const 1)))  ;; the line feed of the segment above

  (func (export "_start")
    (local $i i32)
    (call $write (i32.const 64) (i32.const 25))
    (call $check (call $argsSizesGet (i32.const 0) (i32.const 4)))
    (call $check (call $argsGet (i32.const 1024) (i32.const 2048)))
    (local.set $i (i32.const 1))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $i) (i32.load (i32.const 0))))
        (call $print (i32.load offset=1024 (i32.shl (local.get $i) (i32.const 2))))
        (local.set $i (i32.add (local.get $i) (i32.const 1)))
        (br $next)))
    (call $procExit (i32.const 7))))
