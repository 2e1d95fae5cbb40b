// Numbers for what a `ComponentTypes` holds. Those of one are meaningless to another.

/// A resolved value type, with the identity that its definition, import or export gave it.
package struct ValueTypeID: Hashable, Sendable {
  package let rawValue: UInt32
  init(_ rawValue: UInt32) { self.rawValue = rawValue }
}

/// A value type by its structure: types are equal exactly when these numbers are.
package struct ValueStructureID: Hashable, Sendable {
  package let rawValue: UInt32
  init(_ rawValue: UInt32) { self.rawValue = rawValue }
}

/// A resource type as something refers to it: each import, export and alias by instantiation has its
/// own, so that it is known which of them have names that are visible from outside.
package struct ResourceTypeID: Hashable, Sendable {
  package let rawValue: UInt32
  init(_ rawValue: UInt32) { self.rawValue = rawValue }
}

/// A resource type itself: what is abstract or generative gets a number of its own, and types of
/// resources are equal exactly when these are.
package struct ResourceID: Hashable, Sendable {
  package let rawValue: UInt32
  init(_ rawValue: UInt32) { self.rawValue = rawValue }
}

package struct FunctionTypeID: Hashable, Sendable {
  package let rawValue: UInt32
  init(_ rawValue: UInt32) { self.rawValue = rawValue }
}

package struct InstanceTypeID: Hashable, Sendable {
  package let rawValue: UInt32
  init(_ rawValue: UInt32) { self.rawValue = rawValue }
}

package struct ComponentTypeID: Hashable, Sendable {
  package let rawValue: UInt32
  init(_ rawValue: UInt32) { self.rawValue = rawValue }
}

package struct ModuleTypeID: Hashable, Sendable {
  package let rawValue: UInt32
  init(_ rawValue: UInt32) { self.rawValue = rawValue }
}
