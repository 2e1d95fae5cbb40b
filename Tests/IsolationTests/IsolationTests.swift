import Escapement
import Testing

/// Between its awaits, a call is on its caller's isolation. This target enables no upcoming feature of Swift, as a client
/// may not; the same tests are part of the engine's own, which do.
@Suite struct IsolationTests {
  static let tasks = 8

  actor Host {
    private let instance: Instance

    init(waiting: Waiting, observer: Observer) throws {
      instance = try Guest.instance(waiting: waiting, observer: observer)
    }

    func run() async throws -> Int32 {
      let result = try await instance.callAsync("run", as: ((Int32) -> Int32).self, Guest.rounds)
      preconditionIsolated()
      return result
    }

    func runWithValues() async throws -> Int32? {
      let results = try await instance.function("run").callAsync([.i32(Guest.rounds)])
      preconditionIsolated()
      return results.first?.i32
    }

    func runInAGroup() async throws -> [Int32] {
      try await withThrowingTaskGroup(of: Int32.self) { group in
        for _ in 0..<IsolationTests.tasks { group.addTask { try await self.run() } }
        var results: [Int32] = []
        while let result = try await group.next() { results.append(result) }
        return results
      }
    }

    /// A call that is not asynchronous, in the midst of others that are.
    func observe() throws { try instance.function("observed").call() }
  }

  /// The same with an executor that code can see itself on.
  actor HostOnQueue {
    private let instance: Instance
    private let executor = QueueExecutor()
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    init(waiting: Waiting, observer: Observer) throws {
      instance = try Guest.instance(waiting: waiting, observer: observer)
    }

    func run() async throws -> Int32 {
      try await instance.callAsync("run", as: ((Int32) -> Int32).self, Guest.rounds)
    }
  }

  @MainActor final class HostOnMainActor {
    private let instance: Instance

    init(waiting: Waiting, observer: Observer) throws {
      instance = try Guest.instance(waiting: waiting, observer: observer)
    }

    func run() async throws -> Int32 {
      let result = try await instance.callAsync("run", as: ((Int32) -> Int32).self, Guest.rounds)
      MainActor.preconditionIsolated()
      return result
    }
  }

  @Test(arguments: Waiting.allCases) func severalTasksOfAnActor(waiting: Waiting) async throws {
    let observer = Observer()
    let host = try Host(waiting: waiting, observer: observer)
    let tasks = (0..<Self.tasks).map { index in
      Task { index % 2 == 0 ? try await host.run() : try await host.runWithValues() }
    }
    for _ in 0..<50 { try await host.observe() }
    for task in tasks { #expect(try await task.value == Guest.result) }
    #expect(observer.overlaps == 0)
    #expect(observer.calls == Self.tasks * Int(Guest.rounds) * 2 + 50)
  }

  @Test(arguments: Waiting.allCases) func taskGroupInAnActor(waiting: Waiting) async throws {
    let observer = Observer()
    let host = try Host(waiting: waiting, observer: observer)
    let results = try await host.runInAGroup()
    #expect(results == Array(repeating: Guest.result, count: Self.tasks))
    #expect(observer.overlaps == 0)
  }

  @Test(arguments: Waiting.allCases) func actorWithItsOwnExecutor(waiting: Waiting) async throws {
    let observer = Observer(isAtHome: QueueExecutor.isCurrent)
    let host = try HostOnQueue(waiting: waiting, observer: observer)
    async let first = host.run()
    async let second = host.run()
    #expect(try await [first, second] == [Guest.result, Guest.result])
    #expect(observer.overlaps == 0)
    #expect(observer.elsewhere == 0)
  }

  @Test(arguments: Waiting.allCases) func mainActor(waiting: Waiting) async throws {
    let observer = Observer(isAtHome: isOnMainQueue)
    let host = try await HostOnMainActor(waiting: waiting, observer: observer)
    async let first = host.run()
    async let second = host.run()
    #expect(try await [first, second] == [Guest.result, Guest.result])
    #expect(observer.overlaps == 0)
    #expect(observer.elsewhere == 0)
  }

  /// A caller that no actor isolates is not left on the actor of its host function.
  @Test(arguments: Waiting.allCases) func nonisolatedTasks(waiting: Waiting) async throws {
    let observers = (0..<Self.tasks).map { _ in Observer(isAtHome: { !isOnMainQueue() }) }
    let results = try await withThrowingTaskGroup(of: Int32.self) { group in
      for observer in observers {
        group.addTask { try await Self.run(waiting: waiting, observer: observer) }
      }
      var results: [Int32] = []
      while let result = try await group.next() { results.append(result) }
      return results
    }
    #expect(results == Array(repeating: Guest.result, count: Self.tasks))
    for observer in observers {
      #expect(observer.overlaps == 0)
      #expect(observer.elsewhere == 0)
    }
  }

  @concurrent static func run(waiting: Waiting, observer: Observer) async throws -> Int32 {
    let instance = try Guest.instance(waiting: waiting, observer: observer)
    return try await instance.callAsync("run", as: ((Int32) -> Int32).self, Guest.rounds)
  }

  /// A nonisolated function that inherits its caller's isolation hands it on.
  @Test func inheritedIsolation() async throws {
    let observer = Observer(isAtHome: isOnMainQueue)
    let result = try await MainActorCaller.run(observer: observer)
    #expect(result == Guest.result)
    #expect(observer.elsewhere == 0)
  }

  @MainActor enum MainActorCaller {
    static func run(observer: Observer) async throws -> Int32 {
      try await inherit(Guest.instance(waiting: .sleeping, observer: observer))
    }

    nonisolated(nonsending) static func inherit(_ instance: Instance) async throws -> Int32 {
      try await instance.callAsync("run", as: ((Int32) -> Int32).self, Guest.rounds)
    }
  }
}
