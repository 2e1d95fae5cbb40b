public import Escapement

/// The readable end of a stream: given to the host by a guest, or made by the host to be given to one.
///
/// What it carries is read by whoever has it, once. It can be carried anywhere, but may only be used where its store is.
public struct ComponentStream: Equatable, @unchecked Sendable {
  let shared: SharedCopy
  unowned(unsafe) let scheduler: Scheduler

  /// Makes a stream of the host.
  ///
  /// - Returns: The end that is passed to a guest, and the one that the host writes to.
  public static func make(in store: Store) -> (
    stream: ComponentStream, writer: ComponentStreamWriter
  ) {
    let scheduler = Scheduler.of(store)
    let shared = SharedCopy(isFuture: false)
    return (
      ComponentStream(shared: shared, scheduler: scheduler),
      ComponentStreamWriter(end: HostEnd(.streamWriter, shared, scheduler))
    )
  }

  /// The end to read from: nobody else can have the stream any more.
  public func reader() -> ComponentStreamReader {
    ComponentStreamReader(end: HostEnd(.streamReader, shared, scheduler))
  }

  public static func == (left: ComponentStream, right: ComponentStream) -> Bool {
    left.shared === right.shared
  }
}

/// The readable end of a future: given to the host by a guest, or made by the host to be given to one.
///
/// It can be carried anywhere, but may only be used where its store is.
public struct ComponentFuture: Equatable, @unchecked Sendable {
  let shared: SharedCopy
  unowned(unsafe) let scheduler: Scheduler

  /// Makes a future of the host.
  ///
  /// - Returns: The end that is passed to a guest, and the one that the host writes its value to.
  public static func make(in store: Store) -> (
    future: ComponentFuture, writer: ComponentFutureWriter
  ) {
    let scheduler = Scheduler.of(store)
    let shared = SharedCopy(isFuture: true)
    return (
      ComponentFuture(shared: shared, scheduler: scheduler),
      ComponentFutureWriter(end: HostEnd(.futureWriter, shared, scheduler))
    )
  }

  /// The end to read from: nobody else can have the future any more.
  public func reader() -> ComponentFutureReader {
    ComponentFutureReader(end: HostEnd(.futureReader, shared, scheduler))
  }

  public static func == (left: ComponentFuture, right: ComponentFuture) -> Bool {
    left.shared === right.shared
  }
}

/// Reads from a stream.
public final class ComponentStreamReader: @unchecked Sendable {
  let end: HostEnd
  /// What was read before it was asked for, from `position` on.
  var buffered = ComponentValue.bytes([])
  var position = 0

  init(end: HostEnd) { self.end = end }

  /// Says that nothing more will be read.
  public func drop() { end.drop() }
}

/// Writes to a stream. When it is gone, the stream ends.
public final class ComponentStreamWriter: @unchecked Sendable {
  let end: HostEnd

  init(end: HostEnd) { self.end = end }

  /// Ends the stream.
  public func drop() { end.drop() }
}

/// Reads from a future.
public final class ComponentFutureReader: @unchecked Sendable {
  let end: HostEnd

  init(end: HostEnd) { self.end = end }

  /// Says that the value will not be read.
  public func drop() { end.drop() }
}

/// Writes the value of a future, once.
public final class ComponentFutureWriter: @unchecked Sendable {
  let end: HostEnd

  init(end: HostEnd) { self.end = end }
}

/// An end of a stream or future that the host has.
final class HostEnd {
  let end: CopyEnd
  unowned(unsafe) let scheduler: Scheduler
  private var isDropped = false

  init(_ kind: CopyEnd.Kind, _ shared: SharedCopy, _ scheduler: Scheduler) {
    end = CopyEnd(kind, shared)
    self.scheduler = scheduler
    scheduler.hostEndCount += 1
    end.host = scheduler
  }

  /// Begins to copy to or from a buffer.
  func begin(_ buffer: Buffer) throws(HostError) {
    try trap(if: isDropped || end.isCopying || end.state == .done, end.exhaustion)
    try end.copy(buffer, index: 0, in: nil)
  }

  /// What has become of the copy that was begun; nil if it has not ended.
  func outcome() -> CopyResult? {
    guard end.hasPendingEvent else { return nil }
    _ = end.takeEvent()
    return end.lastResult
  }

  /// Begins to give up the copy that was begun; its outcome says how far it came.
  func cancel() { if end.state == .copying { end.cancelCopy() } }

  func drop() {
    guard !isDropped else { return }
    isDropped = true
    scheduler.hostEndCount -= 1
    cancel()
    _ = outcome()
    end.drop()
    scheduler.noticeHost()
  }
}
