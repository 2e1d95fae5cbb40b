import Dispatch
import Escapement
import Synchronization
import WasmText

/// What a guest's synchronous host function sees: whether others are in the store at the same time, and whether it is
/// where its caller is.
final class Observer: Sendable {
  private let inside = Atomic(0)
  private let overlapCount = Atomic(0)
  private let elsewhereCount = Atomic(0)
  private let callCount = Atomic(0)
  private let isAtHome: @Sendable () -> Bool

  init(isAtHome: @escaping @Sendable () -> Bool = { true }) { self.isAtHome = isAtHome }

  var overlaps: Int { overlapCount.load(ordering: .relaxed) }
  var elsewhere: Int { elsewhereCount.load(ordering: .relaxed) }
  var calls: Int { callCount.load(ordering: .relaxed) }

  /// Long enough for another thread to come in.
  func observe() {
    if inside.add(1, ordering: .relaxed).oldValue != 0 {
      overlapCount.add(1, ordering: .relaxed)
    }
    if !isAtHome() { elsewhereCount.add(1, ordering: .relaxed) }
    let end = DispatchTime.now().uptimeNanoseconds + 20_000
    while DispatchTime.now().uptimeNanoseconds < end {}
    callCount.add(1, ordering: .relaxed)
    inside.subtract(1, ordering: .relaxed)
  }
}

/// Where the closure of the asynchronous host function runs, or what it waits for.
enum Waiting: CaseIterable, Sendable {
  case yielding, sleeping, onMainActor, forAnotherActor, concurrent, withValues

  actor Bystander {
    func echo(_ number: Int32) -> Int32 { number }
  }

  static let bystander = Bystander()

  @concurrent static func echo(_ number: Int32) async -> Int32 { number }

  /// Defines `env.wait`, which returns its argument.
  func define(in linker: Linker) throws {
    switch self {
    case .yielding:
      try linker.defineAsync("env", "wait") { (number: Int32) async throws -> Int32 in
        await Task.yield()
        return number
      }
    case .sleeping:
      try linker.defineAsync("env", "wait") { (number: Int32) async throws -> Int32 in
        try await Task.sleep(for: .microseconds(50))
        return number
      }
    case .onMainActor:
      try linker.defineAsync("env", "wait") { @MainActor (number: Int32) async throws -> Int32 in
        MainActor.preconditionIsolated()
        return number
      }
    case .forAnotherActor:
      try linker.defineAsync("env", "wait") { (number: Int32) async throws -> Int32 in
        await Self.bystander.echo(number)
      }
    case .concurrent:
      try linker.defineAsync("env", "wait") { (number: Int32) async throws -> Int32 in
        await Self.echo(number)
      }
    case .withValues:
      let type = FunctionType(parameters: [.i32], results: [.i32])
      try linker.defineAsync("env", "wait", type: type) { _, arguments in
        await Task.yield()
        return arguments
      }
    }
  }
}

/// A module that allocates objects, and keeps some while it waits.
enum Guest {
  static let text = """
    (module
      (type $node (struct (field i32) (field (ref null $node))))
      (import "env" "observe" (func $observe))
      (import "env" "wait" (func $wait (param i32) (result i32)))
      (func $list (param $count i32) (result (ref null $node)) (local $list (ref null $node))
        (loop $again
          (if (local.get $count) (then
            (local.set $list (struct.new $node (local.get $count) (local.get $list)))
            (local.set $count (i32.sub (local.get $count) (i32.const 1)))
            (br $again))))
        (local.get $list))
      (func $sum (param $list (ref null $node)) (result i32) (local $sum i32)
        (loop $again
          (if (i32.eqz (ref.is_null (local.get $list))) (then
            (local.set $sum
              (i32.add (local.get $sum) (struct.get $node 0 (local.get $list))))
            (local.set $list (struct.get $node 1 (local.get $list)))
            (br $again))))
        (local.get $sum))
      ;; For each round: 5050, and the number of rounds that are left.
      (func (export "run") (param $rounds i32) (result i32)
        (local $total i32) (local $list (ref null $node))
        (loop $again
          (local.set $list (call $list (i32.const 100)))
          (call $observe)
          (local.set $total (i32.add (local.get $total) (call $wait (local.get $rounds))))
          (call $observe)
          (local.set $total (i32.add (local.get $total) (call $sum (local.get $list))))
          (br_if $again
            (local.tee $rounds (i32.sub (local.get $rounds) (i32.const 1)))))
        (local.get $total))
      (func (export "observed") call $observe))
    """

  static let rounds: Int32 = 20
  /// What `run` returns for ``rounds``.
  static let result: Int32 = 20 * 5050 + (1...20).reduce(0, +)

  static func instance(waiting: Waiting, observer: Observer) throws -> Instance {
    let engine = Engine()
    let linker = Linker(engine: engine)
    try linker.define("env", "observe") { () in observer.observe() }
    try waiting.define(in: linker)
    let module = try Module(engine: engine, bytes: TextFormat.assemble(text))
    let store = Store(engine: engine)
    return try linker.instantiate(module, in: store)
  }

}

/// Marks the queues that executors use, so that code can see where it is.
private struct QueueMark: @unchecked Sendable {
  let key = DispatchSpecificKey<Bool>()

  func set(on queue: DispatchQueue) { queue.setSpecific(key: key, value: true) }
  var isOnCurrentQueue: Bool { DispatchQueue.getSpecific(key: key) ?? false }

  static let executor = QueueMark()
  static let main = {
    let mark = QueueMark()
    mark.set(on: .main)
    return mark
  }()
}

func isOnMainQueue() -> Bool { QueueMark.main.isOnCurrentQueue }

/// An executor with a queue of its own, so that code can see whether it is there.
final class QueueExecutor: SerialExecutor {
  private let queue = DispatchQueue(label: "executor")

  init() { QueueMark.executor.set(on: queue) }

  static func isCurrent() -> Bool { QueueMark.executor.isOnCurrentQueue }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
  }
}
