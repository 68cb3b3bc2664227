import FoundationEssentials

/// How a local service runs: where its state lies, where it listens, how fast its clock goes, how it misbehaves.
package struct LocalServiceConfiguration: Sendable {
    /// The state folder, an absolute path; created with mode 0700 where it is missing.
    package var folder: String
    /// The address to listen on. Anything but a loopback address lets other machines in.
    package var host = "127.0.0.1"
    /// The port to listen on; 0 takes any free one.
    package var port = 0
    /// How many seconds of simulated work pass in a second, within ``speeds``. At 20, a task that takes two minutes of the
    /// service's own time is done in six seconds, and is gone after 72 minutes instead of 24 hours.
    package var speed = defaultSpeed
    /// How the service misbehaves.
    package var faults = FaultPlan.none
    /// What decides when it does: the same requests in the same order meet the same faults.
    package var faultSeed: UInt64 = 0
    /// Where `ffmpeg` is looked for, in the form of `PATH`.
    package var searchPath: String

    /// The speed of a service that nobody gave another one.
    package static let defaultSpeed = 20.0
    /// The speeds that make sense: at the slowest a task takes days, at the fastest it is gone in a tenth of a second.
    package static let speeds = 0.001...1_000_000

    package init(folder: String) {
        self.folder = folder
        searchPath = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin"
    }
}
