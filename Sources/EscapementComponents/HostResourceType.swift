public import Escapement

/// A resource type of the host: components have handles to Swift objects.
///
/// ```swift
/// let files = HostResourceType<File> { file in file.close() }
/// let host = linker.instance("example:host/files")
/// host.define("file", resource: files)
/// host.define("open") { arguments in .resource(files.makeHandle(to: File(), in: store)) }
/// host.define("[method]file.size") { arguments in .u64(try files.object(arguments[0]).size) }
/// ```
///
/// An object is kept as long as a component, or a ``ComponentResource`` that was not passed on, owns it. It belongs to
/// whoever the linkers and stores belong to that it is used with.
public final class HostResourceType<Object: AnyObject>: HostResources {
  private var objects = HandleTable<Object>()
  private let destructor: (Object) throws(HostError) -> Void

  /// - Parameter destructor: Called exactly once for each object, when the handle that owns it is dropped.
  public init(destructor: @escaping (Object) throws(HostError) -> Void = { _ throws(HostError) in })
  {
    self.destructor = destructor
  }

  /// How many objects components own.
  public var count: Int { Int(objects.count) }

  /// An owned handle to an object, to be passed to a component.
  ///
  /// - Throws: If there are too many handles.
  public func makeHandle(
    to object: Object, in store: Store
  ) throws(HostError) -> ComponentResource {
    let scheduler = Scheduler.of(store)
    guard let index = objects.add(object, limit: scheduler.handleLimit) else {
      throw failure(.tooManyHandles)
    }
    return ComponentResource(scheduler.type(of: self), UInt64(index), isOwned: true)
  }

  /// The object that a handle is to.
  ///
  /// - Throws: If it is to another type of resource, or to none any more.
  public func object(_ handle: ComponentResource) throws(HostError) -> Object {
    guard let index = handle.index(in: self),
      let object = objects[UInt32(truncatingIfNeeded: index)]
    else { throw failure(.hostValueMismatch) }
    return object
  }

  /// The object that a handle in a value is to.
  public func object(_ value: ComponentValue) throws(HostError) -> Object {
    guard case .resource(let handle) = value else { throw failure(.hostValueMismatch) }
    return try object(handle)
  }

  override func drop(_ representation: UInt64) throws(HostError) {
    guard let object = objects.remove(UInt32(truncatingIfNeeded: representation)) else { return }
    try destructor(object)
  }
}

extension HostInstance {
  /// Defines a resource type.
  public func define<Object>(_ name: String, resource type: HostResourceType<Object>) {
    add(name, .resource(type))
  }
}

extension ComponentLinker {
  /// Defines a resource type that components import by itself.
  public func define<Object>(_ name: String, resource type: HostResourceType<Object>) {
    definitions.define(name, resource: type)
  }
}
