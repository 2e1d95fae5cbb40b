import CInterp
import SwiftLoop

/// The two implementations of the machine.
enum Loop: CaseIterable {
  case c, swift

  var cells: MachineCells {
    switch self {
    case .c: machine_resolved_cells()
    case .swift: machine_numbered_cells()
    }
  }

  func run(_ context: UnsafeMutablePointer<Context>) -> MachineExit {
    switch self {
    case .c: machine_run(context)
    case .swift: SwiftLoop.run(context)
    }
  }
}

/// Everything that code can reach: a stack, a context, a place for one image, and two instances
/// that know each other. Both loops run in the same world, one after the other, so that addresses
/// agree.
final class World {
  static let slotCount = 512
  static let imageCapacity = 1 << 16
  /// What slots hold before code runs.
  static let untouched: UInt64 = 0xABAD_1DEA_ABAD_1DEA

  let context = UnsafeMutablePointer<Context>.allocate(capacity: 1)
  let stack = UnsafeMutablePointer<Slot>.allocate(capacity: slotCount)
  let image = UnsafeMutableRawPointer.allocate(byteCount: imageCapacity, alignment: 8)
  let instances: [TestInstance]
  let hostCode = UnsafeMutablePointer<Code>.allocate(capacity: 1)
  let host = UnsafeMutablePointer<Function>.allocate(capacity: 1)
  private(set) var loop = Loop.c
  private let types = FunctionTypes()
  /// Whether the second function type of the instances is a subtype of the first one.
  var hasSubtype = false

  init() {
    instances = [TestInstance(number: 0), TestInstance(number: 1)]
    for instance in instances { instance.connect(to: instances, host: host) }
  }

  deinit {
    context.deallocate()
    stack.deallocate()
    image.deallocate()
    hostCode.deallocate()
    host.deallocate()
  }

  /// Makes the world ready for a loop: everything in its initial state, the image in the form of
  /// that loop.
  func load(_ code: Assembler, for loop: Loop, fusing: Bool = false) {
    let bytes = code.image()
    precondition(bytes.count <= Self.imageCapacity)
    self.loop = loop
    bytes.withUnsafeBytes { image.copyMemory(from: $0.baseAddress!, byteCount: $0.count) }
    if loop == .c {
      machine_resolve(image.assumingMemoryBound(to: UInt8.self), bytes.count, fusing)
    }
    hostCode.initialize(
      to: Code(entry: loop.cells.host_call, stub_handler: 0, stub_function: 0, native: nil))
    host.initialize(
      to: Function(code: hostCode, instance: nil, type: TestInstance.canonicalTypes[0], index: 77))
    for instance in instances { instance.reset(cells: loop.cells) }
    reset()
  }

  /// The stack and the context as they are at the start.
  func reset() {
    stack.initialize(repeating: Self.untouched, count: Self.slotCount)
    context.initialize(to: Context())
    context.pointee.instance = UnsafePointer(instances[0].instance)
    context.pointee.codes = instances[0].instance.pointee.codes
    context.pointee.saved_pc = codePointer(at: 0)
    context.pointee.saved_frame = stack
    context.pointee.stack_limit = stack + Self.slotCount
    context.pointee.heap = hasSubtype ? types.heap : nil
    context.pointee.trap = .none
    for register in MachineRegister.allCases { set(register, to: register.untouched) }
  }

  func codePointer(at position: Int) -> UnsafePointer<UInt8> {
    UnsafePointer((image + position).assumingMemoryBound(to: UInt8.self))
  }

  /// Makes a position of the image the entry of a function.
  func define(_ function: Int, of instance: Int = 0, at position: Int) {
    code_publish(instances[instance].codes + function, codePointer(at: position))
  }

  func run() -> MachineExit { loop.run(context) }
}

