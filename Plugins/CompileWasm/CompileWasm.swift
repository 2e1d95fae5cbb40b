// `swift package compile-wasm`: the WebAssembly modules in C targets become C beside them, which the target is built from.
//
// A command and not a build tool: SwiftPM 6.3 does not compile C that a build tool makes. Files whose contents would not
// change are left alone, so that nothing is built again without need.
import Foundation
import PackagePlugin

@main struct CompileWasm: CommandPlugin {
  func performCommand(context: PluginContext, arguments: [String]) throws {
    var arguments = ArgumentExtractor(arguments)
    let names = arguments.extractOption(named: "target")
    let targets =
      names.isEmpty ? context.package.targets : try context.package.targets(named: names)
    let tool = try context.tool(named: "EscapementCommand")
    var modules = 0
    for case let target as ClangSourceModuleTarget in targets {
      for module in try wasmFiles(in: target.directoryURL) {
        modules += 1
        try compile(module, of: target, with: tool, arguments.remainingArguments)
      }
    }
    if modules == 0 {
      Diagnostics.error("no C target has a WebAssembly module (.wasm) in its folder")
    }
  }

  /// The modules in a target's folder, in order.
  private func wasmFiles(in directory: URL) throws -> [URL] {
    try FileManager.default.contentsOfDirectory(at: directory, includingPropertiesForKeys: nil)
      .filter { $0.pathExtension == "wasm" }
      .sorted { $0.lastPathComponent < $1.lastPathComponent }
  }

  private func compile(
    _ module: URL, of target: ClangSourceModuleTarget, with tool: PluginContext.Tool,
    _ arguments: [String]
  ) throws {
    let process = Process()
    process.executableURL = tool.url
    process.arguments =
      ["compile", "--to", "c", module.path, "-o", target.directoryURL.path] + arguments
    try process.run()
    process.waitUntilExit()
    guard process.terminationReason == .exit, process.terminationStatus == 0 else {
      Diagnostics.error("\(module.lastPathComponent) of \(target.name) was not compiled")
      return
    }
  }
}
