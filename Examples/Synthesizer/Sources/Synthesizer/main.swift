// Plays a tune of a WebAssembly synthesizer into a WAV file, and says how long a buffer takes interpreted and compiled.
import Escapement
import Foundation
import Synth

let frames: Int32 = 1024
let bufferCount = 430
let output = CommandLine.arguments.dropFirst().first ?? "tune.wav"
let wasm = URL(filePath: #filePath).deletingLastPathComponent()
  .appending(path: "../Synth/synth.wasm").standardizedFileURL

/// A tune as 32-bit floats, and how long each of its buffers took, in milliseconds.
struct Recording {
  var samples: [UInt8] = []
  var times: [Double] = []

  init(_ module: Module) throws {
    let instance = try Instance(store: Store(engine: module.engine), module: module)
    let render = try instance.function("render", as: ((Int32) -> Int64).self)
    let buffer = try instance.function("buffer", as: (() -> UInt32).self)
    let memory = try instance.memory("memory")
    for _ in 0..<bufferCount {
      let start = clock()
      _ = try render(frames)
      times.append(Double(clock() - start) * 1000 / Double(CLOCKS_PER_SEC))
      samples += try memory.bytes(at: UInt64(try buffer()), count: UInt64(frames) * 2 * 4)
    }
  }

  /// The median, and the worst buffer.
  var summary: String {
    let sorted = times.sorted()
    return String(
      format: "median %.3f ms, worst %.3f ms", sorted[sorted.count / 2], sorted.last ?? 0)
  }
}

/// A WAV file of two channels of 32-bit floats at 44.1 kHz.
func wav(_ samples: [UInt8]) -> Data {
  func bytes(_ value: UInt32, _ count: Int = 4) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> UInt32(8 * $0)) }
  }
  let size = UInt32(samples.count)
  let format =
    bytes(3, 2) + bytes(2, 2) + bytes(44_100) + bytes(44_100 * 8) + bytes(8, 2) + bytes(32, 2)
  return Data(
    Array("RIFF".utf8) + bytes(36 + size) + Array("WAVEfmt ".utf8) + bytes(16) + format
      + Array("data".utf8) + bytes(size) + samples)
}

let engine = Engine()
let interpreted = try Recording(Module(engine: engine, path: wasm.path))
let compiled = try Recording(Module(engine: engine, compiled: synth()))
precondition(interpreted.samples == compiled.samples, "both play the same")
try wav(compiled.samples).write(to: URL(filePath: output))
print("A buffer of \(frames) frames plays for 23.220 ms.")
print("interpreted: \(interpreted.summary)")
print("compiled:    \(compiled.summary)")