/// An instance with two memories, a table, globals, and functions: the host's, the first of the
/// other instance, then its own.
final class TestInstance {
  /// Of its own functions, the last one has the second type.
  static let functionCount = 6
  static let canonicalTypes: [UInt32] = [100, 200]
  /// In bytes.
  static let memorySizes: [Int] = [64, 40]
  /// Indices into the functions; nil is a null reference.
  static let tableElements: [Int?] = [0, 1, 2, 3, nil, 7]
  /// In slots.
  static let globalSizes = [1, 1, 2]

  let number: Int
  let instance = UnsafeMutablePointer<Instance>.allocate(capacity: 1)
  let codes = UnsafeMutablePointer<Code>.allocate(capacity: functionCount)
  let memories: Pointers<Memory>
  let tables: Pointers<Table>
  let globals: [UnsafeMutablePointer<Slot>]
  let elements = UnsafeMutablePointer<UInt>.allocate(capacity: tableElements.count)
  private let globalList: UnsafeMutablePointer<UnsafeMutablePointer<Slot>?>
  let functions = UnsafeMutablePointer<Function>.allocate(capacity: functionCount)
  let functionList = UnsafeMutablePointer<UnsafeMutablePointer<Function>?>.allocate(
    capacity: functionCount + 2)
  private let types = UnsafeMutablePointer<UInt32>.allocate(capacity: 2)
  /// A data segment, and one that is dropped.
  static let segmentBytes: [UInt8] = [1, 2, 3, 5, 8, 13, 21, 34]
  private let segmentBytes = UnsafeMutablePointer<UInt8>.allocate(capacity: segmentBytes.count)
  private let dataSegments = UnsafeMutablePointer<DataSegment>.allocate(capacity: 2)
  /// An element segment, and one that is dropped.
  static let segmentElements: [UInt] = [16, 32, 48]
  private let segmentElements = UnsafeMutablePointer<UInt>.allocate(
    capacity: segmentElements.count)
  private let elementSegments = UnsafeMutablePointer<ElementSegment>.allocate(capacity: 2)
  /// A tag whose exceptions carry two slots.
  let tag = UnsafeMutablePointer<Tag>.allocate(capacity: 1)
  private let tags = UnsafeMutablePointer<UnsafePointer<Tag>?>.allocate(capacity: 1)

  init(number: Int) {
    self.number = number
    memories = Pointers(count: Self.memorySizes.count)
    for (index, size) in Self.memorySizes.enumerated() {
      memories[index] = Memory(
        base: .allocate(capacity: size), size: UInt64(size), shared_size: nil, pin_count: 0,
        owner: nil)
    }
    tables = Pointers(count: 1)
    tables[0] = Table(elements: elements, size: UInt64(Self.tableElements.count))
    globals = Self.globalSizes.map { .allocate(capacity: $0) }
    globalList = .allocate(capacity: globals.count)
    for (index, global) in globals.enumerated() { globalList[index] = global }
    for (index, type) in Self.canonicalTypes.enumerated() { types[index] = type }
    for (index, byte) in Self.segmentBytes.enumerated() { segmentBytes[index] = byte }
    dataSegments[0] = DataSegment(bytes: segmentBytes, size: UInt64(Self.segmentBytes.count))
    dataSegments[1] = DataSegment(bytes: segmentBytes, size: 0)
    for (index, element) in Self.segmentElements.enumerated() { segmentElements[index] = element }
    elementSegments[0] = ElementSegment(
      elements: segmentElements, size: UInt64(Self.segmentElements.count))
    elementSegments[1] = ElementSegment(elements: nil, size: 0)
  }

