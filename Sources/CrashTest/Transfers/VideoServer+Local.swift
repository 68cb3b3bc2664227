import FoundationEssentials
import NexusFlowAPI
import Subprocess
import TaskLedger

#if canImport(System)
    import System
#else
    import SystemPackage
#endif

extension VideoServer {
    private struct LocalServiceFailure: Error, CustomStringConvertible {
        let description: String
    }

    /// At this speed a task takes up to 20 seconds, and its video can be fetched for 144 minutes.
    private static let speed = 10
    /// How long making the videos may take, on a machine that is busy with other things.
    private static let patience = Duration.seconds(600)
    /// As many as there are made-up ones: most of 200 to 500 KB, two of more than one MB.
    private static let orders = ["sweep 'a paper boat' duration=3,5 seed=1..5", "sweep 'a ship' duration=15 seed=1,2"]

    /// As users get it: `nfsh serve`, which made these videos for tasks that the program submitted.
    static func withLocalService<Value: Sendable>(
        _ nfsh: String, _ folder: String, _ body: @Sendable (Offer) async throws -> Value
    ) async throws -> Value {
        let home = "\(folder)/home"
        try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: true)
        let search = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        let arguments = Arguments(["serve", "--port", "0", "--speed", "\(speed)"])
        return try await Subprocess.run(
            .path(FilePath(nfsh)), arguments: arguments, environment: .custom(["HOME": home, "PATH": search]),
            input: .none, output: .sequence, error: .discarded
        ) { service in
            defer { try? service.send(signal: .terminate) }
            for try await line in service.standardOutput.strings() {
                guard let origin = origin(in: line) else { break }
                return try await body(try await offer(from: origin, of: nfsh, home))
            }
            throw LocalServiceFailure(description: "the local service does not start")
        }.closureResult
    }

    /// `serving on http://127.0.0.1:40123/v1  (…` → `http://127.0.0.1:40123`.
    private static func origin(in line: String) -> String? {
        let words = line.split(separator: " ")
        guard words.count > 2, words[0] == "serving", words[2].hasSuffix("/v1") else { return nil }
        return String(words[2].dropLast("/v1".count))
    }

    /// Has it make the videos, and takes them from its own folder: they are what every download is held against.
    private static func offer(from origin: String, of nfsh: String, _ home: String) async throws -> Offer {
        let ledger = "\(home)/orders.sqlite"
        let commands = (["set autodownload=off"] + orders + ["wait"]).flatMap { ["-c", $0] }
        let program = Program(path: nfsh, folder: home, variables: ["NEXUSFLOW_API_KEY": TransferRound.key])
        let made = try await program.run(
            ["--yes", "--quiet", "--ledger", ledger, "--base-url", "\(origin)/v1"] + commands, variables: [:],
            killedAfter: patience)
        guard made.end == .exited(0) else {
            throw LocalServiceFailure(description: "the local service made no videos: \(made.end)\n\(made.errors)")
        }
        var items: [Offer.Item] = []
        for row in try Ledger(path: ledger).tasks(TaskFilter()) {
            guard let id = row.id, let url = row.videoURL, let duration = row.request.duration else {
                throw LocalServiceFailure(description: "task \(row.number) has no video")
            }
            let bytes = try await content(of: "\(home)/.local/share/nfsh/local/videos/\(id)")
            var crc = CRC64()
            crc.update(bytes)
            items.append(
                Offer.Item(id: id, duration: duration, bytes: bytes, checksum: String(crc.value), urls: [url]))
        }
        return Offer(origin: origin, items: items)
    }

    /// A video as soon as it is rendered: then there is a description beside it.
    private static func content(of path: String) async throws -> [UInt8] {
        let deadline = ContinuousClock.now + patience
        while !FileManager.default.fileExists(atPath: "\(path).json") {
            guard ContinuousClock.now < deadline else {
                throw LocalServiceFailure(description: "\(path).mp4 is not rendered")
            }
            try await Task.sleep(for: .milliseconds(100))
        }
        return Array(try Data(contentsOf: URL(filePath: "\(path).mp4")))
    }
}
