// swift-tools-version: 6.2
// A WebAssembly module that is compiled with the app: see README.md.
import PackageDescription

let package = Package(
  name: "Synthesizer",
  platforms: [.macOS(.v14)],
  dependencies: [.package(name: "escapement", path: "../..")],
  targets: [
    // Holds synth.wasm, and the C that `swift package compile-wasm` makes of it.
    .target(
      name: "Synth", dependencies: [.product(name: "Escapement", package: "escapement")],
      exclude: ["synth.wasm"]),
    .executableTarget(
      name: "Synthesizer",
      dependencies: ["Synth", .product(name: "Escapement", package: "escapement")]),
  ]
)
