internal import ArgumentParser
internal import Escapement
internal import EscapementWASI

/// Turns how a guest ended into an exit code and a message.
enum GuestOutcome {
  /// Runs `body`, which executes a guest of the module `name`.
  static func report(for name: String, timeout: TimeSpan?, _ body: () throws -> Void) throws {
    do {
      try body()
    } catch let exit as WASIExit {
      throw ExitCode(code(of: exit))
    } catch let trap as Trap {
      throw failure(trap, timeout)
    } catch let error as ModuleError {
      throw CommandFailure(module: error, name: name)
    } catch let error as LinkError {
      throw failure(error, name)
    } catch let error as ResourceError {
      throw failure(error, name)
    } catch let failure as CommandFailure {
      throw failure
    } catch {
      throw CommandFailure("\(name): \(error)")
    }
  }

  /// A process's code has 8 bits; a failure must not become a success by that.
  private static func code(of exit: WASIExit) -> Int32 {
    let low = Int32(exit.code & 0xFF)
    return low == 0 && exit.code != 0 ? 1 : low
  }

  private static func failure(_ trap: Trap, _ timeout: TimeSpan?) -> CommandFailure {
    let trace = trap.backtrace.frames.isEmpty ? "" : "\n\(trap.backtrace)"
    if trap.reason == .deadlineExceeded, let timeout {
      return CommandFailure(
        "the program was stopped after \(timeout.text)\(trace)", exitCode: CommandFailure.timeout)
    }
    return CommandFailure(
      "the program trapped: \(trap.reason)\(trace)", exitCode: CommandFailure.trap)
  }

  private static func failure(_ error: LinkError, _ name: String) -> CommandFailure {
    let hint = "`run` offers WASI preview 1 only; all imports: escapement inspect"
    return switch error {
    case .unknownImport(let module, let field, let expected):
      CommandFailure(
        "\(name) needs \"\(module.printable)\" \"\(field.printable)\", \(expected)", hint: hint)
    default: CommandFailure("\(name): \(error)", hint: hint)
    }
  }

  private static func failure(_ error: ResourceError, _ name: String) -> CommandFailure {
    var hint: String?
    if case .limitExceeded(.memoryBytes, _) = error { hint = "see --max-memory" }
    return CommandFailure("\(name) can't be instantiated: \(error)", hint: hint)
  }
}
