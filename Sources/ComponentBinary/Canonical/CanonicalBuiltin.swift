/// A core function that a component defines out of nothing. Explainer: "Canonical Built-ins".
///
/// The raw values are the opcodes of the binary format.
package enum CanonicalBuiltin: UInt8, Hashable, CaseIterable, Sendable {
  case resourceNew = 0x02
  case resourceDrop = 0x03
  case resourceRep = 0x04
  case taskCancel = 0x05
  case subtaskCancel = 0x06
  case taskReturn = 0x09
  case contextGet = 0x0A
  case contextSet = 0x0B
  case threadYield = 0x0C
  case subtaskDrop = 0x0D
  case streamNew = 0x0E
  case streamRead = 0x0F
  case streamWrite = 0x10
  case streamCancelRead = 0x11
  case streamCancelWrite = 0x12
  case streamDropReadable = 0x13
  case streamDropWritable = 0x14
  case futureNew = 0x15
  case futureRead = 0x16
  case futureWrite = 0x17
  case futureCancelRead = 0x18
  case futureCancelWrite = 0x19
  case futureDropReadable = 0x1A
  case futureDropWritable = 0x1B
  case errorContextNew = 0x1C
  case errorContextDebugMessage = 0x1D
  case errorContextDrop = 0x1E
  case waitableSetNew = 0x1F
  case waitableSetWait = 0x20
  case waitableSetPoll = 0x21
  case waitableSetDrop = 0x22
  case waitableJoin = 0x23
  case backpressureInc = 0x24
  case backpressureDec = 0x25
  case threadIndex = 0x26
  case threadNewIndirect = 0x27
  case threadResumeLater = 0x28
  case threadSuspend = 0x29
  case threadSuspendThenResume = 0x2A
  case threadYieldThenResume = 0x2B
  case threadSuspendThenPromote = 0x2C
  case threadYieldThenPromote = 0x2D
  case threadSpawnRef = 0x40
  case threadSpawnIndirect = 0x41
  case threadAvailableParallelism = 0x42
}

extension CanonicalBuiltin {
  /// What is written behind the name of a built-in, in this order in both formats.
  package enum Immediate: UInt8, Hashable, Sendable {
    /// `CanonicalImmediates.type`, which must be of this kind.
    case resourceType, definedResourceType, streamType, futureType
    case resultList
    case options
    case async, cancellable, shared
    case memory
    case coreType
    case table
    /// `contextType` and `contextSlot`.
    case context
  }

  /// A core type in the signature of a built-in, as a function of its immediates.
  package enum SignatureType: UInt8, Hashable, Sendable {
    case i32, i64
    /// The address type of the memory in the immediates or their options; `i32` if there is none.
    case address
    /// The address type of the table in the immediates.
    case tableAddress
    /// The core type that represents the resource type.
    case representation
    /// The type of the thread-local value.
    case context
    /// The parameter of a new thread's function.
    case threadArgument
    /// A nullable reference to a new thread's function.
    case threadFunction
    /// The result of `task.return`, flattened as the parameters of a lowered function: any number of
    /// types.
    case flattenedResult
  }

  /// What a canonical option list of a built-in may hold besides nothing. The rules that depend on
  /// types are the validator's.
  package struct AllowedOptions: OptionSet, Hashable, Sendable {
    package let rawValue: UInt8
    package init(rawValue: UInt8) { self.rawValue = rawValue }

    package static let stringEncoding = AllowedOptions(rawValue: 1 << 0)
    package static let memory = AllowedOptions(rawValue: 1 << 1)
    package static let realloc = AllowedOptions(rawValue: 1 << 2)
    package static let async = AllowedOptions(rawValue: 1 << 3)
  }

  /// All that is known of a built-in but what it does.
  package struct Row: Sendable {
    package let builtin: CanonicalBuiltin
    package let name: String
    package let immediates: [Immediate]
    package let parameters: [SignatureType]
    package let results: [SignatureType]
    package let options: AllowedOptions
    package let features: ComponentFeatures

    init(
      _ builtin: CanonicalBuiltin, _ name: String, _ immediates: [Immediate],
      _ parameters: [SignatureType], _ results: [SignatureType], options: AllowedOptions = [],
      _ features: ComponentFeatures
    ) {
      self.builtin = builtin
      self.name = name
      self.immediates = immediates
      self.parameters = parameters
      self.results = results
      self.options = options
      self.features = features
    }
  }

