internal import CInterp

/// A guest did something that ends its execution. Specification: "Traps".
///
/// The store and its instances stay usable after a trap; what the guest did before remains.
///
/// ```swift
/// do {
///   try run()
/// } catch let trap as Trap where trap.reason == .outOfFuel {
///   print("the plug-in took too long:\n\(trap)")
/// }
/// ```
public struct Trap: Error, Sendable {
  /// Why a guest trapped. The descriptions are the specification's words.
  public enum Reason: Hashable, Sendable, CaseIterable {
    /// The instruction `unreachable`.
    case unreachable
    /// An access to a memory that is not all inside.
    case memoryOutOfBounds
    /// An access to a table that is not all inside.
    case tableOutOfBounds
    /// An access to an array that is not all inside.
    case arrayOutOfBounds
    /// An indirect call through an index behind the end of the table.
    case undefinedElement
    /// An indirect call through an element that is null.
    case uninitializedElement
    /// An indirect call of a function of another type.
    case indirectCallTypeMismatch
    /// An integer division by zero.
    case integerDivideByZero
    /// A division or conversion whose result does not fit.
    case integerOverflow
    /// A conversion of a NaN to an integer.
    case invalidConversionToInteger
    /// Calls are nested too deeply: the value stack or the depth of host calls is used up.
    case callStackExhausted
    /// A null reference where none may be.
    case nullReference
    /// A call of a null reference.
    case nullFunctionReference
    /// An access to a structure by a null reference.
    case nullStructureReference
    /// An access to an array by a null reference.
    case nullArrayReference
    /// The number of a null reference.
    case nullI31Reference
    /// A throw of a null reference.
    case nullExceptionReference
    /// A cast to a type that the reference is not of.
    case castFailure
    /// An atomic access at an address that is not a multiple of its size.
    case unalignedAtomic
    /// A wait for a memory that is not shared.
    case expectedSharedMemory
    /// The guest threw an exception that nothing caught.
    case uncaughtException
    /// No room for another object within ``ResourceLimits/heapBytes``.
    case heapExhausted
    /// ``Store/fuel`` is used up.
    case outOfFuel
    /// ``InterruptHandle/interrupt()`` stopped the guest.
    case interrupted
    /// ``Store/deadline`` has passed.
    case deadlineExceeded
  }

  /// Why the guest trapped.
  public let reason: Reason
  /// Where the guest was.
  public let backtrace: Backtrace

  init(_ reason: Reason, backtrace: Backtrace) {
    self.reason = reason
    self.backtrace = backtrace
  }
}

extension Trap: CustomStringConvertible {
  public var description: String {
    backtrace.frames.isEmpty ? reason.description : "\(reason)\n\(backtrace)"
  }
}

extension Trap.Reason: CustomStringConvertible {
  /// The reason in the specification's words.
  public var description: String {
    // To the loop it is an interrupt like others.
    if self == .deadlineExceeded { return "deadline exceeded" }
    for number in 0..<WasmTrap.RawValue(wasm_trap_count) {
      guard let trap = WasmTrap(rawValue: number), Self(trap) == self else { continue }
      return String(cString: wasm_trap_text(trap))
    }
    return "trap"
  }

  /// Nil for `none`.
  init?(_ trap: WasmTrap) {
    switch trap {
    case .none: return nil
    case .unreachable: self = .unreachable
    case .memory_out_of_bounds: self = .memoryOutOfBounds
    case .table_out_of_bounds: self = .tableOutOfBounds
    case .array_out_of_bounds: self = .arrayOutOfBounds
    case .undefined_element: self = .undefinedElement
    case .uninitialized_element: self = .uninitializedElement
    case .indirect_call_type_mismatch: self = .indirectCallTypeMismatch
    case .integer_divide_by_zero: self = .integerDivideByZero
    case .integer_overflow: self = .integerOverflow
    case .invalid_conversion_to_integer: self = .invalidConversionToInteger
    case .call_stack_exhausted: self = .callStackExhausted
    case .null_reference: self = .nullReference
    case .null_function_reference: self = .nullFunctionReference
    case .null_structure_reference: self = .nullStructureReference
    case .null_array_reference: self = .nullArrayReference
    case .null_i31_reference: self = .nullI31Reference
    case .null_exception_reference: self = .nullExceptionReference
    case .cast_failure: self = .castFailure
    case .unaligned_atomic: self = .unalignedAtomic
    case .expected_shared_memory: self = .expectedSharedMemory
    case .uncaught_exception: self = .uncaughtException
    case .heap_exhausted: self = .heapExhausted
    case .out_of_fuel: self = .outOfFuel
    case .interrupted: self = .interrupted
    }
  }
}

extension Store {
  /// The trap that the loop has stopped with.
  func trap(on execution: Execution) -> Trap {
    Trap(
      execution.reason(execution.context.pointee.trap), backtrace: guestBacktrace(of: execution))
  }
}

extension Execution {
  /// Why the guest traps, with the cause if it is interrupted.
  func reason(_ trap: WasmTrap) -> Trap.Reason {
    let reason = Trap.Reason(trap) ?? .unreachable
    return reason == .interrupted && context_is_interrupted_by(context, .deadline)
      ? .deadlineExceeded : reason
  }
}
