internal import ArgumentParser
struct ExploreCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "explore")
  @Argument var file: String
  func run() throws {}
}
