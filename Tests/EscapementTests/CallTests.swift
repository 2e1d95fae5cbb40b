import Escapement
import Testing

@Suite struct CallTests {
  @Test func typedCall() throws {
    let instance = try instance(
      """
      (func (export "add") (param i32 i32) (result i32)
        local.get 0 local.get 1 i32.add)
      """)
    let add = try instance.function("add", as: ((Int32, Int32) -> Int32).self)
    #expect(try add(2, 3) == 5)
    #expect(try add(.max, 1) == .min)
  }
}