  /// The built-ins in the order of their opcodes.
  package static let rows: [Row] = [
    Row(.resourceNew, "resource.new", [.definedResourceType], [.representation], [.i32], []),
    Row(.resourceDrop, "resource.drop", [.resourceType], [.i32], [], []),
    Row(.resourceRep, "resource.rep", [.definedResourceType], [.i32], [.representation], []),
    Row(.taskCancel, "task.cancel", [], [], [], .async),
    Row(.subtaskCancel, "subtask.cancel", [.async], [.i32], [.i32], .async),
    Row(
      .taskReturn, "task.return", [.resultList, .options], [.flattenedResult], [],
      options: [.stringEncoding, .memory], .async),
    Row(.contextGet, "context.get", [.context], [], [.context], .async),
    Row(.contextSet, "context.set", [.context], [.context], [], .async),
    Row(.threadYield, "thread.yield", [.cancellable], [], [.i32], .async),
    Row(.subtaskDrop, "subtask.drop", [], [.i32], [], .async),
    Row(.streamNew, "stream.new", [.streamType], [], [.i64], .async),
    Row(
      .streamRead, "stream.read", [.streamType, .options], [.i32, .address, .address], [.address],
      options: [.stringEncoding, .memory, .realloc, .async], .async),
    Row(
      .streamWrite, "stream.write", [.streamType, .options], [.i32, .address, .address],
      [.address], options: [.stringEncoding, .memory, .realloc, .async], .async),
    Row(.streamCancelRead, "stream.cancel-read", [.streamType, .async], [.i32], [.i32], .async),
    Row(.streamCancelWrite, "stream.cancel-write", [.streamType, .async], [.i32], [.i32], .async),
    Row(.streamDropReadable, "stream.drop-readable", [.streamType], [.i32], [], .async),
    Row(.streamDropWritable, "stream.drop-writable", [.streamType], [.i32], [], .async),
    Row(.futureNew, "future.new", [.futureType], [], [.i64], .async),
    Row(
      .futureRead, "future.read", [.futureType, .options], [.i32, .address], [.i32],
      options: [.stringEncoding, .memory, .realloc, .async], .async),
    Row(
      .futureWrite, "future.write", [.futureType, .options], [.i32, .address], [.i32],
      options: [.stringEncoding, .memory, .realloc, .async], .async),
    Row(.futureCancelRead, "future.cancel-read", [.futureType, .async], [.i32], [.i32], .async),
    Row(.futureCancelWrite, "future.cancel-write", [.futureType, .async], [.i32], [.i32], .async),
    Row(.futureDropReadable, "future.drop-readable", [.futureType], [.i32], [], .async),
    Row(.futureDropWritable, "future.drop-writable", [.futureType], [.i32], [], .async),
    Row(
      .errorContextNew, "error-context.new", [.options], [.address, .address], [.i32],
      options: [.stringEncoding, .memory, .realloc], .errorContexts),
    Row(
      .errorContextDebugMessage, "error-context.debug-message", [.options], [.i32, .address], [],
      options: [.stringEncoding, .memory, .realloc], .errorContexts),
    Row(.errorContextDrop, "error-context.drop", [], [.i32], [], .errorContexts),
    Row(.waitableSetNew, "waitable-set.new", [], [], [.i32], .async),
    Row(
      .waitableSetWait, "waitable-set.wait", [.cancellable, .memory], [.i32, .address], [.i32],
      .async),
    Row(
      .waitableSetPoll, "waitable-set.poll", [.cancellable, .memory], [.i32, .address], [.i32],
      .async),
    Row(.waitableSetDrop, "waitable-set.drop", [], [.i32], [], .async),
    Row(.waitableJoin, "waitable.join", [], [.i32, .i32], [], .async),
    Row(.backpressureInc, "backpressure.inc", [], [], [], .async),
    Row(.backpressureDec, "backpressure.dec", [], [], [], .async),
    Row(.threadIndex, "thread.index", [], [], [.i32], .threads),
    Row(
      .threadNewIndirect, "thread.new-indirect", [.coreType, .table],
      [.tableAddress, .threadArgument], [.i32], .threads),
    Row(.threadResumeLater, "thread.resume-later", [], [.i32], [], .threads),
    Row(.threadSuspend, "thread.suspend", [.cancellable], [], [.i32], .threads),
    Row(
      .threadSuspendThenResume, "thread.suspend-then-resume", [.cancellable], [.i32], [.i32],
      .threads),
    Row(
      .threadYieldThenResume, "thread.yield-then-resume", [.cancellable], [.i32], [.i32], .threads),
    Row(
      .threadSuspendThenPromote, "thread.suspend-then-promote", [.cancellable], [.i32], [.i32],
      .threads),
    Row(
      .threadYieldThenPromote, "thread.yield-then-promote", [.cancellable], [.i32], [.i32],
      .threads),
    Row(
      .threadSpawnRef, "thread.spawn-ref", [.shared, .coreType],
      [.threadFunction, .threadArgument], [.i32], .sharedThreads),
    Row(
      .threadSpawnIndirect, "thread.spawn-indirect", [.shared, .coreType, .table],
      [.tableAddress, .threadArgument], [.i32], .sharedThreads),
    Row(
      .threadAvailableParallelism, "thread.available-parallelism", [.shared], [], [.i32],
      .sharedThreads),
  ]

  /// For each opcode, where its row is in `rows`; 255 for an opcode without one.
  private static let positions: [UInt8] = {
    var positions = [UInt8](repeating: .max, count: 256)
    for (position, row) in rows.enumerated() {
      positions[Int(row.builtin.rawValue)] = UInt8(truncatingIfNeeded: position)
    }
    return positions
  }()

  package var row: Row { Self.rows[Int(Self.positions[Int(rawValue)])] }

  package var name: String { row.name }

  /// The built-in of this name, which the text format begins with: nil if there is none.
  package init?(name: String) {
    guard let row = Self.rows.first(where: { $0.name == name }) else { return nil }
    self = row.builtin
  }
}
