#if DispatchCounts
  internal import CInterp

  /// How often handlers ran, and pairs of them: what superinstructions are chosen by.
  enum DispatchReport {
    private struct Row {
      var name: String
      var count: UInt64
    }

    /// Writes the counts of this process to standard error, the most frequent first.
    static func write(limit: Int = 2000) {
      var singles: [Row] = []
      var pairs: [Row] = []
      for second in handlers {
        var sum: UInt64 = 0
        for first in handlers {
          let count = dispatch_count(first, second)
          if count == 0 { continue }
          sum += count
          pairs.append(Row(name: "\(name(first)) \(name(second))", count: count))
        }
        if sum > 0 { singles.append(Row(name: name(second), count: sum)) }
      }
      let total = singles.reduce(0) { $0 + $1.count }
      Console.report("dispatches \(total)")
      write("handler", singles, limit)
      write("pair", pairs, limit)
    }

    private static var handlers: some Sequence<Handler> {
      (0..<handler_count.rawValue).lazy.map { Handler(rawValue: $0) }
    }

    private static func name(_ handler: Handler) -> String {
      let description = handler_description(handler)
      let letters = [description.left, description.right, description.variant].map {
        Character(UnicodeScalar(UInt8(bitPattern: $0)))
      }
      return
        "\(String(cString: operation_name(description.operation)))_\(letters[0])\(letters[1])_\(letters[2])"
    }

    private static func write(_ kind: String, _ rows: [Row], _ limit: Int) {
      for row in rows.sorted(by: { $0.count > $1.count }).prefix(limit) {
        Console.report("\(kind) \(row.count) \(row.name)")
      }
    }
  }
#endif
