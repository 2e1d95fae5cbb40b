/// The names that a component gives itself and its definitions: the section "component-name".
/// Binary: "Name Section".
package struct ComponentNames: Hashable, Sendable {
  package var component: String?
  /// Of each index space at most once; the indices of each in ascending order.
  package var sorts: [SortNames]

  package init(component: String? = nil, sorts: [SortNames] = []) {
    self.component = component
    self.sorts = sorts
  }

  package var isEmpty: Bool { component == nil && sorts.isEmpty }

  package struct SortNames: Hashable, Sendable {
    package var sort: Sort
    package var names: [Association]

    package init(sort: Sort, names: [Association] = []) {
      self.sort = sort
      self.names = names
    }
  }

  package struct Association: Hashable, Sendable {
    package var index: UInt32
    package var name: String

    package init(index: UInt32, name: String) {
      self.index = index
      self.name = name
    }
  }
}
