import NIOCore
import Testing

@testable import NexusFlowClient

@Suite("The departure of a body")
struct DepartureTests {
    @Test("A body that was asked for can no longer be withheld")
    func left() {
        let departure = Departure()
        #expect(departure.depart())
        #expect(!departure.withhold())
        #expect(departure.depart())
        #expect(!departure.withhold())
    }

    @Test("A body that was withheld never leaves")
    func withheld() {
        let departure = Departure()
        #expect(departure.withhold())
        #expect(!departure.depart())
        #expect(departure.withhold())
    }

    @Test("The sequence gives the body once, and nothing of one that was withheld")
    func sequence() async throws {
        var parts = OutgoingBody(bytes: [1, 2], departure: Departure()).makeAsyncIterator()
        #expect(try await parts.next().map { Array($0.readableBytesView) } == [1, 2])
        #expect(try await parts.next() == nil)

        let departure = Departure()
        #expect(departure.withhold())
        await #expect(throws: CancellationError.self) {
            var parts = OutgoingBody(bytes: [1], departure: departure).makeAsyncIterator()
            _ = try await parts.next()
        }
    }

    @Test("Of a race of both, one wins")
    func race() async {
        for _ in 0..<500 {
            let departure = Departure()
            async let left = departure.depart()
            async let withheld = departure.withhold()
            let outcome = await (left, withheld)
            #expect(outcome.0 != outcome.1)
        }
    }
}
