import Escapement

/// What a copy has come to. The raw values are what guests see. CanonicalABI: "Stream State".
enum CopyResult: UInt32 {
  case completed, dropped, cancelled
}

/// One of the two ends of a stream or a future. CanonicalABI: "Stream State", "Future State".
final class CopyEnd: Waitable {
  enum Kind: UInt8 {
    case streamReader, streamWriter, futureReader, futureWriter

    var isReader: Bool { self == .streamReader || self == .futureReader }
    var isFuture: Bool { self == .futureReader || self == .futureWriter }

    fileprivate var eventCode: Event.Code {
      switch self {
      case .streamReader: .streamRead
      case .streamWriter: .streamWrite
      case .futureReader: .futureRead
      case .futureWriter: .futureWrite
      }
    }
  }

  enum State {
    case idle, copying, cancellingCopy
    /// A future's value was copied, or the other end of a stream or future was dropped.
    case done
  }

  let kind: Kind
  let shared: SharedCopy
  private(set) var state = State.idle
  /// What a stream's `done` is due to.
  private(set) var lastResult = CopyResult.completed
  /// The handle at the time of the copy.
  private var index: UInt32 = 0
  private var buffer: Buffer?
  private var result = CopyResult.completed
  /// Whether the buffer still lies with `shared` when the event is delivered.
  private var reclaimsBuffer = false
  /// Of an end that the host has, whom to tell of events.
  unowned(unsafe) var host: Scheduler?

  init(_ kind: Kind, _ shared: SharedCopy) {
    self.kind = kind
    self.shared = shared
  }

  var isCopying: Bool { state == .copying || state == .cancellingCopy }

  /// Begins to copy to or from a buffer; what comes of it is the next event.
  ///
  /// - Parameter instance: Whose buffer it is, nil for the host.
  func copy(
    _ buffer: Buffer, index: UInt32, in instance: ComponentInstanceState?
  ) throws(HostError) {
    state = .copying
    self.index = index
    self.buffer = buffer
    try shared.copy(buffer, of: self, in: instance)
  }

  /// Some elements were copied, and more may be until the event is delivered.
  func noticeCopy() {
    result = .completed
    reclaimsBuffer = true
    notice()
  }

  func noticeEnd(_ result: CopyResult) {
    self.result = result
    reclaimsBuffer = false
    notice()
  }

  private func notice() {
    setPendingEvent()
    host?.noticeHost()
  }

  func cancelCopy() {
    state = .cancellingCopy
    if !hasPendingEvent {
      shared.cancel()
    } else if !kind.isFuture, result == .completed {
      // What was copied so far was all.
      result = .cancelled
    }
  }

  /// - Throws: If the end is in use.
  func checkDroppable() throws(HostError) {
    try trap(if: isCopying, kind.isReader ? .removeInProgress : .dropInProgress)
    try trap(if: kind == .futureWriter && state != .done, .futureNotWritten)
  }

  func drop() {
    shared.drop()
    join(nil)
  }

  /// Why there can't be another copy.
  var exhaustion: ComponentTrap {
    switch kind {
    case .streamReader: .readAfterDrop
    case .streamWriter: .writeAfterDrop
    case .futureReader: .readAfterRead
    case .futureWriter: .writeAfterWriteOrDrop
    }
  }

  override func computeEvent() -> Event {
    if reclaimsBuffer { shared.reclaim() }
    let copied = buffer?.progress ?? 0
    buffer = nil
    lastResult = result
    let isDone = result == .dropped || kind.isFuture && result == .completed
    state = isDone ? .done : .idle
    let payload = kind.isFuture ? result.rawValue : result.rawValue | copied << 4
    return Event(code: kind.eventCode, index: index, payload: payload)
  }
}

/// What the two ends of a stream or future have in common: a rendezvous of two buffers, of which one is pending.
/// CanonicalABI: "Stream State", "Future State".
final class SharedCopy {
  /// Nil as long as only the host has both ends: it fits any type.
  private(set) var type: StreamElementType?
  let isFuture: Bool
  private var isDropped = false
  private var pending: (end: CopyEnd, buffer: Buffer, instance: ComponentInstanceState?)?

  init(_ type: StreamElementType? = nil, isFuture: Bool) {
    self.type = type
    self.isFuture = isFuture
  }

  /// Whether it carries elements of a type, or may do so from now on.
  func carries(_ type: StreamElementType) -> Bool {
    if self.type == nil { self.type = type }
    return self.type?.number == type.number
  }

  /// Copies what can be copied between `buffer` and that of the other end, and tells both ends what there is to tell.
  fileprivate func copy(
    _ buffer: Buffer, of end: CopyEnd, in instance: ComponentInstanceState?
  ) throws(HostError) {
    if isDropped { return end.noticeEnd(.dropped) }
    guard let other = pending else {
      pending = (end, buffer, instance)
      return
    }
    if let instance, instance === other.instance, type?.isNumberOrNone != true {
      throw failure(.copyWithinComponent(isFuture: isFuture))
    }
    let (source, target) = end.kind.isReader ? (other.buffer, buffer) : (buffer, other.buffer)
    if isFuture {
      try target.take(1, from: source)
      pending = nil
      other.end.noticeEnd(.completed)
      end.noticeEnd(.completed)
    } else if other.buffer.remaining > 0 {
      if buffer.remaining > 0 {
        try target.take(min(source.remaining, target.remaining), from: source)
        other.end.noticeCopy()
      }
      end.noticeEnd(.completed)
    } else if !end.kind.isReader && buffer.isEmpty && other.buffer.isEmpty {
      end.noticeEnd(.completed)
    } else {
      pending = nil
      other.end.noticeEnd(.completed)
      pending = (end, buffer, instance)
    }
  }

  fileprivate func reclaim() { pending = nil }

  fileprivate func cancel() { notifyPending(.cancelled) }

  fileprivate func drop() {
    guard !isDropped else { return }
    isDropped = true
    notifyPending(.dropped)
  }

  private func notifyPending(_ result: CopyResult) {
    guard let other = pending else { return }
    pending = nil
    other.end.noticeEnd(result)
  }
}

/// What a stream or future carries.
struct StreamElementType {
  /// The same for equal types in one store.
  let number: UInt32
  /// Whether the elements are numbers, or there are none.
  let isNumberOrNone: Bool
}
