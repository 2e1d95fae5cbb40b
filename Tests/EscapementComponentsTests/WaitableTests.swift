import Escapement
import Testing

@testable import EscapementComponents

struct WaitableTests {
  /// Events come in the order in which they happened, and only while their waitable is in the set.
  @Test func setsDeliverEventsOfTheirMembers() {
    let set = WaitableSet()
    let other = WaitableSet()
    let waitables = (0..<4).map { _ in Waitable() }
    for waitable in waitables { waitable.join(set) }
    #expect(set.memberCount == 4)
    #expect(!set.hasPendingEvent)
    for waitable in [waitables[2], waitables[0], waitables[3]] { waitable.setPendingEvent() }
    waitables[0].join(other)
    waitables[3].join(nil)
    #expect(set.takeEvent() != nil)
    #expect(!waitables[2].hasPendingEvent)
    #expect(set.takeEvent() == nil)
    #expect(other.takeEvent() != nil)
    #expect(waitables[3].hasPendingEvent)
    // An event that is there already is noticed when its waitable joins.
    waitables[3].join(set)
    #expect(set.hasPendingEvent)
  }

  @Test func tablesGiveTheIndexAgainThatBecameFreeLast() {
    var table = HandleTable<String>()
    #expect(table.add("a", limit: 3) == 1)
    #expect(table.add("b", limit: 3) == 2)
    #expect(table.add("c", limit: 3) == 3)
    #expect(table.add("d", limit: 3) == nil)
    #expect(table.remove(1) == "a")
    #expect(table.remove(3) == "c")
    #expect(table.remove(3) == nil)
    #expect(table[0] == nil && table[1] == nil && table[4] == nil)
    #expect(table.add("e", limit: 3) == 3)
    #expect(table.add("f", limit: 3) == 1)
    #expect(table[3] == "e")
  }

  @Test func queuesKeepTheirOrder() {
    var queue = Queue<Int>()
    for number in 0..<200 { queue.append(number) }
    for number in 0..<150 { #expect(queue.popFirst() == number) }
    queue.append(200)
    #expect(queue.count == 51)
    #expect(queue.firstPosition { $0 == 200 } == 50)
    queue.bringForward(50)
    #expect(queue.popFirst() == 200)
    #expect(queue.popFirst() == 151)
  }
}
