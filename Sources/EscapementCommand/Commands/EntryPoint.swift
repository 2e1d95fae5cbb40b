internal import Escapement
internal import EscapementWASI

/// What is called in an instance of a module.
enum EntryPoint {
  /// `_start` of a program.
  case start
  /// Instantiation is all: the module has a start function of its own, or is only to be initialized.
  case instantiation
  case function(String, [Value])

  /// Decides what to call, and reads the arguments for it.
  init(
    _ module: Module, name: String, invoke: String?, arguments: [String]
  ) throws(CommandFailure) {
    if let invoke {
      self = try Self.function(invoke, of: module, name: name, arguments: arguments)
    } else if case .function(let type) = module.exportType("_start") {
      guard type == FunctionType() else {
        throw CommandFailure("\(name): _start has the type \(type), not () -> ()")
      }
      self = .start
    } else if module.exportType("_initialize") != nil || module.hasStartFunction {
      self = .instantiation
    } else {
      let functions = Self.list(of: module)
      throw CommandFailure(
        "\(name) has no _start function to run",
        hint: functions.isEmpty ? "it exports no functions" : "--invoke calls one of: \(functions)")
    }
  }

  private static func function(
    _ function: String, of module: Module, name: String, arguments: [String]
  ) throws(CommandFailure) -> EntryPoint {
    guard case .function(let type) = module.exportType(function) else {
      let functions = list(of: module)
      throw CommandFailure(
        "\(name) exports no function \"\(function)\"",
        hint: functions.isEmpty ? "it exports no functions" : "there are: \(functions)")
    }
    guard arguments.count == type.parameters.count else {
      let expected = type.parameters.count
      throw CommandFailure(
        "\(function) takes \(expected) \(expected == 1 ? "argument" : "arguments"), not "
          + "\(arguments.count)", hint: "its type is \(type)")
    }
    var values: [Value] = []
    for (text, parameter) in zip(arguments, type.parameters) {
      guard let value = Value(argument: text, type: parameter) else {
        throw CommandFailure(
          "\"\(text)\" is not a value of type \(parameter)", hint: "\(function) is \(type)")
      }
      values.append(value)
    }
    return .function(function, values)
  }

  /// At most this many names are suggested.
  private static let suggestions = 12

  private static func list(of module: Module) -> String {
    let names = module.exports.filter { $0.type.kind == .function }.map(\.name.printable)
    let rest = names.count > suggestions ? ", …" : ""
    return names.prefix(suggestions).joined(separator: ", ") + rest
  }

  func call(_ instance: Instance, _ wasi: WASI) throws {
    switch self {
    case .start: try instance.function("_start").call()
    case .instantiation: try wasi.initialize(instance)
    case .function(let name, let arguments):
      if name != "_initialize" { try wasi.initialize(instance) }
      for result in try instance.function(name).call(arguments) {
        try Console.write(result.argument + "\n")
      }
    }
  }
}
