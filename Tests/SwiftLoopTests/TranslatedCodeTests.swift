import CInterp
import Foundation
import RandomNumbers
import Testing

/// Functions in chunks, and the regions of functions.
@Suite struct TranslatedCodeTests {
  /// Chunks that are freed together.
  final class Index {
    let record = UnsafeMutablePointer<CodeIndex>.allocate(capacity: 1)
    private var chunks: [UnsafeMutableRawPointer] = []

    init() { record.initialize(to: CodeIndex(newest: nil)) }

    func addChunk(_ size: Int) {
      let chunk = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 16)
      code_index_add_chunk(record, chunk, size)
      chunks.append(chunk)
    }

    /// Adds a function, in another chunk where the newest one is full.
    func add(
      _ number: Int, codeSize: Int, regions: [ExceptionRegion] = [],
      clauses: [ExceptionClause] = []
    ) -> UnsafeMutablePointer<TranslatedFunction> {
      let (regionCount, clauseCount) = (regions.count, clauses.count)
      var function = code_index_reserve(record, codeSize, regionCount, clauseCount)
      if function == nil {
        addChunk(max(code_chunk_size_for(codeSize, regionCount, clauseCount), 1024))
        function = code_index_reserve(record, codeSize, regionCount, clauseCount)
      }
      for (index, region) in regions.enumerated() { function!.pointee.regions[index] = region }
      for (index, clause) in clauses.enumerated() { function!.pointee.clauses[index] = clause }
      function!.pointee.index = UInt32(number)
      memset(function!.pointee.code, 0xCC, codeSize)
      code_index_publish(record, function)
      return function!
    }