  func connect(to instances: [TestInstance], host: UnsafeMutablePointer<Function>) {
    functionList[0] = host
    functionList[1] = instances[1 - number].functions
    for index in 0..<Self.functionCount {
      let type = Self.canonicalTypes[index == Self.functionCount - 1 ? 1 : 0]
      functions[index] = Function(
        code: codes + index, instance: instance, type: type, index: UInt32(index + 2))
      functionList[index + 2] = functions + index
    }
    tag.initialize(to: Tag(type: 0, exception_type: 0, slot_count: 2, owner: nil))
    tags.initialize(to: UnsafePointer(tag))
    instance.initialize(
      to: Instance(
        codes: codes, code_index: nil, memories: memories.list, tables: tables.list,
        globals: globalList,
        functions: functionList, tags: tags, types: types, data_segments: dataSegments,
        element_segments: elementSegments, memory_count: UInt32(Self.memorySizes.count),
        owner: nil))
  }

  /// Code untranslated, patterns in memories, globals and tables.
  func reset(cells: MachineCells) {
    for index in 0..<Self.functionCount {
      codes[index] = Code(
        entry: nil, stub_handler: cells.translate, stub_function: UInt32(index), native: nil)
      // A translate instruction is a handler field and an operand: the end of the structure itself.
      let stub = UnsafeRawPointer(codes + index) + MemoryLayout<Code>.offset(of: \.stub_handler)!
      codes[index].entry = stub.assumingMemoryBound(to: UInt8.self)
    }
    for (index, size) in Self.memorySizes.enumerated() {
      for offset in 0..<size {
        memories[index].base[offset] = UInt8(
          truncatingIfNeeded: 0x85 + 37 * (offset + index + number))
      }
    }
    for (index, element) in Self.tableElements.enumerated() {
      elements[index] = element.map { UInt(bitPattern: functionList[$0]) } ?? 0
    }
    for (index, global) in globals.enumerated() {
      for slot in 0..<Self.globalSizes[index] {
        global[slot] = 0x1111_2222_3333_4444 &* UInt64(index + slot + 1) &+ UInt64(number)
      }
    }
  }

  deinit {
    for (index, _) in Self.memorySizes.enumerated() { memories[index].base.deallocate() }
    elements.deallocate()
    for global in globals { global.deallocate() }
    globalList.deallocate()
    codes.deallocate()
    functions.deallocate()
    functionList.deallocate()
    types.deallocate()
    segmentBytes.deallocate()
    dataSegments.deallocate()
    segmentElements.deallocate()
    elementSegments.deallocate()
    tags.deallocate()
    tag.deallocate()
    instance.deallocate()
  }
}

/// A heap for the sake of its types: the second canonical type of the instances is below the first
/// one.
private final class FunctionTypes {
  let heap = UnsafeMutablePointer<ObjectHeap>.allocate(capacity: 1)
  private let types: UnsafeMutablePointer<DefinedType>
  private let chain = UnsafeMutablePointer<UInt32>.allocate(capacity: 2)

  init() {
    let numbers = TestInstance.canonicalTypes
    chain.initialize(to: numbers[0])
    (chain + 1).initialize(to: numbers[1])
    let count = Int(numbers.max()!) + 1
    types = .allocate(capacity: count)
    types.initialize(repeating: DefinedType(), count: count)
    for depth in 0..<2 {
      types[Int(numbers[depth])].kind = .function
      types[Int(numbers[depth])].supertypes = UnsafePointer(chain)
      types[Int(numbers[depth])].depth = UInt32(depth)
    }
    heap.initialize(to: ObjectHeap())
    heap.pointee.types = UnsafePointer(types)
  }

  deinit {
    heap.deallocate()
    types.deallocate()
    chain.deallocate()
  }
}

/// A list of pointers to values, as instances have them.
final class Pointers<Value> {
  private let values: UnsafeMutablePointer<Value>
  let list: UnsafeMutablePointer<UnsafeMutablePointer<Value>?>

  init(count: Int) {
    values = .allocate(capacity: count)
    list = .allocate(capacity: count)
    for index in 0..<count { list[index] = values + index }
  }

  subscript(index: Int) -> Value {
    get { values[index] }
    set { values[index] = newValue }
  }

  deinit {
    values.deallocate()
    list.deallocate()
  }
}
