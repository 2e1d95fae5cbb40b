extension String {
  /// The text that `bytes` are in UTF-8, or nil if they are malformed.
  ///
  /// The standard library's `String(validating:as:)` is younger than the systems that old watches run.
  package init?(strictUTF8 bytes: UnsafeRawBufferPointer) {
    self.init(decoding: bytes, as: UTF8.self)
    // What was malformed has been repaired, and is not the same any more.
    guard utf8.elementsEqual(bytes) else { return nil }
  }
}
