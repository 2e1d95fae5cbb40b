import WasmText

let module = try TextFormat.assemble("(module (func (export \"f\") (result f32) (f32.const 0.1)))")
print(try TextFormat.disassemble(module), terminator: "")
