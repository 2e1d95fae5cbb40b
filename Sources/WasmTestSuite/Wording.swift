/// Messages of scripts that say the same in other words than the engine.
///
/// Only for messages where scripts themselves differ, or where text and binary format name one thing differently.
enum Wording {
  static let alternatives: [String: [String]] = [:]
}
