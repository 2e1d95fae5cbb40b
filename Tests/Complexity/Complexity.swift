import ArgumentParser

/// Doubles every shape of hostile input, and measures how time and memory grow.
@main
struct Complexity: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "complexity",
    abstract: "Check that no shape of input takes time or memory out of proportion to its size.",
    discussion: """
      A module of each shape is made in four sizes, each twice the one before. Each phase of its life is measured by \
      CPU time, the least of several runs, and by the memory that it takes. A shape fails where either grows faster \
      than n log n: measured again and again, so that a busy machine fails nothing.
      """)

  @Option(help: "Only shapes whose name contains this.")
  var only: String?

  @Flag(help: "Show the measurements of every shape.")
  var verbose = false

  func run() throws {
    var failures = 0
    let shapes = Shape.all.filter { shape in only.map { shape.name.contains($0) } ?? true }
    for shape in shapes {
      for phase in Phase.allCases {
        let growth = Growth.measure(shape, phase)
        if verbose || !growth.isInProportion {
          print("\(shape.name), \(phase.rawValue): \(growth)")
        }
        if !growth.isInProportion { failures += 1 }
      }
    }
    print("\(shapes.count) shapes in \(Phase.allCases.count) phases, \(failures) out of proportion")
    if failures > 0 { throw ExitCode.failure }
  }
}
