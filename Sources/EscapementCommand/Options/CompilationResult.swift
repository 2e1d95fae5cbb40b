internal import ArgumentParser

/// What `compile` makes.
enum CompilationResult: String, ExpressibleByArgument, CaseIterable {
  case artifact, c
}
