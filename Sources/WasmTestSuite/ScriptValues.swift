internal import Escapement
internal import WasmText

/// Turns the values of scripts into those of the engine, and compares results with patterns.
final class ScriptValues {
  /// An object that scripts know by a number.
  private final class HostObject {
    let number: UInt32

    init(_ number: UInt32) { self.number = number }
  }

  private var objects: [UInt32: HostObject] = [:]

  private func externReference(_ number: UInt32) -> ExternReference {
    let object = objects[number] ?? HostObject(number)
    objects[number] = object
    return ExternReference(object)
  }

  /// The value for a function of a module; nil for one of the component model.
  func value(of value: ScriptValue) -> Value? {
    switch value {
    case .component: nil
    case .i32(let bits): .i32(Int32(bitPattern: bits))
    case .i64(let bits): .i64(Int64(bitPattern: bits))
    case .f32(let bits): .f32(bitPattern: bits)
    case .f64(let bits): .f64(bitPattern: bits)
    case .v128(let bits): .v128(V128(low: bits.low, high: bits.high))
    case .nullReference(let type): null(of: type)
    case .externReference(let number): .externref(externReference(number))
    case .hostReference(let number): .anyref(AnyReference(externReference(number)))
    }
  }

  private func null(of type: ScriptHeapType) -> Value {
    switch type {
    case .func, .noFunc: .funcref(nil)
    case .extern, .noExtern: .externref(nil)
    case .any, .eq, .i31, .struct, .array, .none: .anyref(nil)
    case .exception, .noException: .exnref(nil)
    }
  }

  func matches(_ value: Value, _ pattern: ResultPattern) -> Bool {
    switch (pattern, value) {
    case (.i32(let bits), .i32(let result)): UInt32(bitPattern: result) == bits
    case (.i64(let bits), .i64(let result)): UInt64(bitPattern: result) == bits
    case (.f32(let pattern), .f32(let bits)): pattern.matches(f32: bits)
    case (.f64(let pattern), .f64(let bits)): pattern.matches(f64: bits)
    case (.v128(let pattern), .v128(let result)):
      pattern.matches(VectorBits(low: result.low, high: result.high))
    case (.nullReference, _): isNull(value)
    case (.nullReferenceOf(let type), _): isNull(value) && hasHierarchy(value, of: type)
    case (.reference(let type), _): isReference(value, to: type)
    case (.externReference(let number), .externref(let reference)):
      reference == externReference(number)
    case (.hostReference(let number), .anyref(let reference)):
      reference == AnyReference(externReference(number))
    case (.either(let patterns), _): patterns.contains { matches(value, $0) }
    default: false
    }
  }

  private func isNull(_ value: Value) -> Bool {
    switch value {
    case .funcref(nil), .externref(nil), .anyref(nil), .exnref(nil): true
    default: false
    }
  }

  private func hasHierarchy(_ value: Value, of type: ScriptHeapType) -> Bool {
    value == null(of: type)
  }

  private func isReference(_ value: Value, to type: ScriptHeapType) -> Bool {
    switch (type, value) {
    case (.func, .funcref(.some)), (.extern, .externref(.some)), (.any, .anyref(.some)),
      (.exception, .exnref(.some)):
      true
    case (.eq, .anyref(let reference?)):
      reference.i31 != nil || reference.structure != nil || reference.array != nil
    case (.i31, .anyref(let reference?)): reference.i31 != nil
    case (.struct, .anyref(let reference?)): reference.structure != nil
    case (.array, .anyref(let reference?)): reference.array != nil
    default: false
    }
  }
}
