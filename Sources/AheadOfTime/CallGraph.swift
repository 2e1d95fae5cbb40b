/// Which functions become C functions that call each other, besides handlers.
///
/// These are the functions that can't stop: all of their instructions are compiled, and they call only their like. They
/// may trap, and they may be recursive: see `compiled_code.h`.
struct CallGraph {
  /// By index among the defined functions.
  private(set) var isNative: [Bool]
  /// Whether a native function may leave its frame and those of its callers for a loop to go on with: those that may
  /// use much of the native stack.
  private(set) var mayLeave: [Bool]
  /// Whether a native function needs the first memory.
  private(set) var needsMemory: [Bool]

  /// Of the frames of one function, and of those that a chain of calls may have without looking at the native stack.
  private static let mostSlots = 512
  private static let mostSlotsOfChain = 2048
  private static let longestChain = 64

  init(_ functions: [FunctionCode?]) {
    isNative = functions.map { $0.map { $0.isComplete && $0.slotCount <= Self.mostSlots } ?? false }
    mayLeave = Array(repeating: true, count: functions.count)
    needsMemory = functions.map { $0?.accessesMemory ?? false }
    var callers: [[UInt32]] = Array(repeating: [], count: functions.count)
    for case let function? in functions {
      for callee in function.callees { callers[Int(callee)].append(function.index) }
    }
    spreadToCallers(callers)
    findBoundedChains(functions, callers)
  }

  var nativeCount: Int { isNative.count { $0 } }

  mutating func forgetNativeFunctions() {
    isNative = Array(repeating: false, count: isNative.count)
  }

  /// Who calls a function that is not native is not native either, and who calls one that needs memory needs it.
  private mutating func spreadToCallers(_ callers: [[UInt32]]) {
    var pending = isNative.indices.filter { !isNative[$0] }
    while let callee = pending.popLast() {
      for caller in callers[callee] where isNative[Int(caller)] {
        isNative[Int(caller)] = false
        pending.append(Int(caller))
      }
    }
    pending = needsMemory.indices.filter { needsMemory[$0] }
    while let callee = pending.popLast() {
      for caller in callers[callee] where !needsMemory[Int(caller)] {
        needsMemory[Int(caller)] = true
        pending.append(Int(caller))
      }
    }
  }

  /// From functions that call nothing upward: what is reached is not recursive.
  private mutating func findBoundedChains(_ functions: [FunctionCode?], _ callers: [[UInt32]]) {
    var calleesLeft = functions.map { $0?.callees.count ?? 0 }
    var slots = functions.map { $0?.slotCount ?? 0 }
    var length = Array(repeating: 1, count: functions.count)
    var pending = functions.indices.filter { isNative[$0] && calleesLeft[$0] == 0 }
    while let callee = pending.popLast() {
      if slots[callee] > Self.mostSlotsOfChain || length[callee] > Self.longestChain { continue }
      mayLeave[callee] = false
      for caller in callers[callee].map(Int.init) {
        slots[caller] = max(slots[caller], (functions[caller]?.slotCount ?? 0) + slots[callee])
        length[caller] = max(length[caller], length[callee] + 1)
        calleesLeft[caller] -= 1
        if calleesLeft[caller] == 0, isNative[caller] { pending.append(caller) }
      }
    }
  }
}
