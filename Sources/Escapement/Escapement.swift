// The records of CInterp under names that the handles of this module do not take.
internal import CInterp
// Escapement: the embedding interface, and the runtime behind it.
//
//   Engine      configuration, and what all modules of it share: canonical types        Sendable
//   Module      a decoded, validated module and its translated code                     Sendable
//   Store       owns every instance, function, memory, table, global and tag
//   Linker      finds what a module imports
//   Instance, Func, Memory, Table, Global, Tag    handles to what a store owns
//   Value, WasmValue, V128, ExternReference       values that cross the boundary
//   Trap, LinkError, CallError, AccessError, ResourceError    what can go wrong
//
// Who owns what. A store owns the records that the loop of CInterp reads (`InstanceRecord`, `FunctionRecord`,
// `MemoryRecord`, `TableRecord`, global slots) through its `…State` objects, and frees them only when it is itself
// freed, so that a reference held by a guest can't dangle. State objects never refer to the store; handles keep it
// alive. A module owns its `Code` records and the machine code they point to; an instance keeps its module alive.
//
// Invariants that are upheld by hand:
//
//   - A store and everything in it is used by one thread at a time, but for the contents and size of a
//     `SharedMemory`. Only `InterruptHandle` may touch a running `Context` from elsewhere, through the atomic accessors
//     of machine.h.
//   - A slot that the code takes for a reference holds 0, a `FunctionRecord`, an object or an external handle of the
//     same store, or an i31. Whatever writes references into slots checks the store.
//   - Objects move at every collection. Swift keeps no address of one across an allocation, but a `HeldReference`.
//   - i32 and f32 are zero-extended in their slots.
//   - Between two runs of the loop, `Context` is as CInterp left it but for what `Execution` documents.
//   - A native pointer into a linear memory is fetched anew after anything that may have grown it.
//   - Pointers to Swift's objects in the records of C are not retained: the objects belong to the store, or to the engine
//     or a module that it keeps. Nothing of them is used but during a call, for which the caller keeps the store.
//
// Depends on CInterp, CPlatform, WasmTypes, WasmBinary and Translation; none of them shows in the public interface
// but WasmTypes. What never happens here: a Swift trap on anything that a guest or a module can choose, unbounded
// recursion, or blocking other than on the locks of `Engine`, `Module` and `SharedMemory`, and where a guest waits.
@_exported public import WasmTypes

typealias InstanceRecord = CInterp.Instance
typealias FunctionRecord = CInterp.Function
typealias HostFunctionRecord = CInterp.HostFunction
typealias HostFrameRecord = CInterp.HostFrame
typealias MemoryRecord = CInterp.Memory
typealias TableRecord = CInterp.Table
typealias TagRecord = CInterp.Tag
typealias ContextRecord = CInterp.Context

/// The first of consecutive 8-byte slots of a frame, or of a global.
typealias Slots = UnsafeMutablePointer<UInt64>
