// Orders in which everything comes after what it depends on.

/// What keeps an order from being found: a part of a cycle.
struct DependencyCycle: Error {
  /// Of the node that depends on itself, in the end.
  var node: Int
  /// Which of its dependencies leads there.
  var dependency: Int
}

/// All nodes, each behind those that it depends on; among nodes that may come next, the first one as
/// given comes next.
///
/// - Parameter dependencies: Of each node the numbers of others, perhaps several times.
func dependencyOrder(_ dependencies: [[Int]]) throws(DependencyCycle) -> [Int] {
  var missing = dependencies.map(\.count)
  var dependents: [[Int]] = Array(repeating: [], count: dependencies.count)
  for (node, list) in dependencies.enumerated() {
    for dependency in list { dependents[dependency].append(node) }
  }
  var ready = MinimumHeap()
  for node in dependencies.indices where missing[node] == 0 { ready.insert(node) }
  var order: [Int] = []
  while let node = ready.removeMinimum() {
    order.append(node)
    for dependent in dependents[node] {
      missing[dependent] -= 1
      if missing[dependent] == 0 { ready.insert(dependent) }
    }
  }
  guard order.count < dependencies.count else { return order }
  for (node, list) in dependencies.enumerated() where missing[node] > 0 {
    for (position, dependency) in list.enumerated() where missing[dependency] > 0 {
      throw DependencyCycle(node: node, dependency: position)
    }
  }
  return order
}

/// Visits what a node leads to and the node last, each that is new once, in the order of the edges.
///
/// Edges must not make a cycle.
func visitInPostOrder<Node: Hashable>(
  _ start: Node, isNew: (Node) -> Bool, edges: (Node) -> [Node], visit: (Node) -> Void
) {
  // Of each node on the way what is left of its edges; a list in place of a recursion, since chains
  // are as long as their author likes.
  var path: [(node: Node, edges: ArraySlice<Node>)] = []
  if isNew(start) { path.append((start, edges(start)[...])) }
  while let (node, rest) = path.last {
    guard let next = rest.first else {
      path.removeLast()
      if isNew(node) { visit(node) }
      continue
    }
    path[path.count - 1].edges.removeFirst()
    if isNew(next) { path.append((next, edges(next)[...])) }
  }
}

/// A binary heap of numbers.
private struct MinimumHeap {
  private var numbers: [Int] = []

  mutating func insert(_ number: Int) {
    var position = numbers.count
    numbers.append(number)
    while position > 0, numbers[(position - 1) / 2] > numbers[position] {
      numbers.swapAt((position - 1) / 2, position)
      position = (position - 1) / 2
    }
  }

  mutating func removeMinimum() -> Int? {
    guard let minimum = numbers.first else { return nil }
    let last = numbers.removeLast()
    if numbers.isEmpty { return minimum }
    numbers[0] = last
    var position = 0
    while true {
      var child = 2 * position + 1
      guard child < numbers.count else { return minimum }
      if child + 1 < numbers.count, numbers[child + 1] < numbers[child] { child += 1 }
      guard numbers[child] < numbers[position] else { return minimum }
      numbers.swapAt(position, child)
      position = child
    }
  }
}
