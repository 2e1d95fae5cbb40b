// swift-tools-version: 6.2
// What a user writes: one program per product, each of which depends on that product alone.
import PackageDescription

// Where Escapement is, its version, and which traits are on, "default" or a list: set by `test-package`.
let url = Context.environment["ESCAPEMENT_URL"] ?? ""
let version = Version(Context.environment["ESCAPEMENT_VERSION"] ?? "") ?? "1.0.0"
let traits = Context.environment["ESCAPEMENT_TRAITS"] ?? "default"
let isDefault = traits == "default"

func client(_ product: String, settings: [SwiftSetting] = []) -> Target {
  .executableTarget(
    name: "Uses\(product)", dependencies: [.product(name: product, package: "escapement")],
    swiftSettings: settings)
}

// What `extract-documentation` has written.
let documentation: Target = .executableTarget(
  name: "Documentation",
  dependencies: ["Escapement", "EscapementWASI", "WasmText"].map {
    .product(name: $0, package: "escapement")
  })

let targets: [Target] =
  switch traits {
  case "default":
    [
      client("Escapement"), client("EscapementWASI"),
      client("EscapementFFI", settings: [.define("FFI")]), client("WasmText"), documentation,
    ]
  case "WASI":
    [client("Escapement"), client("EscapementWASI"), client("EscapementFFI"), client("WasmText")]
  default:
    [client("Escapement"), client("EscapementFFI"), client("WasmText")]
  }

let package = Package(
  name: "clients",
  platforms: [.macOS(.v14)],
  dependencies: [
    isDefault
      ? .package(url: url, from: version)
      : .package(url: url, from: version, traits: traits == "none" ? [] : [.trait(name: traits)])
  ],
  targets: targets
)
