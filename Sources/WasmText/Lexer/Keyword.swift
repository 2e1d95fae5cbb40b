/// The words of the text format and of test scripts other than the names of instructions.
///
/// A word that is also an instruction (`if`, `else`, `catch`, `ref.null` …) is not listed here.
enum Keyword: UInt8, CaseIterable {
  // Modules.
  case module, type, rec, sub, final, `func`, `import`, export, table, memory, global, tag
  case elem, data, start, param, result, local, mut, field, item, offset, declare, then, `do`
  case shared, pagesize, catchRef, catchAllRef
  // Types.
  case i8, i16, i32, i64, f32, f64, v128, ref, null
  case any, eq, i31, `struct`, array, none, noFunc, `extern`, noExtern, exn, noExn
  case anyref, eqref, i31ref, structref, arrayref, nullref, funcref, nullfuncref
  case externref, nullexternref, exnref, nullexnref
  // Vector shapes.
  case i8x16, i16x8, i32x4, i64x2, f32x4, f64x2
  // Placement of custom sections.
  case before, after, first, last, code, datacount
  // Test scripts.
  case definition, instance, binary, quote, register, invoke, get, either, thread, wait
  case assertReturn, assertTrap, assertExhaustion, assertException, assertInvalid
  case assertInvalidCustom, assertMalformed, assertMalformedCustom, assertUnlinkable
  case refAny, refExtern, refHost, refStruct, refArray, refExn, nanCanonical, nanArithmetic

  /// The word as it is written.
  var word: StaticString {
    switch self {
    case .module: "module"
    case .type: "type"
    case .rec: "rec"
    case .sub: "sub"
    case .final: "final"
    case .func: "func"
    case .import: "import"
    case .export: "export"
    case .table: "table"
    case .memory: "memory"
    case .global: "global"
    case .tag: "tag"
    case .elem: "elem"
    case .data: "data"
    case .start: "start"
    case .param: "param"
    case .result: "result"
    case .local: "local"
    case .mut: "mut"
    case .field: "field"
    case .item: "item"
    case .offset: "offset"
    case .declare: "declare"
    case .then: "then"
    case .do: "do"
    case .shared: "shared"
    case .pagesize: "pagesize"
    case .catchRef: "catch_ref"
    case .catchAllRef: "catch_all_ref"
    case .i8: "i8"
    case .i16: "i16"
    case .i32: "i32"
    case .i64: "i64"
    case .f32: "f32"
    case .f64: "f64"
    case .v128: "v128"
    case .ref: "ref"
    case .null: "null"
    case .any: "any"
    case .eq: "eq"
    case .i31: "i31"
    case .struct: "struct"
    case .array: "array"
    case .none: "none"
    case .noFunc: "nofunc"
    case .extern: "extern"
    case .noExtern: "noextern"
    case .exn: "exn"
    case .noExn: "noexn"
    case .anyref: "anyref"
    case .eqref: "eqref"
    case .i31ref: "i31ref"
    case .structref: "structref"
    case .arrayref: "arrayref"
    case .nullref: "nullref"
    case .funcref: "funcref"
    case .nullfuncref: "nullfuncref"
    case .externref: "externref"
    case .nullexternref: "nullexternref"
    case .exnref: "exnref"
    case .nullexnref: "nullexnref"
    case .i8x16: "i8x16"
    case .i16x8: "i16x8"
    case .i32x4: "i32x4"
    case .i64x2: "i64x2"
    case .f32x4: "f32x4"
    case .f64x2: "f64x2"
    case .before: "before"
    case .after: "after"
    case .first: "first"
    case .last: "last"
    case .code: "code"
    case .datacount: "datacount"
    case .definition: "definition"
    case .instance: "instance"
    case .binary: "binary"
    case .quote: "quote"
    case .register: "register"
    case .invoke: "invoke"
    case .get: "get"
    case .either: "either"
    case .thread: "thread"
    case .wait: "wait"
    case .assertReturn: "assert_return"
    case .assertTrap: "assert_trap"
    case .assertExhaustion: "assert_exhaustion"
    case .assertException: "assert_exception"
    case .assertInvalid: "assert_invalid"
    case .assertInvalidCustom: "assert_invalid_custom"
    case .assertMalformed: "assert_malformed"
    case .assertMalformedCustom: "assert_malformed_custom"
    case .assertUnlinkable: "assert_unlinkable"
    case .refAny: "ref.any"
    case .refExtern: "ref.extern"
    case .refHost: "ref.host"
    case .refStruct: "ref.struct"
    case .refArray: "ref.array"
    case .refExn: "ref.exn"
    case .nanCanonical: "nan:canonical"
    case .nanArithmetic: "nan:arithmetic"
    }
  }
}
