import ComponentBinary
import Escapement

/// The caller's half of a call that the host makes.
class HostCall {
  enum State {
    case starting, started
    case returned(ComponentValue?)
    case cancelled
  }

  private(set) final var state = State.starting
  final let arguments: [ComponentValue]

  init(arguments: [ComponentValue]) { self.arguments = arguments }

  final var isResolved: Bool {
    switch state {
    case .starting, .started: false
    case .returned, .cancelled: true
    }
  }

  /// The callee begins.
  final func begin() { state = .started }

  func lowerArguments(_ target: LiftedArguments) throws(HostError) {
    begin()
    let place = try target.place()
    let move = ValueToGuest(target: target.context)
    for (position, argument) in arguments.enumerated() {
      let part = target.context.part(target.plan, UInt32(position))
      try move.move(argument, target.context.node(part.node), place.field(part))
    }
  }

  func liftResults(_ source: LiftedResults) throws(HostError) {
    var result: ComponentValue?
    if let plan = source.plan {
      var move = GuestToValue(source: source.context)
      result = try move.move(plan, try source.place(of: plan))
    }
    end(result)
  }

  final func end(_ result: ComponentValue?) { state = .returned(result) }

  final func cancelled() { state = .cancelled }
}

/// A function of the host that components call.
final class HostFunctionInstance {
  typealias Body = ([ComponentValue]) throws(HostError) -> ComponentValue?

  let name: String
  private let body: Body
  #if !hasFeature(Embedded)
    private let asynchronousBody: AsynchronousBody?
  #endif

  init(name: String, body: @escaping Body) {
    self.name = name
    self.body = body
    #if !hasFeature(Embedded)
      asynchronousBody = nil
    #endif
  }

  #if !hasFeature(Embedded)
    init(name: String, asynchronous body: @escaping AsynchronousBody) {
      self.name = name
      self.body = { _ in throw ComponentTrap.cannotBlock }
      asynchronousBody = body
    }
  #endif

  func call(_ arguments: [ComponentValue]) throws(HostError) -> ComponentValue? {
    try body(arguments)
  }

  /// Runs the function.
  func call(_ caller: Caller) throws(HostError) -> HostTask {
    guard case .guest(let subtask) = caller else { return HostTask(nil) }
    #if !hasFeature(Embedded)
      if let asynchronousBody { return try begin(subtask, asynchronousBody) }
    #endif
    let arguments = try subtask.liftArguments()
    try subtask.return(try body(arguments))
    return HostTask(nil)
  }
}

/// The callee's half of a call of a function of the host.
final class HostTask {
  /// The caller's half, as long as the function has not ended.
  var subtask: Subtask?
  private(set) var isCancellationRequested = false
  #if !hasFeature(Embedded)
    /// What runs the function.
    var running: Task<Void, Never>?
  #endif

  init(_ subtask: Subtask?) { self.subtask = subtask }

  /// Cancels what runs the function, which may take its time to notice.
  func requestCancellation() {
    isCancellationRequested = true
    #if !hasFeature(Embedded)
      running?.cancel()
    #endif
  }
}

extension Subtask {
  /// Starts the call with a callee of the host.
  func liftArguments() throws(HostError) -> [ComponentValue] {
    start()
    var arguments: [ComponentValue] = []
    try withSlots { (slots) throws(HostError) in
      let (context, place) = try function.arguments(of: self, slots)
      var move = GuestToValue(source: context)
      arguments = try move.moveFields(function.plan.parameters, place)
    }
    return arguments
  }

  /// Ends the call with what a callee of the host has returned.
  func `return`(_ value: ComponentValue?) throws(HostError) {
    if let result = function.plan.result {
      guard let value else { throw failure(.hostValueMismatch) }
      try withSlots { (slots) throws(HostError) in
        let (context, place) = try function.result(result, slots)
        try ValueToGuest(target: context).move(value, result, place)
      }
    } else if value != nil {
      throw failure(.hostValueMismatch)
    }
    resolve(.returned)
  }
}
