internal import WasmTypes

/// Hands out the annotations of a text, or of a part of it, at the places where they mean
/// something.
struct AnnotationReader {
  private let text: TokenizedText
  /// Into the annotations of the text.
  private let range: Range<Int>
  private var isRead: [Bool]
  /// For each kind, the last one that was handed out: of its kind, none that stands before the same
  /// token precedes it.
  private var last: (name: Int, custom: Int, codeMetadata: Int) = (0, 0, 0)

  /// For the tokens from the first of a range to the one that ends it.
  init(_ text: TokenizedText, _ tokens: Range<Int>) {
    self.text = text
    let start = Self.firstIndex(in: text, atOrAfter: tokens.lowerBound)
    let end = Self.firstIndex(in: text, atOrAfter: tokens.upperBound + 1)
    range = start..<max(start, end)
    isRead = [Bool](repeating: false, count: range.count)
  }

  /// The first annotation before the token `tokenIndex` or a later one.
  private static func firstIndex(in text: TokenizedText, atOrAfter tokenIndex: Int) -> Int {
    var low = 0
    var high = text.annotations.count
    while low < high {
      let middle = (low + high) / 2
      if text.annotations[middle].tokenIndex < tokenIndex {
        low = middle + 1
      } else {
        high = middle
      }
    }
    return low
  }

  /// The next unread annotation of a kind between the last token and the current one.
  mutating func next(_ kind: Annotation.Kind, before cursor: TokenCursor) -> Annotation? {
    guard let index = nextIndex(kind, before: cursor) else { return nil }
    isRead[index - range.lowerBound] = true
    switch kind {
    case .name: last.name = index
    case .custom: last.custom = index
    case .codeMetadata: last.codeMetadata = index
    }
    return text.annotations[index]
  }

  /// Leaves the annotations before these tokens to another reader.
  mutating func skip(_ tokens: ClosedRange<Int>) {
    var index = max(range.lowerBound, Self.firstIndex(in: text, atOrAfter: tokens.lowerBound))
    while index < range.upperBound, text.annotations[index].tokenIndex <= tokens.upperBound {
      isRead[index - range.lowerBound] = true
      index += 1
    }
  }

  /// Whether `next` would find one.
  func hasNext(_ kind: Annotation.Kind, before cursor: TokenCursor) -> Bool {
    nextIndex(kind, before: cursor) != nil
  }

  private func nextIndex(_ kind: Annotation.Kind, before cursor: TokenCursor) -> Int? {
    if range.isEmpty { return nil }
    var index: Int
    switch kind {
    case .name: index = last.name
    case .custom: index = last.custom
    case .codeMetadata: index = last.codeMetadata
    }
    if text.annotations[index].tokenIndex != cursor.index {
      index = max(range.lowerBound, Self.firstIndex(in: text, atOrAfter: cursor.index))
    }
    while index < range.upperBound, text.annotations[index].tokenIndex == cursor.index {
      if !isRead[index - range.lowerBound], text.annotations[index].kind == kind { return index }
      index += 1
    }
    return nil
  }

  /// The name that an annotation `(@name "...")` here gives.
  mutating func name(
    before cursor: TokenCursor
  ) throws(TextError) -> (name: Name, start: Int)? {
    guard let annotation = next(.name, before: cursor) else { return nil }
    let problem = "@name annotation: "
    var contents = try TokenCursor(annotation, of: text)
    guard contents.token.kind == .string else {
      throw contents.error(problem + "unexpected token")
    }
    let token = contents.token
    let name = try contents.string()
    if UTF8Check.firstError(in: name, 0..<name.count) != nil {
      throw contents.error(problem + "malformed UTF-8 encoding", at: token)
    }
    guard contents.isAtEnd else { throw contents.error(problem + "unexpected token") }
    return (Name(utf8: name), annotation.start)
  }

  /// - Throws: `TextError` if an annotation of a known kind stands where it means nothing.
  func checkAllRead(_ cursor: TokenCursor) throws(TextError) {
    for index in range where !isRead[index - range.lowerBound] {
      let annotation = text.annotations[index]
      let name = "@" + String(decoding: annotation.identifier, as: UTF8.self)
      let message =
        annotation.kind == .codeMetadata
        ? name + " annotation: not in a function" : "misplaced " + name + " annotation"
      throw text.error(message, at: annotation.start)
    }
  }
}

extension TokenCursor {
  /// Walks over what an annotation contains.
  init(_ annotation: Annotation, of text: TokenizedText) throws(TextError) {
    self.init(try TokenizedText(text.bytes, part: annotation.contents))
  }
}
