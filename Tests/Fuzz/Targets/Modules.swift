import Escapement
import GuestExercise
import WasmText

private let plain = Exercise(dispatch: .c)

/// Decodes, validates, instantiates and runs a module, as both loops do, and prints it.
func runModule(_ bytes: [UInt8]) {
  guard plain.run(bytes) != .refused else { return }
  guard let text = try? TextFormat.disassemble(bytes) else {
    fatalError("a valid module can't be printed")
  }
  guard let binary = try? TextFormat.assemble(text), plain.run(binary) != .refused else {
    fatalError("what was printed of a valid module is no valid module")
  }
}

/// Everything that makes code faster, or moves its objects, against nothing of it.
private let variants = [
  Exercise(dispatch: .c, optimizations: []), Exercise(dispatch: .c, collectsAlways: true),
]

/// A module computes the same however it is translated.
func compareOptimizations(_ bytes: [UInt8]) {
  guard let expected = outcomes(of: bytes, plain) else { return }
  for variant in variants {
    guard let found = outcomes(of: bytes, variant) else {
      fatalError("a module can be instantiated or not, depending on its translation")
    }
    for (left, right) in zip(expected, found) {
      // Fuel and stack run out in other places, and what follows runs on other memory.
      if [left, right].contains(where: ranOut) { break }
      guard agree(left, right) else { fatalError("\(left) and \(right)") }
    }
  }
}

private func outcomes(
  of bytes: [UInt8], _ exercise: Exercise
) -> [Result<[Value], any Error>]? {
  guard let module = try? Module(engine: exercise.engine, bytes: bytes) else { return nil }
  return exercise.outcomes(of: module)
}

private func agree(_ left: Result<[Value], any Error>, _ right: Result<[Value], any Error>) -> Bool
{
  switch (left, right) {
  case (.success(let left), .success(let right)):
    left.count == right.count && zip(left, right).allSatisfy(agree)
  case (.failure(let left as Trap), .failure(let right as Trap)): left.reason == right.reason
  case (.failure, .failure): true
  default: false
  }
}

private func ranOut(_ outcome: Result<[Value], any Error>) -> Bool {
  guard case .failure(let trap as Trap) = outcome else { return false }
  return [.outOfFuel, .callStackExhausted, .heapExhausted].contains(trap.reason)
}

/// References are different objects, and which NaN an operation gives is open.
private func agree(_ left: Value, _ right: Value) -> Bool {
  switch (left, right) {
  case (.i32, _), (.i64, _): left == right
  case (.f32(let left), .f32(let right)):
    left == right || Float(bitPattern: left).isNaN && Float(bitPattern: right).isNaN
  case (.f64(let left), .f64(let right)):
    left == right || Double(bitPattern: left).isNaN && Double(bitPattern: right).isNaN
  default: left.type == right.type
  }
}

/// An artifact is refused, or runs within its limits: also one that someone has sealed anew.
func runArtifact(_ bytes: [UInt8]) {
  guard bytes.count > ArtifactSeal.headerSize else { return }
  var sealed = bytes
  ArtifactSeal.apply(to: &sealed)
  guard let module = try? Module(engine: plain.engine, deserializing: sealed) else { return }
  _ = plain.run(module)
}

/// A text is refused with its place, or assembled and run.
func runText(_ bytes: [UInt8]) {
  _ = try? Script(utf8: bytes)
  guard let binary = try? TextFormat.assemble(utf8: bytes) else { return }
  _ = plain.run(binary)
}
