/// Messages of scripts that say the same in other words than the engine.
///
/// Only for messages where scripts themselves differ, or where text and binary format name one thing differently.
enum Wording {
  static let alternatives: [String: [String]] = [
    // Before memory64, limits were 32-bit numbers. The text format does not know; the binary format then does.
    "i32 constant out of range": ["integer too large"],
    // Scripts of components have their own words for what those of modules call so.
    "invalid string escape": ["illegal escape"],
    "wasm `unreachable` instruction executed": ["unreachable"],
  ]

  /// A message without the words before it by which one engine says that a guest trapped.
  static func withoutPrefix(_ message: String) -> String {
    let prefix = "wasm trap: "
    guard message.hasPrefix(prefix) else { return message }
    return String(decoding: message.utf8.dropFirst(prefix.utf8.count), as: UTF8.self)
  }
}
