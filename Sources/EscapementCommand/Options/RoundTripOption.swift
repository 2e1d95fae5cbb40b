internal import ArgumentParser
internal import WasmTestSuite

/// The value of `--round-trip`.
enum RoundTripOption: String, CaseIterable, ExpressibleByArgument {
  case artifact, text

  var roundTrip: RoundTrip { self == .artifact ? .artifact : .text }
}
