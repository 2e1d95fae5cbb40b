// EscapementComponents: components linked, instantiated and called.
//
//   Component            a decoded, validated component                                          Sendable
//   ComponentLinker      finds what components import
//   ComponentInstance, ComponentFunction    handles to what was instantiated
//   ComponentValue, ComponentConvertible    values that cross the boundary, dynamic and typed
//   ComponentResource, HostResourceType     resources of guests, and objects of the host as resources
//   ComponentStream, ComponentFuture        streams and futures
//   ComponentTrap, LinkingError, ComponentCallError    what can go wrong
//
// The rooms, with the specification's nouns:
//
//   Linking       index spaces and the making of instances
//   Values        how values move: a reader and a writer of a guest's values, and what connects two of them or one with
//                 a value of the host; plans say where parts of values lie
//   Calls         lifted and lowered functions, the caller's and the callee's half of a call, what threads do
//   Concurrency   threads, tasks, subtasks, waitables, streams and futures, handles: explicit state, no engine
//   Builtins      the canonical built-ins, by family
//   Typed         calls with Swift's own types
//
// A component instance, and everything that belongs to it, belongs to the `Scheduler` of its store, which lives as long as the store.
// Nothing there keeps the store: what it knows of the engine are records (`StoredFunction`, `StoredMemory`).
//
// The scheduler is synchronous. A guest thread is a `SuspendableCall`: a built-in that has to wait stops the loop, notes
// in `GuestThread.resumption` what is left to do, and returns to whoever has resumed the thread. A thread that waits is kept
// where it will be noticed: the invariant is that a thread which can go on is in the scheduler's queue, or behind one in
// the queue that will wake it (`ComponentInstanceState.wakeNext`, `WaitableSet.endWaiting`).
//
// Swift's concurrency meets the scheduler in `Driver.swift` only, which Embedded Swift leaves out.
//
// Depends on ComponentBinary and Escapement. What never happens here: a Swift trap on anything that a guest can choose, an
// allocation for a guest's values beyond `Scheduler.valueByteLimit`, a thread that blocks, or reading memory of a guest
// through an address that was not checked since the guest last ran.
