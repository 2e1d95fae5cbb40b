internal import ArgumentParser
internal import Escapement

/// A target triple on the command line.
struct TargetOption: ExpressibleByArgument {
  let triple: TargetTriple

  init?(argument: String) {
    guard let triple = TargetTriple(argument) else { return nil }
    self.triple = triple
  }
}
