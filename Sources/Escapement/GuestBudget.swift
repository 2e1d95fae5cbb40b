internal import CInterp

/// How long a host function may go on for the guest that has called it: to be asked before each piece of work whose size
/// the guest decides. It must not outlive the call.
package struct GuestBudget {
  private let context: UnsafeMutablePointer<ContextRecord>
  private let store: Unmanaged<Store>

  fileprivate init(_ context: UnsafeMutablePointer<ContextRecord>, _ store: Store) {
    self.context = context
    self.store = .passUnretained(store)
  }

  /// Whether somebody may interrupt the guest while the function waits.
  package var isInterruptible: Bool { store._withUnsafeGuaranteedRef { $0.mayBeInterrupted } }

  /// Whether the guest is to stop: the function should return, whatever its result.
  package var isInterrupted: Bool { context_is_interrupted(context) }

  /// Takes the fuel for work that takes as long as moving so many bytes.
  ///
  /// - Returns: Whether there was enough. If not, none is left, and the function should return.
  package func charge(bytes: UInt64) -> Bool {
    store._withUnsafeGuaranteedRef { store in
      if store.charge(bytes: bytes) == .none { return true }
      store.consumedFuel &+= store.fuel
      store.fuel = 0
      return false
    }
  }
}

extension Caller {
  /// Whether the guest is to stop: by an ``InterruptHandle``, a deadline, or because its task was cancelled.
  ///
  /// The guest stops as soon as the host function returns. One that takes long should look at this now and then, and
  /// return early.
  public var isInterrupted: Bool { budget?.isInterrupted ?? false }

  /// Nil if no guest is running.
  package var budget: GuestBudget? { store.active.map { GuestBudget($0, store) } }
}
