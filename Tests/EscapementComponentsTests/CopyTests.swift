import Escapement
import Testing

@testable import EscapementComponents

/// Streams and futures between two ends of the host: the rendezvous alone, without guests or a scheduler.
struct CopyTests {
  private func makeStream() -> (reader: CopyEnd, writer: CopyEnd) {
    let shared = SharedCopy(isFuture: false)
    return (CopyEnd(.streamReader, shared), CopyEnd(.streamWriter, shared))
  }

  private func makeFuture() -> (reader: CopyEnd, writer: CopyEnd) {
    let shared = SharedCopy(isFuture: true)
    return (CopyEnd(.futureReader, shared), CopyEnd(.futureWriter, shared))
  }

  private func payload(_ end: CopyEnd) -> UInt32? {
    end.hasPendingEvent ? end.takeEvent().payload : nil
  }

  private func bytes(_ count: Int) throws -> Buffer {
    try #require(Buffer(.bytes(Array(0..<UInt8(count)))))
  }

  @Test func writesMeetReadsInEitherOrder() throws {
    let (reader, writer) = makeStream()
    let sink = Buffer.HostSink()
    try reader.copy(Buffer(.sink(sink), length: 10), index: 1, in: nil)
    #expect(payload(reader) == nil)
    try writer.copy(try bytes(4), index: 2, in: nil)
    #expect(payload(writer) == 4 << 4)
    #expect(payload(reader) == 4 << 4)
    #expect(sink.bytes == [0, 1, 2, 3])

    try writer.copy(try bytes(4), index: 2, in: nil)
    #expect(payload(writer) == nil)
    try reader.copy(Buffer(.sink(sink), length: 3), index: 1, in: nil)
    #expect(payload(reader) == 3 << 4)
    // The event is computed on delivery: what was copied meanwhile is in it.
    try reader.copy(Buffer(.sink(sink), length: 3), index: 1, in: nil)
    #expect(payload(reader) == 1 << 4)
    #expect(payload(writer) == 4 << 4)
    #expect(sink.bytes == [0, 1, 2, 3, 0, 1, 2, 3])
  }

  @Test func droppingTheOtherEndEndsACopy() throws {
    let (reader, writer) = makeStream()
    try writer.copy(try bytes(4), index: 2, in: nil)
    reader.drop()
    #expect(payload(writer) == CopyResult.dropped.rawValue)
    #expect(writer.state == .done)
    try writer.checkDroppable()
  }

  @Test func cancelledCopiesTellHowFarTheyCame() throws {
    let (reader, writer) = makeStream()
    try writer.copy(try bytes(4), index: 2, in: nil)
    let sink = Buffer.HostSink()
    try reader.copy(Buffer(.sink(sink), length: 1), index: 1, in: nil)
    writer.cancelCopy()
    #expect(payload(writer) == CopyResult.cancelled.rawValue | 1 << 4)
    // The buffer is the writer's again.
    _ = payload(reader)
    try reader.copy(Buffer(.sink(sink), length: 1), index: 1, in: nil)
    #expect(payload(reader) == nil)
  }

  @Test func emptyWritesWaitForReadersOnly() throws {
    let (reader, writer) = makeStream()
    try writer.copy(try bytes(0), index: 2, in: nil)
    #expect(payload(writer) == nil)
    try reader.copy(Buffer(.sink(Buffer.HostSink()), length: 5), index: 1, in: nil)
    #expect(payload(writer) == 0)
    #expect(payload(reader) == nil)
  }

  @Test func futuresCarryOneValue() throws {
    let (reader, writer) = makeFuture()
    #expect(throws: ComponentTrap.futureNotWritten) { try writer.checkDroppable() }
    let sink = Buffer.HostSink()
    try reader.copy(Buffer(.sink(sink), length: 1), index: 1, in: nil)
    try writer.copy(Buffer(.values([.u32(7)]), length: 1), index: 2, in: nil)
    #expect(payload(reader) == 0)
    #expect(payload(writer) == 0)
    #expect(sink.first == .u32(7))
    #expect(reader.state == .done && writer.state == .done)
    try writer.checkDroppable()
  }
}
