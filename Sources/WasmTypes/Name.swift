/// A name of an import or export, for use as a key: equal only to the same sequence of code points.
///
/// `String` also equates names that differ in Unicode normalization, which WebAssembly tells apart.
package struct Name: Hashable, Sendable {
  package let string: String

  package init(_ string: String) { self.string = string }

  package static func == (left: Name, right: Name) -> Bool {
    left.string.utf8.elementsEqual(right.string.utf8)
  }

  package func hash(into hasher: inout Hasher) {
    var copy = string
    copy.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
  }
}
