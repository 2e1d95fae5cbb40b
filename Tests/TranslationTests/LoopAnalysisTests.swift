import CInterp
import Testing
import WasmBinary
import WasmText
import WasmTypes

@testable import Translation

@Suite struct LoopAnalysisTests {
  /// Of the first function's first loop and those in it, by their order: what each pins.
  private func pins(
    _ body: String, locals: String = "(local i32 i32 i32 i64 f64 f64 f64)"
  ) throws -> [[PinnedLocal]] {
    let module = try TestModule(
      "(module (memory 1) (tag $t) (func $callee (param i32) (loop (br 0))) (func \(locals) \(body)))"
    )
    let function = module.decoded.code[1]
    let frame = FrameLayout(
      type: FunctionType(), locals: module.decoded.locals(of: function), count: function.localCount)
    return try module.bytes.withUnsafeBytes { bytes in
      var decoder = InstructionDecoder(
        bytes: bytes, range: function.expression, features: module.decoded.features)
      var loops: [UInt32] = []
      while !decoder.isAtEnd {
        let instruction = try decoder.next()
        if instruction.opcode == .loop { loops.append(instruction.offset) }
      }
      let first = try #require(loops.first)
      var positions: [Int32] = []
      let analysis = LoopAnalysis(
        of: ByteRange(start: first, end: function.expression.end), in: bytes,
        module: module.decoded, locals: frame.locals, inlinesCalls: true,
        interruption: InterruptionCheck(), positions: &positions)
      // As the next analysis wants it.
      #expect(positions.allSatisfy { $0 == -1 })
      return loops.map { analysis.pins[$0] ?? [] }
    }
  }

  private let countDown = """
    (local.set 0 (i32.sub (local.get 0) (i32.const 1))) (br_if 0 (local.get 0))
    """

  @Test func whatIsUsedMostIsPinned() throws {
    let pins = try pins(
      """
      (loop
        (local.set 1 (i32.add (local.get 1) (local.get 2)))
        (local.set 1 (i32.add (local.get 1) (local.get 0)))
        \(countDown))
      """)[0]
    #expect(pins.map(\.local) == [0, 1] || pins.map(\.local) == [1, 0])
    #expect(pins.map(\.place) == [.pinned_p, .pinned_q])
    #expect(pins.allSatisfy { $0.isSet && $0.valueClass == .integer })
  }

  @Test func eachClassHasRegistersOfItsOwn() throws {
    let pins = try pins(
      """
      (loop
        (local.set 4 (f64.mul (local.get 4) (local.get 5)))
        (local.set 4 (f64.add (local.get 4) (local.get 5)))
        (local.set 6 (f64.add (local.get 4) (local.get 6)))
        \(countDown))
      """)[0]
    #expect(pins.filter { $0.valueClass == .float }.count == 2)
    #expect(pins.filter { $0.valueClass == .integer }.map(\.local) == [0])
    // What is only read need not be written on the way out.
    #expect(pins.allSatisfy { $0.isSet == ($0.local != 5) })
  }

  @Test func theLoopInsidePinsWhereItRunsMore() throws {
    let pins = try pins(
      "(loop (loop \(countDown)) (local.set 1 (i32.add (local.get 1) (i32.const 1))) (br_if 0 (local.get 1)))"
    )
    #expect(pins.count == 2)
    // One of the two, never both.
    #expect(pins.filter { !$0.isEmpty }.count == 1)
  }

  @Test func callsInALoopMakePinsTooDear() throws {
    let pins = try pins(
      "(loop (call $callee (local.get 0)) (call $callee (local.get 0)) \(countDown))")
    #expect(pins[0].isEmpty)
  }

  @Test func nothingIsPinnedAroundExceptionHandlers() throws {
    let pins = try pins("(loop (block $b (try_table (catch $t $b) (nop))) \(countDown))")
    #expect(pins[0].isEmpty)
  }

  @Test func aLoopThatUsesNoLocalsPinsNothing() throws {
    #expect(try pins("(loop (br_if 0 (i32.load (i32.const 0))))")[0].isEmpty)
  }

  @Test func anInterruptedAnalysisPinsNothing() throws {
    let body = String(repeating: "(drop (local.get 0))", count: 2_000)
    let module = try TestModule(
      "(module (func (local i32) (loop \(body) (br_if 0 (local.get 0)))))")
    let function = module.decoded.code[0]
    let frame = FrameLayout(
      type: FunctionType(), locals: module.decoded.locals(of: function), count: 1)
    let start = function.expression.start
    module.bytes.withUnsafeBytes { bytes in
      var positions: [Int32] = []
      let analysis = LoopAnalysis(
        of: ByteRange(start: start, end: function.expression.end), in: bytes,
        module: module.decoded, locals: frame.locals, inlinesCalls: true,
        interruption: InterruptionCheck { true }, positions: &positions)
      #expect(positions.allSatisfy { $0 == -1 })
      #expect(analysis.pins.isEmpty)
    }
  }
}
