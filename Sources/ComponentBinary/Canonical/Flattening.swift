package import WasmTypes

/// Which way a canonical definition wraps a function.
package enum CanonicalDirection: Hashable, Sendable {
  /// A core function becomes a component function.
  case lift
  /// A component function becomes a core function.
  case lower
}

// CanonicalABI: "Flattening".
extension ComponentTypes {
  /// The core function type for a component function type: `flatten_functype`.
  package func flattened(
    _ type: ComponentFunctionType, _ options: CanonicalOptions, _ direction: CanonicalDirection
  ) -> FunctionType {
    let addressType = options.addressType
    let pointer = addressType.valueType
    let parameters = flatTypes(of: type.parameters.lazy.map { $0.content })
    let results = type.result.map { self[$0].flat } ?? FlatTypes()
    let isLoweredAsync = options.isAsync && direction == .lower
    let limit =
      isLoweredAsync ? FlatTypes.maximumAsyncParameters : FlatTypes.maximumParameters
    var flattened = FunctionType(
      parameters: parameters.count > limit
        ? [pointer] : parameters.valueTypes(addressType: addressType))
    switch (direction, options.isAsync) {
    case (.lift, false):
      flattened.results =
        results.count > FlatTypes.maximumResults
        ? [pointer] : results.valueTypes(addressType: addressType)
    case (.lower, false):
      if results.count > FlatTypes.maximumResults {
        flattened.parameters.append(pointer)
      } else {
        flattened.results = results.valueTypes(addressType: addressType)
      }
    case (.lift, true): flattened.results = options.callback == nil ? [] : [.i32]
    case (.lower, true):
      if !results.isEmpty { flattened.parameters.append(pointer) }
      flattened.results = [.i32]
    }
    return flattened
  }

  /// Whether it takes a memory to pass values of these types.
  package func containPointers(_ types: some Sequence<ValueTypeID>) -> Bool {
    for type in types where self[type].contents.contains(.pointer) { return true }
    return false
  }
}
