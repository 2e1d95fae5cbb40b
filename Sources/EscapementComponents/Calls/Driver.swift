// The one place where Swift's concurrency and the scheduler of components meet. Whoever waits for something drives the
// scheduler: it ticks until that has happened or nothing can go on, and then sleeps until a task of the host has posted
// something. Asynchronous host functions run as tasks of their own, which don't touch the store.
#if !hasFeature(Embedded)
  import Escapement

  /// What tasks of the host want to have done in the store, and who waits for them.
  final class Mailbox: Sendable {
    typealias Operation = @Sendable (Scheduler) throws -> Void

    private struct State {
      var operations: [Operation] = []
      var waiters: [(number: UInt64, continuation: CheckedContinuation<Void, Never>)] = []
      /// How often the mailbox was written to.
      var postCount: UInt64 = 0
      var waiterCount: UInt64 = 0
    }

    private let state = Locked(State())

    func post(_ operation: @escaping Operation) {
      wake { $0.operations.append(operation) }
    }

    func wakeAll() { wake { _ in } }

    private func wake(_ change: (inout State) -> Void) {
      let waiters = state.withLock { state in
        change(&state)
        state.postCount &+= 1
        defer { state.waiters = [] }
        return state.waiters
      }
      for waiter in waiters { waiter.continuation.resume() }
    }

    func take() -> (operations: [Operation], postCount: UInt64) {
      state.withLock { state in
        defer { state.operations = [] }
        return (state.operations, state.postCount)
      }
    }

    /// Sleeps until the mailbox was written to more than `postCount` times, or the task is cancelled.
    func wait(beyond postCount: UInt64, isolation: isolated (any Actor)?) async {
      let number = state.withLock { state in
        state.waiterCount &+= 1
        return state.waiterCount
      }
      await withTaskCancellationHandler {
        await withCheckedContinuation { continuation in
          let isLate = state.withLock { state in
            if state.postCount != postCount || Task.isCancelled { return true }
            state.waiters.append((number, continuation))
            return false
          }
          if isLate { continuation.resume() }
        }
      } onCancel: {
        let waiter = state.withLock { state in
          state.waiters.firstIndex { $0.number == number }.map { state.waiters.remove(at: $0) }
        }
        waiter?.continuation.resume()
      }
    }
  }

  extension Scheduler {
    /// How many threads run before others than guests get their turn.
    private static let turn = 256

    /// How far the guests have come.
    private enum Progress<Result> {
      case finished(Result)
      case interrupted
      /// None can go on, after so many messages.
      case idle(postCount: UInt64)
    }

    /// Lets guests run until `body` gives something, and sleeps while none can.
    ///
    /// - Parameter cancel: Called once if the task is cancelled.
    func drive<Result>(
      isolation: isolated (any Actor)?, cancel: () throws -> Void = {},
      until body: () throws -> Result?
    ) async throws -> Result {
      var isCancelled = false
      driverCount += 1
      defer { driverCount -= 1 }
      while true {
        if Task.isCancelled, !isCancelled {
          isCancelled = true
          try store.whileInside(cancel)
        }
        switch try store.whileInside({ try advance(until: body) }) {
        case .finished(let result): return result
        case .interrupted: await Task.yield()
        case .idle(let postCount):
          if isCancelled { throw CancellationError() }
          try trap(if: hostTaskCount == 0 && hostEndCount == 0, .deadlock)
          await mailbox.wait(beyond: postCount, isolation: isolation)
        }
      }
    }

    private func advance<Result>(until body: () throws -> Result?) throws -> Progress<Result> {
      let (operations, postCount) = mailbox.take()
      // What fails is told to those who wait for it: `body` throws if that is the case here.
      for operation in operations { try? operation(self) }
      for _ in 0..<Self.turn {
        if let result = try body() { return .finished(result) }
        do { if !(try tick()) { return .idle(postCount: postCount) } } catch {}
      }
      return .interrupted
    }
  }
#endif
