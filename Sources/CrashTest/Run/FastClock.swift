import FoundationEssentials

/// The clock of one round, by which the server and every process go: right when the round began, and fast since.
struct FastClock: Sendable {
    let epoch = Date()
    let speed: Double

    var now: Date { epoch.addingTimeInterval(Date().timeIntervalSince(epoch) * speed) }
}
