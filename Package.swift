// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

let argumentParser: Target.Dependency = .product(
  name: "ArgumentParser", package: "swift-argument-parser", condition: .when(traits: ["Tools"]))
let systemPackage: Target.Dependency = .product(
  name: "SystemPackage", package: "swift-system", condition: .when(traits: ["Tools"]))

// As a resource, the manifest makes SwiftPM generate code that needs Foundation: only where Apple reads it.
#if canImport(Darwin)
  let privacyResources: [Resource] = [.copy("PrivacyInfo.xcprivacy")]
  let privacyExclusions: [String] = []
#else
  let privacyResources: [Resource] = []
  let privacyExclusions = ["PrivacyInfo.xcprivacy"]
#endif

let package = Package(
  name: "Escapement",
  // Watch Series 4 and 5 end at watchOS 10.
  platforms: [.macOS(.v14), .iOS(.v17), .watchOS(.v10), .tvOS(.v17), .visionOS(.v1)],
  products: [
    // A framework needs a dynamic library: Scripts/make-xcframework.
    .library(
      name: "Escapement",
      type: Context.environment["ESCAPEMENT_DYNAMIC"] == nil ? nil : .dynamic,
      targets: ["Escapement"]),
    .library(name: "EscapementWASI", targets: ["EscapementWASI"]),
    .library(name: "EscapementFFI", targets: ["EscapementFFI"]),
    .library(name: "EscapementFoundation", targets: ["EscapementFoundation"]),
    .library(name: "EscapementComponents", targets: ["EscapementComponents"]),
    .library(name: "WasmText", targets: ["WasmText"]),
    .executable(name: "escapement", targets: ["EscapementCommand"]),
    .plugin(name: "CompileWasm", targets: ["CompileWasm"]),
  ],
  traits: [
    .trait(name: "WASI", description: "The product EscapementWASI, which needs swift-system."),
    .trait(name: "FFI", description: "Host functions by C symbol, through libffi."),
    .trait(name: "NativeBacktraces", description: "Native frames in traps, through libunwind."),
    .trait(
      name: "DispatchCounts", description: "Counts handlers and pairs of them; slow, for tuning."),
    .trait(
      name: "LoadOnly",
      description: "Only the library Escapement, only to load artifacts: nothing to make them."),
    .trait(
      name: "Tools", description: "The command escapement, and what this package is tested with."),
    .default(enabledTraits: ["WASI", "FFI", "NativeBacktraces", "Tools"]),
  ],
  // Each only for a trait: a client without the trait does not even resolve it.
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
    // Only the tests of the command use it.
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2", traits: []),
  ],
  targets: [
    // The dispatch loop and the instruction tables: freestanding C.
    .target(
      name: "CInterp", path: "CInterp", publicHeadersPath: "include",
      cSettings: [
        .define("ESCAPEMENT_COUNTS_DISPATCHES", .when(traits: ["DispatchCounts"])),
        // A handler is a dozen instructions and calls nothing: three to keep a frame pointer would be a fifth more.
        // Nor does anything unwind through one, and for thousands of them the tables would weigh as much as the code.
        .unsafeFlags(["-Xclang", "-mframe-pointer=non-leaf", "-fno-asynchronous-unwind-tables"]),
        // Programs that are built for debugging run guests at full speed: without this, seven to ten times slower.
        .unsafeFlags(["-O2"], .when(configuration: .debug)),
      ],
      // Rounding and square roots, where the processor has no instructions for them. Nothing else may link it.
      linkerSettings: [.linkedLibrary("m", .when(platforms: [.linux, .android, .openbsd]))]),
    // The few things that need the operating system below the engine: memory mapping.
    .target(name: "CPlatform"),

    // The engine. Arrows only point down; all of these also compile in Embedded Swift mode.
    .target(name: "WasmTypes", swiftSettings: strict),
    .target(name: "WasmBinary", dependencies: ["CInterp", "WasmTypes"], swiftSettings: strict),
    .target(
      name: "ComponentBinary", dependencies: ["WasmTypes", "WasmBinary"], swiftSettings: strict),
    .target(
      name: "WasmText", dependencies: ["CInterp", "WasmTypes", "WasmBinary", "ComponentBinary"],
      swiftSettings: strict),
    .target(
      name: "Translation", dependencies: ["CInterp", "CPlatform", "WasmTypes", "WasmBinary"],
      swiftSettings: strict),
    // The code of functions in words, for people.
    .target(
      name: "CodeListing", dependencies: ["Translation", "WasmBinary", "WasmText", "WasmTypes"],
      swiftSettings: strict),
    // Functions as C, to be compiled with the program that runs them.
    .target(
      name: "AheadOfTime", dependencies: ["CInterp", "WasmTypes", "WasmBinary", "Translation"],
      swiftSettings: strict),
    // The same loop in plain Swift.
    .target(name: "SwiftLoop", dependencies: ["CInterp"], swiftSettings: strict),
    .target(
      name: "Escapement",
      dependencies: [
        "CInterp", "CPlatform", "SwiftLoop", "WasmTypes", "WasmBinary", "Translation",
        .target(name: "CUnwind", condition: .when(traits: ["NativeBacktraces"])),
      ],
      swiftSettings: strict),

    // The interface description language of components; nothing that runs anything.
    .target(name: "WIT", swiftSettings: strict),
    .target(
      name: "EscapementComponents",
      dependencies: ["ComponentBinary", "Escapement", "WasmBinary", "WasmTypes"],
      swiftSettings: strict),

    // What needs an operating system.
    .systemLibrary(
      name: "CFFI", pkgConfig: "libffi", providers: [.apt(["libffi-dev"]), .brew(["libffi"])]),
    .systemLibrary(
      name: "CUnwind", pkgConfig: "libunwind", providers: [.apt(["libunwind-dev"])]),
    .target(
      name: "EscapementFFI",
      dependencies: [
        "Escapement", .target(name: "CFFI", condition: .when(traits: ["FFI"])),
      ],
      swiftSettings: strict),
    .target(
      name: "EscapementFoundation", dependencies: ["Escapement"], swiftSettings: strict),
    .target(name: "CWASISupport"),
    .target(
      name: "EscapementWASI",
      dependencies: [
        "Escapement", "CWASISupport",
        .product(
          name: "SystemPackage", package: "swift-system", condition: .when(traits: ["WASI"])),
      ],
      exclude: privacyExclusions, resources: privacyResources, swiftSettings: strict),
    .target(
      name: "WasmTestSuite",
      dependencies: [
        "ComponentBinary", "Escapement", "EscapementComponents", "WasmText", systemPackage,
      ],
      swiftSettings: strict),
    .executableTarget(
      name: "EscapementCommand",
      dependencies: [
        "AheadOfTime", "CInterp", "CodeListing", "ComponentBinary", "Escapement", "EscapementWASI",
        "Translation",
        "WIT", "WasmBinary", "WasmText", "WasmTypes", "WasmTestSuite",
        argumentParser,
        systemPackage,
      ],
      swiftSettings: strict),

    // `swift package compile-wasm`, for packages whose C targets hold modules.
    .plugin(
      name: "CompileWasm",
      capability: .command(
        intent: .custom(
          verb: "compile-wasm", description: "Compile the WebAssembly modules in C targets to C."),
        permissions: [
          .writeToPackageDirectory(reason: "The C of a module lies in the target that holds it.")
        ]),
      dependencies: ["EscapementCommand"]),

    // How to use the library, one file each; the tests of the command run it.
    .executableTarget(
      name: "EmbeddingExamples",
      dependencies: ["Escapement", "EscapementFFI", "EscapementWASI", "WasmText"],
      path: "Examples/Embedding", exclude: ["output.txt"], swiftSettings: strict),

    // Tools for the development of Escapement: no products.
    .target(name: "RandomNumbers", path: "Tests/RandomNumbers", swiftSettings: strict),
    .target(
      name: "GuestExercise", dependencies: ["Escapement"], path: "Tests/GuestExercise",
      swiftSettings: strict),
    .executableTarget(
      name: "Fuzz",
      dependencies: [
        "ComponentBinary", "Escapement", "EscapementComponents", "EscapementWASI", "GuestExercise",
        "WIT", "WasmText", systemPackage,
      ],
      path: "Tests/Fuzz", exclude: ["Corpus", "dictionary.txt"],
      swiftSettings: strict + [.enableExperimentalFeature("Extern")]),
    .executableTarget(
      name: "HostileInput",
      dependencies: [
        "CPlatform", "ComponentBinary", "Escapement", "GuestExercise", "RandomNumbers",
        "WasmBinary",
        "WasmTestSuite", "WasmText", "WasmTypes",
        argumentParser,
        systemPackage,
      ],
      path: "Tests/HostileInput", swiftSettings: strict),
    .executableTarget(
      name: "Complexity",
      dependencies: [
        "Escapement", "Translation", "WasmBinary", "WasmText", "WasmTypes",
        argumentParser,
      ],
      path: "Tests/Complexity", swiftSettings: strict),
    .executableTarget(
      name: "HostBenchmark",
      dependencies: [
        "Escapement", "EscapementFFI", "WasmText",
        argumentParser,
      ],
      path: "Benchmarks/Host", swiftSettings: strict),
    .executableTarget(
      name: "Differential",
      dependencies: [
        "CInterp", "Escapement", "RandomNumbers", "WasmBinary", "WasmText",
        argumentParser, systemPackage,
      ],
      path: "Tests/Differential", exclude: ["compare.py"], swiftSettings: strict),

    .testTarget(
      name: "WasmBinaryTests", dependencies: ["RandomNumbers", "WasmBinary"], swiftSettings: strict),
    .testTarget(
      name: "ComponentBinaryTests", dependencies: ["ComponentBinary", "WasmBinary", "WasmTypes"],
      swiftSettings: strict),
    .testTarget(name: "WITTests", dependencies: ["WIT"], swiftSettings: strict),
    .testTarget(
      name: "WasmTextTests", dependencies: ["RandomNumbers", "WasmText"], swiftSettings: strict),
    .testTarget(
      name: "SwiftLoopTests", dependencies: ["CInterp", "RandomNumbers", "SwiftLoop"],
      swiftSettings: strict),
    .testTarget(
      name: "TranslationTests",
      dependencies: [
        "CInterp", "CodeListing", "Translation", "WasmBinary", "WasmText", "WasmTypes",
        systemPackage,
      ],
      exclude: ["Listings"], swiftSettings: strict),
    .testTarget(
      name: "EscapementTests", dependencies: ["Escapement", "RandomNumbers", "WasmText"],
      swiftSettings: strict),
    .testTarget(
      name: "EscapementFoundationTests", dependencies: ["EscapementFoundation", "WasmText"],
      swiftSettings: strict),
    // As a client that enables no upcoming feature.
    .testTarget(name: "IsolationTests", dependencies: ["Escapement", "WasmText"]),
    .testTarget(
      name: "EscapementComponentsTests",
      dependencies: ["ComponentBinary", "Escapement", "EscapementComponents", "WasmText"],
      swiftSettings: strict),
    .testTarget(
      name: "EscapementCommandTests",
      dependencies: [
        "EmbeddingExamples", "EscapementCommand",
        .product(
          name: "Subprocess", package: "swift-subprocess", condition: .when(traits: ["Tools"])),
        systemPackage,
      ],
      swiftSettings: strict),
    .testTarget(
      name: "EscapementFFITests", dependencies: ["EscapementFFI", "WasmText"],
      swiftSettings: strict),
    .testTarget(
      name: "EscapementWASITests",
      dependencies: [
        "EscapementWASI", "RandomNumbers", "WasmText", systemPackage,
      ],
      swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6],
  cLanguageStandard: .c17
)

// `make docs` only: clients don't resolve it.
if Context.environment["ESCAPEMENT_DOCUMENTATION"] != nil {
  package.dependencies.append(
    .package(url: "https://github.com/swiftlang/swift-docc-plugin", from: "1.5.0"))
}
