// AheadOfTime: a validated module becomes C17, to be compiled with the program that runs it.
//
// May depend on CInterp, WasmTypes, WasmBinary and Translation. Never validates, never runs anything, and does no I/O: what
// it makes are texts, which depend on nothing but the module and the options.
//
// What it reads is the image that `Translation` makes of each function with everything in slots. The same translation is
// made again where the program runs, and stays the truth about a function: its positions are what return addresses,
// exception regions, reference maps and locations are. Compiled code is entered through handlers that take the places of
// some of the image's, and wherever it can't go on by itself, it leaves its slots in the frame and jumps to the handler of
// an instruction, like any other handler. `compiled_code.h` says how; docs/ahead-of-time.md says why, and what it costs.

package import Translation
package import WasmBinary
internal import WasmTypes

/// How to compile.
package struct CompilationOptions: Sendable {
  /// The C symbol of the module, and what the names of its files and functions begin with.
  package var symbol: String
  /// Whether compiled code pays fuel.
  package var metersFuel = false
  /// Functions that stay interpreted, by their index in the function index space.
  package var exceptions: Set<UInt32> = []
  /// Whether functions that can't stop become C functions that call each other; for measurements.
  package var makesNativeFunctions = true
  /// When a file is larger than this many bytes, the next function goes to another one.
  package var fileSize = 256 << 10

  package init(symbol: String) { self.symbol = symbol }
}

/// The C of a module.
package struct CompiledSources: Sendable {
  package struct File: Sendable {
    package var name: String
    package var text: String
  }

  package let symbol: String
  /// The public header first; the others belong together and are compiled one by one.
  package var files: [File] = []
  /// How many files hold functions: those named by `functionFile`, from 1 on.
  package var functionFileCount = 0
  /// Functions that stay interpreted.
  package var interpreted: [InterpretedFunction] = []
  /// How many functions are compiled, and how many of them are plain C functions as well.
  package var compiledCount = 0
  package var nativeCount = 0

  package init(symbol: String) { self.symbol = symbol }

  package func functionFile(_ number: Int) -> String { "\(symbol)_\(number).c" }
}

/// A function that is not compiled.
package struct InterpretedFunction: Sendable {
  package enum Reason: Hashable, Sendable {
    /// It was asked for.
    case excepted
    /// Its analysis would take too much memory.
    case tooLarge
    /// It can't be translated, and a call of it is an error.
    case untranslatable(TranslationError)
  }

  /// In the function index space.
  package var function: UInt32
  package var reason: Reason
}

extension InterpretedFunction.Reason: CustomStringConvertible {
  package var description: String {
    switch self {
    case .excepted: "excepted"
    case .tooLarge: "too large"
    case .untranslatable(let error): "\(error)"
    }
  }
}

/// Compiles a module to C.
///
/// - Parameters:
///   - module: The module, which has passed `validate`.
///   - bytes: The bytes that it was decoded from.
package func compileToC(
  _ module: DecodedModule, bytes: UnsafeRawBufferPointer, options: CompilationOptions
) -> CompiledSources {
  var functions: [FunctionCode?] = []
  var sources = CompiledSources(symbol: options.symbol)
  let imported = UInt32(module.importedFunctions.count)
  let translation = TranslationOptions.forCompilation(metersFuel: options.metersFuel)
  for index in 0..<UInt32(module.functions.count) {
    var reason: InterpretedFunction.Reason?
    if options.exceptions.contains(imported + index) {
      reason = .excepted
    } else {
      do throws(TranslationError) {
        let image = try translate(
          function: index, of: module, bytes: bytes, options: translation)
        let code = FunctionCode(image, index: index, module: module)
        if !code.isTooLarge {
          functions.append(code)
          continue
        }
        reason = .tooLarge
      } catch {
        reason = .untranslatable(error)
      }
    }
    functions.append(nil)
    sources.interpreted.append(
      InterpretedFunction(function: imported + index, reason: reason ?? .tooLarge))
  }
  var calls = CallGraph(functions)
  if !options.makesNativeFunctions { calls.forgetNativeFunctions() }
  var writer = ModuleWriter(module, bytes: bytes, options: options, calls: calls)
  for case let function? in functions { writer.add(function) }
  sources.compiledCount = functions.count - sources.interpreted.count
  sources.nativeCount = calls.nativeCount
  sources.files = writer.finish()
  sources.functionFileCount = writer.functionFileCount
  return sources
}
