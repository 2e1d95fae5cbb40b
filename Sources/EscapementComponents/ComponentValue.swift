/// A value of a component's type, for calls whose types are only known at run time.
///
/// ```swift
/// let result = try instance.function("greet").call([.string("world")])
/// ```
public enum ComponentValue: Equatable, Sendable {
  case bool(Bool)
  case s8(Int8)
  case u8(UInt8)
  case s16(Int16)
  case u16(UInt16)
  case s32(Int32)
  case u32(UInt32)
  case s64(Int64)
  case u64(UInt64)
  case f32(Float)
  case f64(Double)
  case char(Unicode.Scalar)
  case string(String)
  case list([ComponentValue])
  /// A `list<u8>`: a ``list(_:)`` of ``u8(_:)`` is taken as well, but never given.
  case bytes([UInt8])
  case record([Field])
  case tuple([ComponentValue])
  indirect case variant(String, ComponentValue?)
  case enumeration(String)
  indirect case option(ComponentValue?)
  /// The `ok` case of a `result`.
  indirect case success(ComponentValue?)
  /// The `error` case of a `result`.
  indirect case failure(ComponentValue?)
  /// The labels of the flags that are set.
  case flags([String])
  case map([Entry])
  case resource(ComponentResource)
  case stream(ComponentStream)
  case future(ComponentFuture)
  case errorContext(ComponentErrorContext)

  public struct Field: Equatable, Sendable {
    public var label: String
    public var value: ComponentValue

    public init(_ label: String, _ value: ComponentValue) {
      self.label = label
      self.value = value
    }
  }

  public struct Entry: Equatable, Sendable {
    public var key: ComponentValue
    public var value: ComponentValue

    public init(key: ComponentValue, value: ComponentValue) {
      self.key = key
      self.value = value
    }
  }
}

/// A guest's description of an error, for debugging.
public struct ComponentErrorContext: Equatable, Sendable {
  let context: ErrorContext

  init(context: ErrorContext) { self.context = context }

  public init(message: String) { context = ErrorContext(message: message) }

  /// What the guest says; it may have been shortened or be empty.
  public var message: String { context.message }

  public static func == (left: ComponentErrorContext, right: ComponentErrorContext) -> Bool {
    left.context === right.context
  }
}
