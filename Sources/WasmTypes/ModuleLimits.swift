/// How large a module this implementation is willing to handle.
///
/// The specification lets an implementation bound the sizes of what it accepts ("Implementation
/// Limitations"). The defaults are those that the WebAssembly JavaScript interface fixes for all
/// browsers, so that a module which runs there also runs here. They keep a small hostile file from
/// asking for much memory or time.
public struct ModuleLimits: Hashable, Sendable {
  /// Bytes of a binary module. Positions are 32-bit, so that this cannot be raised.
  public var moduleBytes: UInt32 = .max - 1
  /// Types of all recursive groups together.
  public var types: UInt32 = 1_000_000
  /// Functions defined by the module.
  public var functions: UInt32 = 1_000_000
  /// How many imports: 1,000,000 by default.
  public var imports: UInt32 = 1_000_000
  /// How many exports: 1,000,000 by default.
  public var exports: UInt32 = 1_000_000
  /// Globals, imported ones included.
  public var globals: UInt32 = 1_000_000
  /// Tags, imported ones included.
  public var tags: UInt32 = 1_000_000
  /// Tables, imported ones included.
  public var tables: UInt32 = 100_000
  /// Memories, imported ones included.
  public var memories: UInt32 = 100
  /// How many data segments: 100,000 by default.
  public var dataSegments: UInt32 = 100_000
  /// How many element segments: 100,000 by default.
  public var elementSegments: UInt32 = 100_000
  /// Items of one element segment.
  public var elementSegmentItems: UInt32 = 10_000_000
  /// Elements that a table may have: checked when it is created or grown, not when the module is
  /// validated.
  public var tableElements: UInt32 = 10_000_000
  /// Parameters of a function, a block or a tag.
  public var parameters: UInt32 = 1_000
  /// Results of a function or a block.
  public var results: UInt32 = 1_000
  /// Bytes of one function's body, the declaration of its locals included.
  public var functionBytes: UInt32 = 7_654_321
  /// Parameters and locals of a function together.
  public var locals: UInt32 = 50_000
  /// How many fields a structure type: 10,000 by default.
  public var structureFields: UInt32 = 10_000
  /// Operands of `array.new_fixed`.
  public var arrayOperands: UInt32 = 10_000
  /// Steps from a type to its most general declared supertype.
  public var subtypingDepth: UInt32 = 63
  /// Targets of a `br_table`, without the default one.
  public var labelTableTargets: UInt32 = 65_520
  /// Values on the operand stack of a function at once. Not a limit of the JavaScript interface: a
  /// call of two bytes can push a thousand values, so that something must bound them.
  public var operands: UInt32 = 1_000_000
  /// Blocks around an instruction. Not a limit of the JavaScript interface: a block takes two bytes, and
  /// its frame much more.
  public var nesting: UInt32 = 100_000
  /// Catch clauses of a `try_table`.
  public var catchClauses: UInt32 = 10_000

  /// Bytes of what one function is translated to, and of what the translator notes meanwhile. Code
  /// takes about three times the bytes of its body, but other code can be made.
  public var translatedFunctionBytes: UInt32 = 128 << 20
  /// Bytes of what all functions of a module are translated to. A function that would go beyond traps when it is
  /// called first, or is an error where all functions are translated at once.
  public var translatedModuleBytes: UInt64 = MemoryLayout<UInt>.size == 8 ? 2 << 30 : 128 << 20

  /// The defaults.
  public init() {}
}
