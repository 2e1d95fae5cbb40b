// The test program of the engine as a process with 32-bit pointers, in Embedded Swift.
//
//   wast SCRIPT...                      as `escapement wast`
//   run [OPTION...] FILE [ARGUMENT...]  as `escapement run`, with --dir, --env and --invoke
//   check [SUITE...]                    what else has to hold on such a host: see Checks.swift
internal import CPlatform
internal import CProcess
internal import Escapement
internal import WasmTestSuite

@c(test_process_main)
func main(
  _ count: CInt, _ arguments: UnsafePointer<UnsafeMutablePointer<CChar>?>?
) -> CInt {
  var words: [String] = []
  for index in 1..<max(1, Int(count)) {
    if let word = arguments?[index] { words.append(String(cString: word)) }
  }
  guard let command = words.first else { return usage() }
  words.removeFirst()
  switch command {
  case "wast": return runScripts(words)
  case "run": return ProgramRun(words)?.run() ?? usage()
  case "check": return runChecks(words)
  default: return usage()
  }
}

private func usage() -> CInt {
  report("usage: wast SCRIPT... | run [OPTION...] FILE [ARGUMENT...] | check [SUITE...]")
  return 2
}

func printLine(_ line: String) { write(line, isError: false) }

func report(_ line: String) { write(line, isError: true) }

private func write(_ line: String, isError: Bool) {
  var bytes = Array(line.utf8)
  bytes.append(0x0A)
  process_write(bytes, bytes.count, isError)
}

/// The contents of a file; nil, with a message, if it can't be read.
func readFile(_ path: String) -> [UInt8]? {
  var count = 0
  var code: CInt = 0
  guard let bytes = platform_read_file(path, 1 << 28, &count, &code) else {
    report("\(path): \(String(cString: platform_error_text(code)))")
    return nil
  }
  defer { platform_free(bytes) }
  return Array(UnsafeBufferPointer(start: bytes, count: count))
}

/// An engine for everything that it can do.
func makeEngine(
  _ change: (inout EngineConfiguration) -> Void = { _ in }
) -> Engine {
  var configuration = EngineConfiguration()
  configuration.features = .all
  change(&configuration)
  return Engine(configuration: configuration)
}

/// Runs test scripts, and prints the same lines as `escapement wast`.
private func runScripts(_ scripts: [String]) -> CInt {
  var sum = SuiteCounts()
  for script in scripts {
    guard let text = readFile(script) else { return 2 }
    var configuration = EngineConfiguration()
    configuration.features = SuiteFeatures.features(ofScript: script)
    let runner = SuiteRunner(configuration: configuration) { printLine($0) }
    let counts = runner.run(text, name: script)
    printLine("\(script): \(counts)")
    sum = sum + counts
  }
  printLine("\(sum)")
  return sum.failed == 0 ? 0 : 1
}
