import FoundationEssentials
import NexusFlowAPI
import ShellLanguage
import TaskEngine
import TaskLedger
import Testing

@testable import Shell

@Suite("How long a result can be fetched")
struct DeadlineTests {
    private static let noon = Date(timeIntervalSince1970: 1_780_315_200)

    private func task(
        _ number: Int = 1, _ status: TaskStatus = .succeeded, left: Double?, file: String? = nil,
        prompt: String = "a boat"
    ) -> TaskRecord {
        var task = TaskRecord(
            number: number, status: status, request: GenerationRequest(model: "wan2.6-t2v", prompt: prompt),
            intendedAt: Self.noon, origin: "https://nexusflow.vip", account: "none", folder: "/", template: "x",
            exists: .rename, autodownload: true)
        task.expiresAt = left.map { Self.noon.addingTimeInterval($0) }
        task.file = file
        return task
    }

    @Test(
        "is said in the unit that matters",
        arguments: [
            (86_400.0, "24 h"), (86_399, "23 h"), (3600, "1 h"), (3599, "59 min"), (60, "1 min"), (59.5, "60 s"),
            (0.1, "1 s"), (0, "lost"), (-9999, "lost"),
        ])
    func words(seconds: Double, text: String) {
        #expect(TimeLeft(seconds: seconds).text == text)
        #expect(TimeLeft(seconds: seconds).isLost == (seconds <= 0))
    }

    @Test("counts for what can still be lost, and for nothing else")
    func whatCounts() {
        #expect(task(left: 60).timeLeft(at: Self.noon)?.seconds == 60)
        for status in [TaskStatus.pending, .running, .other("queued")] {
            #expect(task(1, status, left: 60).timeLeft(at: Self.noon)?.seconds == 60)
        }
        #expect(task(1, .expired, left: 60).timeLeft(at: Self.noon)?.isLost == true)
        #expect(task(left: 60, file: "/1.mp4").timeLeft(at: Self.noon) == nil)
        #expect(task(left: nil).timeLeft(at: Self.noon) == nil)
        for status in [TaskStatus.failed, .abandoned, .rejected, .unknown, .intended, .sending] {
            #expect(task(1, status, left: 60).timeLeft(at: Self.noon) == nil)
        }
    }

    @Test("is warned about at four hours, at one hour and at the end, each once")
    func warnings() {
        var watch = DeadlineWatch()
        var told: [(hour: Double, line: String)] = []
        for minute in stride(from: 0.0, through: 30 * 60, by: 1) {
            let now = Self.noon.addingTimeInterval(minute * 60)
            for line in watch.warnings([task(left: 24 * 3600)], at: now) { told.append((minute / 60, line)) }
        }
        #expect(told.map(\.hour) == [20, 23, 24])
        #expect(
            told.map(\.line) == [
                "@1 can be fetched for 4 h more: rescue fetches it  a boat",
                "@1 can be fetched for 1 h more: rescue fetches it  a boat",
                "@1 is lost: nobody fetched it in its 24 hours  a boat",
            ])
    }

    @Test("is told of many in one line, by what can be done about them, the most urgent named")
    func many() {
        var watch = DeadlineWatch()
        let tasks =
            (1...8).map { task($0, left: 7200 - Double($0) * 60) } + (9...11).map { task($0, .running, left: 3600) }
            + (12...17).map { task($0, .running, left: 3600) } + (18...24).map { task($0, left: -1) }
        #expect(
            watch.warnings(tasks, at: Self.noon) == [
                "8 tasks can be fetched for 1 h more at least: rescue fetches them, @8 first",
                "9 tasks can be fetched for 1 h more at least: they still run, @9 too",
                "7 tasks are lost: nobody fetched them in their 24 hours; @18 was the first",
            ])
        #expect(watch.warnings(tasks, at: Self.noon) == [])
        #expect(
            watch.warnings((1...5).map { task($0, left: 3500) }, at: Self.noon).count == 5, "few are told one by one")
    }

    @Test("is warned about once when somebody comes late, at the threshold that counts")
    func late() {
        var watch = DeadlineWatch()
        let tasks = [task(1, left: 1800), task(2, .running, left: 7200), task(3, left: -5), task(4, left: 20_000)]
        #expect(
            watch.warnings(tasks, at: Self.noon) == [
                "@1 can be fetched for 30 min more: rescue fetches it  a boat",
                "@2 can be fetched for 2 h more: it still runs  a boat",
                "@3 is lost: nobody fetched it in its 24 hours  a boat",
            ])
        #expect(watch.warnings(tasks, at: Self.noon.addingTimeInterval(60)) == [])
    }

    @Test("shows no controls of a prompt")
    func hostile() {
        var watch = DeadlineWatch()
        let line = watch.warnings([task(left: 60, prompt: "a\u{1B}[2J\u{7}b")], at: Self.noon).joined()
        #expect(!line.isEmpty)
        #expect(!line.unicodeScalars.contains { $0.value < 32 })
    }

    @Test("stands in the table for people, and in no format for programs")
    func column() async throws {
        try await withShell { shell in
            shell.service.takes("t-1")
            await shell.run("submit a boat\nlist")
            #expect(shell.results.contains("LEFT"), "\(shell.results)")
            #expect(shell.results.contains("24 h") || shell.results.contains("23 h"), "\(shell.results)")
            for format in ["json", "jsonl", "csv", "tsv", "markdown"] {
                shell.console.forget()
                await shell.run("set output=\(format)\nlist")
                #expect(!shell.results.isEmpty)
                #expect(!shell.results.lowercased().contains("left"), "\(format)")
            }
        }
    }

    @Test("rescue fetches everything that is not here, the nearest deadline first, also where autodownload is off")
    func rescue() async throws {
        try await withShell { shell in
            shell.willSucceed("t-1", "t-2")
            #expect(await shell.run("set autodownload=off\nsubmit a seed=1\nsubmit b seed=2\nwait @1") == .done)
            shell.console.forget()
            let next = Interpreter(environment: shell.environment, options: SessionOptions())
            _ = await next.run(Source(name: "<command>", text: "rescue to='{number}.mp4'"))
            #expect(await next.exitStatus == .done, "\(shell.messages)")
            #expect(shell.files() == ["1.json", "1.mp4", "2.json", "2.mp4"])
            _ = await next.run(Source(name: "<command>", text: "rescue"))
            #expect(shell.messages.contains("nothing to rescue"))
        }
    }

    @Test("rescue names what is lost, and a service that does not answer is no success")
    func rescueTrouble() async throws {
        try await withShell { shell in
            shell.service.takes("t-1")
            shell.service.on(
                "POST /tasks",
                .answer(
                    202,
                    [
                        "id": "old", "status": "succeeded", "created_at": "2026-05-30T12:00:00.000Z",
                        "output": ["video_url": "https://storage.test/old.mp4"],
                    ]))
            await shell.run("set autodownload=off\nsubmit a\nsubmit b")
            shell.service.always("GET /tasks/t-1", .failure(ServiceError(.unreachable, "connection refused")))
            #expect(await shell.run("rescue") == .trouble)
            #expect(shell.messages.contains("lost, since their 24 hours are over: @2"), "\(shell.messages)")
            #expect(shell.messages.contains("@1: "), "\(shell.messages)")
            #expect(shell.store.log.isEmpty)
        }
    }
}