    deinit {
      for chunk in chunks { chunk.deallocate() }
      record.deallocate()
    }
  }

  private static let emptyRegion = ExceptionRegion(
    start: 0, end: 0, parent: absent_index, next: absent_index, first_clause: 0, clause_count: 0)

  @Test func `every byte of code leads to its function, and nothing else does`() {
    let index = Index()
    var random = Random.forTest()
    let functions = (0..<200).map { number in
      index.add(
        number, codeSize: 4 * Int.random(in: 1...60, using: &random),
        regions: Array(repeating: Self.emptyRegion, count: .random(in: 0...2, using: &random)),
        clauses: Array(repeating: ExceptionClause(), count: .random(in: 0...3, using: &random)))
    }
    for (number, function) in functions.enumerated() {
      let size = Int(function.pointee.code_size)
      for offset in 0..<size {
        let found = code_index_find(index.record, function.pointee.code + offset)
        #expect(found == UnsafePointer(function) && found?.pointee.index == UInt32(number))
      }
      #expect(code_index_find(index.record, function.pointee.code - 1) == nil)
      #expect(
        code_index_find(index.record, function.pointee.code + size) != UnsafePointer(function))
      #expect(
        function.pointee.code_size == size && UInt(bitPattern: function.pointee.code) % 16 == 0)
    }
    #expect(code_index_find(index.record, nil) == nil)
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 1) {
      #expect(code_index_find(index.record, $0.baseAddress) == nil)
    }
  }

  @Test func `a function is found only once it is published`() throws {
    let index = Index()
    index.addChunk(1024)
    let first = try #require(code_index_reserve(index.record, 40, 0, 0))
    #expect(code_index_find(index.record, first.pointee.code) == nil)
    code_index_publish(index.record, first)
    #expect(code_index_find(index.record, first.pointee.code) == UnsafePointer(first))
  }

  @Test func `a chunk has room for the function that it was made for`() {
    for size in stride(from: 4, through: 400, by: 4) {
      for regions in 0..<3 {
        let index = Index()
        index.addChunk(code_chunk_size_for(size, regions, 2 * regions))
        #expect(code_index_reserve(index.record, size, regions, 2 * regions) != nil)
      }
    }
  }

  // Region 0 from 10 to 90 with region 1 from 20 to 50 in it, which has region 2 from 30 to 40, and region 3 from
  // 60 to 70, which delegates out of the function.
  private static let regions: [(UInt32, UInt32, parent: UInt32, next: UInt32)] = [
    (10, 90, .max, .max), (20, 50, 0, 0), (30, 40, 1, 1), (60, 70, 0, .max),
  ]
  /// Of each region, the tags that it catches; nil catches all.
  private static let tags: [[UInt32?]] = [[nil], [0], [1, 0], [1]]

  @Test(
    arguments: [
      (5, 0, nil), (10, 0, 0), (25, 0, 1), (25, 1, 0), (30, 1, 2), (39, 0, 3), (40, 1, 0),
      (40, 0, 1),
      (50, 0, 0), (65, 1, 4), (65, 0, nil), (70, 0, 0), (89, 2, 0), (90, 2, nil),
    ] as [(UInt32, Int, UInt32?)])
  func `the innermost clause that matches catches`(position: UInt32, tag: Int, clause: UInt32?) {
    let index = Index()
    var regions: [ExceptionRegion] = []
    var clauses: [ExceptionClause] = []
    for (number, region) in Self.regions.enumerated() {
      regions.append(
        ExceptionRegion(
          start: region.0, end: region.1, parent: region.parent, next: region.next,
          first_clause: UInt32(clauses.count), clause_count: UInt32(Self.tags[number].count)))
      for tag in Self.tags[number] {
        clauses.append(
          ExceptionClause(
            tag: tag ?? absent_index, slot: 0, reference_slot: absent_index, needs_reference: 0,
            target: UInt32(clauses.count)))
      }
    }
    let function = index.add(0, codeSize: 100, regions: regions, clauses: clauses)
    let values = UnsafeMutablePointer<CInterp.Tag>.allocate(capacity: 3)
    defer { values.deallocate() }
    let tags = (0..<3).map { UnsafePointer<CInterp.Tag>?.some(UnsafePointer(values + $0)) }
    var search = ExceptionSearch(tag: tags[tag], work: 0, unmatched: nil)
    #expect(find_exception_clause(function, position, &search, tags)?.pointee.target == clause)
    // Again with what is known from before.
    var unmatched = [UnmatchedRegion](
      repeating: UnmatchedRegion(), count: Int(unmatched_region_count))
    unmatched.withUnsafeMutableBufferPointer {
      search.unmatched = $0.baseAddress
      for _ in 0..<2 {
        let found = find_exception_clause(function, position, &search, tags)
        #expect(found?.pointee.target == clause)
      }
    }
  }

  @Test func `what matches nowhere is not looked through again`() {
    let index = Index()
    let depth: UInt32 = 1000
    let regions = (0..<depth).map {
      ExceptionRegion(
        start: $0, end: 2 * depth - $0, parent: $0 &- 1, next: $0 &- 1, first_clause: $0,
        clause_count: 1)
    }
    let clauses = (0..<depth).map {
      ExceptionClause(tag: 0, slot: 0, reference_slot: absent_index, needs_reference: 0, target: $0)
    }
    let function = index.add(0, codeSize: Int(2 * depth), regions: regions, clauses: clauses)
    let values = UnsafeMutablePointer<CInterp.Tag>.allocate(capacity: 2)
    defer { values.deallocate() }
    let tags = (0..<2).map { UnsafePointer<CInterp.Tag>?.some(UnsafePointer(values + $0)) }
    var search = ExceptionSearch(tag: tags[1], work: 0, unmatched: nil)
    var unmatched = [UnmatchedRegion](
      repeating: UnmatchedRegion(), count: Int(unmatched_region_count))
    unmatched.withUnsafeMutableBufferPointer {
      search.unmatched = $0.baseAddress
      _ = find_exception_clause(function, depth, &search, tags)
      let first = search.work
      for position in 0..<depth { _ = find_exception_clause(function, position, &search, tags) }
      #expect(search.work - first < 100 * first)
    }
  }
}
