/// Asks whether work on a module should stop whose length the module decides.
///
/// Whoever works asks at least once for every thousand instructions or so.
package struct InterruptionCheck: Sendable {
  private let isRequested: (@Sendable () -> Bool)?

  /// - Parameter isRequested: May be called often, and from any thread that loads a module.
  package init(_ isRequested: (@Sendable () -> Bool)? = nil) { self.isRequested = isRequested }

  /// Whether the work should stop. Once it should, it always should.
  package var isInterrupted: Bool { isRequested.map { $0() } ?? false }
}
