internal import CInterp
internal import CPlatform

/// A reference to an object of the host, which guests can hold and pass on but not look into: `(ref extern)`.
///
/// A store keeps an object that was passed to its guests until a collection finds that none of them holds it any more;
/// see ``ResourceLimits/externalReferences``. Two references are equal when they are to the same object.
public struct ExternReference: Hashable {
  enum Target {
    case object(AnyObject)
    /// A reference of the guest's own that was converted with `extern.convert_any`.
    case guest(AnyReference)
  }

  let target: Target

  /// A reference to an object of the host.
  public init(_ object: AnyObject) { target = .object(object) }

  /// What `extern.convert_any` makes of a reference.
  public init(_ reference: AnyReference) {
    if case .external(let object) = reference.target {
      target = .object(object)
    } else {
      target = .guest(reference)
    }
  }

  /// The object; nil if the reference is to something of the guest's own, made by `extern.convert_any`.
  public var object: AnyObject? {
    if case .object(let object) = target { object } else { nil }
  }

  public static func == (left: ExternReference, right: ExternReference) -> Bool {
    switch (left.target, right.target) {
    case (.object(let object), .object(let other)): object === other
    case (.guest(let reference), .guest(let other)): reference == other
    default: false
    }
  }

  public func hash(into hasher: inout Hasher) {
    switch target {
    case .object(let object): hasher.combine(identity(of: object))
    case .guest(let reference): hasher.combine(reference)
    }
  }

  /// What the guest converted, if the reference is to something of the guest's own.
  public var guest: AnyReference? {
    if case .guest(let reference) = target { reference } else { nil }
  }
}

/// What tells an object from others. `ObjectIdentifier` does not take any object where there are no existential types.
func identity(of object: AnyObject) -> UnsafeMutableRawPointer {
  Unmanaged.passUnretained(object).toOpaque()
}

/// The objects that guests of a store may refer to, by the handle that stands for them in slots: see objects.h.
struct ExternTable {
  private var objects: [AnyObject?] = []
  private var freeNumbers: [Int] = []
  private var handles: [UnsafeMutableRawPointer: UInt] = [:]
  private let limit: Int
  /// How many handles were asked for since the last collection, and how many should be before the next.
  private var requests = 0
  private var budget = Self.smallestBudget
  /// By number, what the collection that is under way has found.
  private var marks = UnsafeMutableBufferPointer<UInt8>(start: nil, count: 0)

  /// Whether no object was ever passed to a guest.
  var isEmpty: Bool { objects.isEmpty }

  private static let smallestBudget = 1024
  /// What a collection does with so many bytes takes as long as what the guest does with a handle.
  private static let bytesPerHandle: UInt64 = 256

  init(limit: Int) { self.limit = limit }

  /// How many objects there are.
  var count: Int { objects.count - freeNumbers.count }

  /// Whether it is time to look which of them are still referred to.
  var isCollectionDue: Bool { requests >= budget }

  /// The handle of an object, which is new if it has none.
  mutating func handle(for object: AnyObject) throws(ResourceError) -> UInt {
    let address = identity(of: object)
    if let handle = handles[address] { return handle }
    requests += 1
    guard count < limit else {
      // The next call may find some that nobody has any more.
      requests = max(requests, budget)
      throw .limitExceeded(.externalReferences, limit: UInt64(limit))
    }
    let number: Int
    if let free = freeNumbers.popLast() {
      number = free
      objects[number] = object
    } else {
      number = objects.count
      objects.append(object)
    }
    let handle = UInt(number) << UInt(handle_shift) | UInt(handle_mark)
    handles[address] = handle
    return handle
  }

  /// The object that a handle stands for; nil for other references.
  func object(for bits: UInt) -> AnyObject? {
    let number = Int(truncatingIfNeeded: bits >> UInt(handle_shift))
    guard bits & UInt(handle_mask) == UInt(handle_mark), number < objects.count else { return nil }
    return objects[number]
  }

  /// Marks for a collection to set, all of them 0; none if the system has no memory, and nothing is released then.
  mutating func beginMarking() -> UnsafeMutableBufferPointer<UInt8> {
    let memory = objects.isEmpty ? nil : platform_allocate(objects.count, 1)
    marks = UnsafeMutableBufferPointer(
      start: memory?.assumingMemoryBound(to: UInt8.self), count: memory == nil ? 0 : objects.count)
    return marks
  }

  /// Takes out the objects that are not marked. Whoever releases them must not be in the table: they may call anything.
  ///
  /// - Parameter heapBytes: What a collection takes, by which the next is put off.
  mutating func takeUnmarked(heapBytes: UInt64) -> [AnyObject] {
    var taken: [AnyObject] = []
    for number in marks.indices where marks[number] == 0 {
      guard let object = objects[number] else { continue }
      handles[identity(of: object)] = nil
      objects[number] = nil
      freeNumbers.append(number)
      taken.append(object)
    }
    platform_free(marks.baseAddress)
    marks = UnsafeMutableBufferPointer(start: nil, count: 0)
    requests = 0
    let wanted = max(count, Int(clamping: heapBytes / Self.bytesPerHandle))
    budget = max(Self.smallestBudget, min(wanted, limit / 4))
    return taken
  }
}

extension Store {
  /// The external reference that a slot holds; nil for null.
  func externReference(_ bits: UInt) -> ExternReference? {
    if bits == 0 { return nil }
    if let object = externs.object(for: bits) { return ExternReference(object) }
    return ExternReference(AnyReference(bits: bits, store: self))
  }

  /// How a reference lies in slots.
  func handle(for reference: ExternReference) throws(CallError) -> UInt {
    if let guest = reference.guest { return try guest.bits(in: self) }
    guard let object = reference.object else { return 0 }
    return try handle(for: object)
  }

  /// How a reference to an object of the host lies in slots. The object is kept until no slot has it any more.
  func handle(for object: AnyObject) throws(CallError) -> UInt {
    // A collection that is under way may have missed it.
    settleHeap()
    defer { if externs.isCollectionDue { requestCollection() } }
    do throws(ResourceError) {
      return try externs.handle(for: object)
    } catch {
      throw .resource(error)
    }
  }
}
