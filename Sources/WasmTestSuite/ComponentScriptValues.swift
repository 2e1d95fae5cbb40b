internal import EscapementComponents
internal import WasmText

// The values of scripts as those of components.
extension ComponentValue {
  /// Nil for a value that only modules have.
  init?(_ value: ScriptValue) {
    switch value {
    case .f32(let bits): self = .f32(Float(bitPattern: bits))
    case .f64(let bits): self = .f64(Double(bitPattern: bits))
    case .component(let value): self.init(value)
    default: return nil
    }
  }

  init(_ value: ScriptComponentValue) {
    switch value {
    case .bool(let value): self = .bool(value)
    case .s8(let value): self = .s8(value)
    case .u8(let value): self = .u8(value)
    case .s16(let value): self = .s16(value)
    case .u16(let value): self = .u16(value)
    case .s32(let value): self = .s32(value)
    case .u32(let value): self = .u32(value)
    case .s64(let value): self = .s64(value)
    case .u64(let value): self = .u64(value)
    case .f32(let bits): self = .f32(Float(bitPattern: bits))
    case .f64(let bits): self = .f64(Double(bitPattern: bits))
    case .char(let value): self = .char(value)
    case .string(let value): self = .string(value)
    case .list(let values): self = .list(values.map { ComponentValue($0) })
    case .tuple(let values): self = .tuple(values.map { ComponentValue($0) })
    case .record(let fields):
      self = .record(fields.map { Field($0.name, ComponentValue($0.value)) })
    case .variant(let name, let value): self = .variant(name, value.map { ComponentValue($0) })
    case .enumeration(let name): self = .enumeration(name)
    case .option(let value): self = .option(value.map { ComponentValue($0) })
    case .ok(let value): self = .success(value.map { ComponentValue($0) })
    case .error(let value): self = .failure(value.map { ComponentValue($0) })
    case .flags(let names): self = .flags(names)
    }
  }

  /// Whether a result is what a script expects.
  func matches(_ pattern: ResultPattern) -> Bool {
    switch (pattern, self) {
    case (.f32(let pattern), .f32(let value)): pattern.matches(f32: value.bitPattern)
    case (.f64(let pattern), .f64(let value)): pattern.matches(f64: value.bitPattern)
    case (.component(let expected), _): matches(expected)
    case (.either(let patterns), _): patterns.contains { matches($0) }
    default: false
    }
  }

  /// Whether a result is this value; all NaNs are the same.
  private func matches(_ expected: ScriptComponentValue) -> Bool {
    switch (expected, self) {
    case (.bool(let expected), .bool(let value)): expected == value
    case (.s8(let expected), .s8(let value)): expected == value
    case (.u8(let expected), .u8(let value)): expected == value
    case (.s16(let expected), .s16(let value)): expected == value
    case (.u16(let expected), .u16(let value)): expected == value
    case (.s32(let expected), .s32(let value)): expected == value
    case (.u32(let expected), .u32(let value)): expected == value
    case (.s64(let expected), .s64(let value)): expected == value
    case (.u64(let expected), .u64(let value)): expected == value
    case (.f32(let bits), .f32(let value)):
      bits == value.bitPattern || value.isNaN && Float(bitPattern: bits).isNaN
    case (.f64(let bits), .f64(let value)):
      bits == value.bitPattern || value.isNaN && Double(bitPattern: bits).isNaN
    case (.char(let expected), .char(let value)): expected == value
    case (.string(let expected), .string(let value)): isSame(expected, value)
    default: matchesCompound(expected)
    }
  }

  private func matchesCompound(_ expected: ScriptComponentValue) -> Bool {
    switch (expected, self) {
    case (.list(let expected), .list(let values)), (.tuple(let expected), .tuple(let values)):
      Self.match(values, expected)
    case (.list(let expected), .bytes(let bytes)): Self.match(bytes.map { .u8($0) }, expected)
    case (.list(let expected), .map(let entries)):
      Self.match(entries.map { .tuple([$0.key, $0.value]) }, expected)
    case (.record(let expected), .record(let fields)):
      fields.count == expected.count
        && zip(fields, expected).allSatisfy {
          isSame($0.label, $1.name) && $0.value.matches($1.value)
        }
    case (.variant(let name, let expected), .variant(let label, let value)):
      isSame(name, label) && Self.match(value, expected)
    case (.enumeration(let expected), .enumeration(let label)): isSame(expected, label)
    case (.option(let expected), .option(let value)), (.ok(let expected), .success(let value)),
      (.error(let expected), .failure(let value)):
      Self.match(value, expected)
    case (.flags(let expected), .flags(let labels)):
      labels.count == expected.count
        && expected.allSatisfy { name in labels.contains { isSame($0, name) } }
    default: false
    }
  }

  private static func match(
    _ values: [ComponentValue], _ expected: [ScriptComponentValue]
  ) -> Bool {
    values.count == expected.count && zip(values, expected).allSatisfy { $0.matches($1) }
  }

  private static func match(_ value: ComponentValue?, _ expected: ScriptComponentValue?) -> Bool {
    switch (value, expected) {
    case (nil, nil): true
    case (let value?, let expected?): value.matches(expected)
    default: false
    }
  }
}

/// Whether two strings have the same bytes.
private func isSame(_ left: String, _ right: String) -> Bool {
  left.utf8.elementsEqual(right.utf8)
}

// Values in messages, in the words of scripts.
extension ComponentValue {
  var scriptText: String {
    switch self {
    case .bool(let value): "(bool.const \(value))"
    case .s8(let value): "(s8.const \(value))"
    case .u8(let value): "(u8.const \(value))"
    case .s16(let value): "(s16.const \(value))"
    case .u16(let value): "(u16.const \(value))"
    case .s32(let value): "(s32.const \(value))"
    case .u32(let value): "(u32.const \(value))"
    case .s64(let value): "(s64.const \(value))"
    case .u64(let value): "(u64.const \(value))"
    case .f32(let value): ScriptComponentValue.f32(value.bitPattern).description
    case .f64(let value): ScriptComponentValue.f64(value.bitPattern).description
    case .char(let value): ScriptComponentValue.char(value).description
    case .string(let value): ScriptComponentValue.string(value).description
    case .list(let values): "(list.const" + Self.text(values) + ")"
    case .bytes(let bytes): "(list.const" + Self.text(bytes.map { .u8($0) }) + ")"
    case .map(let entries):
      "(list.const" + Self.text(entries.map { .tuple([$0.key, $0.value]) }) + ")"
    case .tuple(let values): "(tuple.const" + Self.text(values) + ")"
    case .record(let fields):
      "(record.const" + Self.text(fields.map { .variant($0.label, $0.value) }) + ")"
    case .variant(let name, let value): "(variant.const \"\(name)\"" + Self.text(value) + ")"
    case .enumeration(let name): "(enum.const \"\(name)\")"
    case .option(let value):
      (value == nil ? "(option.none" : "(option.some") + Self.text(value) + ")"
    case .success(let value): "(result.ok" + Self.text(value) + ")"
    case .failure(let value): "(result.err" + Self.text(value) + ")"
    case .flags(let names): "(flags.const" + names.reduce("") { $0 + " \"" + $1 + "\"" } + ")"
    case .resource: "a resource"
    case .stream: "a stream"
    case .future: "a future"
    case .errorContext: "an error context"
    }
  }

  private static func text(_ values: [ComponentValue]) -> String {
    values.reduce("") { $0 + " " + $1.scriptText }
  }

  private static func text(_ value: ComponentValue?) -> String {
    value.map { " " + $0.scriptText } ?? ""
  }
}
