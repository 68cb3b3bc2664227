import Testing

@testable import nfsh

@Suite("Somebody who looks for the way out")
struct WayOutTests {
    @Test(
        "presses Ctrl-C twice within a second; the next one begins anew",
        arguments: [
            ([0], []), ([0, 1000], [1000]), ([0, 1001], []), ([0, 400, 800], [400]),
            ([0, 400, 800, 1200], [400, 1200]),
            ([0, 1001, 2000], [2000]), ([0, 500, 1600, 2500], [500, 2500]), ([5, 5], [5]),
        ] as [([Int], [Int])])
    func pairs(times: [Int], expected: [Int]) {
        var wayOut = WayOut()
        let begin = ContinuousClock.now
        #expect(times.filter { wayOut.isSought(at: begin + .milliseconds($0)) } == expected)
    }
}
