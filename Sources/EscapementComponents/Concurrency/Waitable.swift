/// What happened to a waitable, as guests see it. CanonicalABI: "Waitable State".
struct Event {
  enum Code: UInt32 {
    case none, subtask, streamRead, streamWrite, futureRead, futureWrite, taskCancelled
  }

  var code: Code
  /// The waitable's handle.
  var index: UInt32
  var payload: UInt32

  static let none = Event(code: .none, index: 0, payload: 0)
  static let taskCancelled = Event(code: .taskCancelled, index: 0, payload: 0)
}

/// Something that makes progress while its owner does something else. CanonicalABI: "Waitable State".
///
/// It has at most one event that is not delivered yet, which is computed on delivery: what has happened in the meantime
/// is in it.
class Waitable {
  private(set) var hasPendingEvent = false
  /// It can't be dropped as long as this is in it.
  unowned(unsafe) private(set) var set: WaitableSet?
  /// Whether it is in the queue of a set.
  fileprivate var isQueued = false
  /// The thread that waits for its next event, in no set; instances keep their threads.
  private unowned(unsafe) var waiter: GuestThread?

  var isInSet: Bool { self.set != nil }
  var hasWaiter: Bool { waiter != nil }

  /// The pending event's content.
  func computeEvent() -> Event { .none }

  /// To be called when something has happened that its owner wants to know.
  func setPendingEvent() {
    hasPendingEvent = true
    if let waiter {
      waiter.scheduler.wake(waiter)
    } else {
      set?.noticeEvent(of: self)
    }
  }

  /// - Precondition: There is an event.
  func takeEvent() -> Event {
    hasPendingEvent = false
    return computeEvent()
  }

  func beginWaiting(_ thread: GuestThread) { waiter = thread }
  func endWaiting() { waiter = nil }

  func join(_ set: WaitableSet?) {
    if let old = self.set { old.memberCount -= 1 }
    self.set = set
    guard let set else { return }
    set.memberCount += 1
    if hasPendingEvent { set.noticeEvent(of: self) }
  }
}

/// CanonicalABI: "Waitable State".
final class WaitableSet {
  fileprivate(set) var memberCount: UInt32 = 0
  /// Members that have an event, and former ones.
  private var pending = Queue<Waitable>()
  /// Threads that wait for an event.
  private var waiters = Queue<GuestThread>()

  var hasWaiters: Bool { !waiters.isEmpty }

  fileprivate func noticeEvent(of waitable: Waitable) {
    if !waitable.isQueued {
      waitable.isQueued = true
      pending.append(waitable)
    }
    wakeNext()
  }

  var hasPendingEvent: Bool {
    while let waitable = pending.first {
      if waitable.set === self && waitable.hasPendingEvent { return true }
      waitable.isQueued = false
      _ = pending.popFirst()
      // It may be in another set by now.
      if waitable.hasPendingEvent { waitable.set?.noticeEvent(of: waitable) }
    }
    return false
  }

  /// The event of one of the members; nil if none has one.
  func takeEvent() -> Event? {
    guard hasPendingEvent, let waitable = pending.popFirst() else { return nil }
    waitable.isQueued = false
    return waitable.takeEvent()
  }

  func beginWaiting(_ thread: GuestThread) { waiters.append(thread) }

  /// To be called by a thread that has waited, and that has taken its event if there was one for it.
  func endWaiting(_ thread: GuestThread) {
    if let position = waiters.firstPosition(where: { $0 === thread }) {
      waiters.bringForward(position)
      _ = waiters.popFirst()
    }
    if hasPendingEvent { wakeNext() }
  }

  /// Lets one of the waiting threads look for events, each in its turn.
  private func wakeNext() {
    guard let thread = waiters.popFirst() else { return }
    waiters.append(thread)
    thread.scheduler.wake(thread)
  }
}
