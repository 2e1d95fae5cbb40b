// WasmTestSuite: runs the specification's test scripts (`.wast`) on the engine.
//
// May depend on Escapement, WasmText and, to find scripts, swift-system; all but that also compiles in Embedded Swift,
// so that every build of the engine runs the same runner. Nothing is skipped: a directive that can't be carried out is a
// failure, and an error is compared with what the script expects by kind and wording.

public import Escapement
internal import WasmText

/// What became of the directives of one script, or of several.
public struct SuiteCounts: Hashable, Sendable {
  public var passed = 0
  public var failed = 0
  /// Those of scripts that are not run.
  public var skipped = 0

  public init() {}

  public static func + (left: SuiteCounts, right: SuiteCounts) -> SuiteCounts {
    var sum = left
    sum.passed += right.passed
    sum.failed += right.failed
    sum.skipped += right.skipped
    return sum
  }
}

extension SuiteCounts: CustomStringConvertible {
  public var description: String { "\(passed) passed, \(failed) failed, \(skipped) skipped" }
}

/// Runs scripts, each in a store of its own.
public struct SuiteRunner {
  private let configuration: EngineConfiguration
  private let roundTrip: RoundTrip?
  private let substitute: Substitute?
  private let report: (String) -> Void

  /// - Parameters:
  ///   - configuration: Of the engine; its features decide which modules are valid.
  ///   - roundTrip: The detour that valid modules take.
  ///   - substitute: Gives what takes the place of a valid module.
  ///   - report: Called with one line for each directive that fails.
  public init(
    configuration: EngineConfiguration, roundTrip: RoundTrip? = nil,
    substitute: Substitute? = nil, report: @escaping (String) -> Void
  ) {
    self.configuration = configuration
    self.roundTrip = roundTrip
    self.substitute = substitute
    self.report = report
  }

  /// Gives a module with the same bytes, in another form; nil if it should have one and has not.
  public typealias Substitute = ([UInt8], Engine) -> Module?

  /// The binary modules that a script instantiates or defines, in its order. Some may be invalid.
  public static func modules(of text: [UInt8]) -> [[UInt8]] {
    do throws(TextError) {
      return try Script(utf8: text).directives.compactMap { directive in
        switch directive.command {
        case .module(let source, _), .definition(let source, _),
          .assertInstantiationTrap(let source, _), .assertUnlinkable(let source, _):
          return try? source.binary()
        default: return nil
        }
      }
    } catch {
      return []
    }
  }

  /// The number of directives of a script that is not run.
  public func skip(_ text: [UInt8], name: String) -> SuiteCounts {
    var counts = SuiteCounts()
    do throws(TextError) {
      counts.skipped = try Script(utf8: text).directives.count
    } catch {
      counts.failed = 1
      report("\(name):\(error.rendered(inUTF8: text))")
    }
    return counts
  }

  /// Runs the script with the text `text`.
  ///
  /// - Parameter name: What its failures are reported under.
  public func run(_ text: [UInt8], name: String) -> SuiteCounts {
    var counts = SuiteCounts()
    do throws(TextError) {
      let script = try Script(utf8: text)
      let engine = Engine(configuration: configuration)
      let runner = ScriptRunner(
        engine: engine, roundTrip: roundTrip, substitute: substitute)
      for directive in script.directives {
        do throws(ScriptError) {
          try runner.run(directive)
          counts.passed += 1
        } catch {
          counts.failed += 1
          report("\(name):\(directive.location.line): \(error)")
        }
      }
    } catch {
      counts.failed += 1
      report("\(name):\(error.rendered(inUTF8: text))")
    }
    return counts
  }
}
