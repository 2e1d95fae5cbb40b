// swift-tools-version: 6.2
// What a user writes: one program per product, each of which depends on that product alone.
import PackageDescription

// Where Escapement is, its version, and whether its default traits are on: set by `test-package`.
let url = Context.environment["ESCAPEMENT_URL"] ?? ""
let version = Version(Context.environment["ESCAPEMENT_VERSION"] ?? "") ?? "1.0.0"
let hasTraits = Context.environment["ESCAPEMENT_TRAITS"] != "none"

func client(_ product: String, settings: [SwiftSetting] = []) -> Target {
  .executableTarget(
    name: "Uses\(product)", dependencies: [.product(name: product, package: "escapement")],
    swiftSettings: settings)
}

let package = Package(
  name: "clients",
  platforms: [.macOS(.v14)],
  dependencies: [
    hasTraits
      ? .package(url: url, from: version) : .package(url: url, from: version, traits: [])
  ],
  targets: [
    client("Escapement"),
    client("EscapementWASI"),
    client("EscapementFFI", settings: hasTraits ? [.define("FFI")] : []),
    client("WasmText"),
  ]
)
