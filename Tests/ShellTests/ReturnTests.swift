import FoundationEssentials
import NexusFlowAPI
import ShellLanguage
import Synchronization
import TaskEngine
import TaskLedger
import Testing

@testable import Shell

@Suite("Coming back to what was left")
struct ReturnTests {
    private static let noon = Date(timeIntervalSince1970: 1_780_315_200)
    private let dead = ProcessIdentity(id: 1 << 30, started: "boot:1")

    private func task(_ number: Int, _ status: TaskStatus, left: Double = 7200) -> TaskRecord {
        var task = TaskRecord(
            number: number, status: status, request: GenerationRequest(model: "wan2.6-t2v", prompt: "a boat"),
            intendedAt: Self.noon, origin: "https://nexusflow.vip", account: "none", folder: "/", template: "x",
            exists: .rename, autodownload: true)
        task.expiresAt = Self.noon.addingTimeInterval(left)
        task.estimate = PriceRange(Money(microdollars: 450_000))
        return task
    }

    @Test("one line says what is not over; nothing is said where there is nothing")
    func summary() {
        #expect(Unfinished().summary(at: Self.noon) == nil)
        #expect(Unfinished(running: [task(1, .running)]).summary(at: Self.noon) == "1 task runs")
        let all = Unfinished(
            running: [task(1, .running), task(2, .pending)], unfetched: [task(3, .succeeded, left: 3 * 3600)],
            unknown: [task(4, .unknown)])
        #expect(
            all.summary(at: Self.noon)
                == "2 tasks run; 1 video is to be fetched, 3 h left; 1 outcome is unknown, at most $0.45: see `reconcile`"
        )
        let many = Unfinished(
            unfetched: [task(3, .succeeded, left: 600), task(5, .succeeded)],
            unknown: [task(4, .unknown), task(6, .unknown)])
        #expect(
            many.summary(at: Self.noon)
                == "2 videos are to be fetched, 10 min left for the first; 2 outcomes are unknown, at most $0.90: see `reconcile`"
        )
    }

    /// Rows that a process left when it died: 1 was being sent, 2 was not sent yet.
    private func leave(_ shell: TestShell) async throws {
        let intent = TaskIntent(
            request: GenerationRequest(model: "wan2.6-t2v", prompt: "a boat"),
            estimate: PriceRange(Money(microdollars: 450_000)), origin: "https://nexusflow.vip", account: "none",
            folder: shell.folder, template: "x", exists: .rename, autodownload: false)
        _ = try await shell.ledger.intend([intent, intent], within: nil, by: dead, at: Self.noon)
        _ = try await shell.ledger.beginSending(1, by: dead, at: Self.noon)
    }

    @Test("what a dead shell left is settled and told once, at the first use of the ledger")
    func recovery() async throws {
        try await withShell { shell in
            try await leave(shell)
            #expect(await shell.run("help") == .done)
            #expect(shell.messages == "")
            #expect(await shell.run("list\nlist") == .done)
            #expect(
                shell.messages == """
                    warning: the nfsh that sent @1 ended before the service answered: it may run and be billed. \
                    Nothing is sent again; `reconcile` finds out
                    @2 had been written down by an nfsh that ended, and never sent: free

                    """)
            #expect(shell.task(1)?.status == .unknown)
            #expect(shell.task(2)?.status == .abandoned)
            shell.console.forget()
            let next = Interpreter(environment: shell.environment, options: SessionOptions())
            _ = await next.run(Source(name: "<command>", text: "list"))
            #expect(shell.messages == "")
            #expect(shell.service.log.isEmpty)
        }
    }

    @Test("an interactive shell says what is not over, looks after it, and asks nothing where nothing is")
    func reattach() async throws {
        try await withShell { shell in
            await shell.interpreter.reattach()
            #expect(shell.messages == "")
            shell.service.takes("t-1")
            await shell.run("submit a boat")
            shell.console.forget()
            let next = Interpreter(environment: shell.environment, options: options { $0.isInteractive = true })
            let looked = Mutex<[Int]>([])
            await next.whenSubmitted { number in looked.withLock { $0.append(number) } }
            await next.reattach()
            #expect(shell.messages == "1 task runs\n")
            #expect(looked.withLock { $0 } == [1])
            shell.console.forget()
            await next.sayFarewell(command: "nfsh --local")
            #expect(
                shell.messages == """
                    @1 still runs, and nobody watches; results can be fetched for 24 h
                    to fetch: nfsh --local -c 'watch @1'

                    """, "\(shell.messages)")
        }
    }

    @Test("the farewell names a few tasks, means all where they are many, and is silent where nothing runs")
    func farewell() async throws {
        try await withShell { shell in
            await shell.interpreter.sayFarewell(command: "nfsh")
            #expect(shell.messages == "")
            for number in 1...9 { shell.service.takes("t-\(number)") }
            for number in 1...9 { await shell.run("submit boat \(number)") }
            shell.console.forget()
            await shell.interpreter.sayFarewell(command: "nfsh")
            #expect(shell.messages.contains("@1 @2 @3 @4 @5 @6 and 3 more still run, and nobody watches"))
            #expect(shell.messages.hasSuffix("to fetch: nfsh -c 'watch'\n"), "\(shell.messages)")
        }
    }

    /// Looks after these until `isDone` of what was told.
    private func lookAfter(
        _ shell: TestShell, _ numbers: [Int], until isDone: @escaping @Sendable ([String]) -> Bool
    ) async -> [String] {
        let (lines, tell) = AsyncStream.makeStream(of: String.self)
        let (counts, count) = AsyncStream.makeStream(of: Int.self)
        let teller = await shell.interpreter.teller
        let lookout = Lookout(
            backend: shell.environment.backend, tuning: EngineTuning(jobs: 4, poll: nil),
            clock: shell.environment.clock, tell: { tell.yield($0) }, teller: teller,
            countChanged: { count.yield($0) })
        let work = Task { await lookout.run() }
        for number in numbers { lookout.add(number) }
        var told: [String] = []
        var merged = lines.makeAsyncIterator()
        while !isDone(told), let line = await merged.next() { told.append(line) }
        for await number in counts where number == 0 { break }
        work.cancel()
        await work.value
        return told
    }

    @Test("what ended before anybody looked is no news; what ends while somebody looks is")
    func news() async throws {
        try await withShell { shell in
            shell.service.takes("t-1", "t-2")
            shell.service.says("t-1", "failed", error: "Busy: no machine")
            await shell.run("submit a\ntry wait @1\nsubmit b")
            shell.service.says("t-2", "failed", error: "Busy: no room")
            let told = await lookAfter(shell, [1, 2]) { !$0.isEmpty }
            #expect(told == ["@2 failed: Busy: no room  $0.00  b"])
        }
    }

    @Test("a download that failed is tried again, told once for each reason, and told when it is there")
    func retriedDownload() async throws {
        try await withShell { shell in
            shell.willSucceed("t-1")
            shell.store.put(Array("<html>".utf8), at: "https://storage.test/t-1.mp4")
            await shell.run("submit a boat")
            let store = shell.store
            let told = await lookAfter(shell, [1]) { lines in
                if lines.contains(where: { $0.contains("could not be downloaded") }) {
                    store.put(sampleVideo(), at: "https://storage.test/t-1.mp4")
                }
                return lines.contains { $0.hasPrefix("@1 is in ") }
            }
            #expect(told.first?.hasPrefix("@1 succeeded") == true, "\(told)")
            #expect(told.count { $0.contains("could not be downloaded") } == 1, "\(told)")
            #expect(shell.task(1)?.file != nil)
        }
    }
}
