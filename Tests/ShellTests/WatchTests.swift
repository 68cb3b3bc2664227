import FoundationEssentials
import NexusFlowAPI
import ShellLanguage
import TaskEngine
import TaskLedger
import Testing

@testable import Shell

@Suite("The live view of tasks")
struct WatchTests {
    private static let noon = Date(timeIntervalSince1970: 1_780_315_200)

    private static func task(
        _ number: Int, _ status: TaskStatus = .running, progress: Int? = nil, after seconds: Double = 72,
        prompt: String = "a paper boat in the rain", model: String = "wan2.6-t2v", resolution: String = "720P",
        origin: String = "https://nexusflow.vip"
    ) -> TaskRecord {
        var task = TaskRecord(
            number: number, status: status,
            request: GenerationRequest(
                model: model, prompt: prompt, resolution: resolution, ratio: "16:9", duration: 5, watermark: true,
                seed: 7),
            intendedAt: noon.addingTimeInterval(-seconds), origin: origin, account: "none", folder: "/videos",
            template: "{number}.mp4", exists: .rename, autodownload: true)
        task.sentAt = task.intendedAt
        task.createdAt = task.intendedAt
        task.progress = progress
        task.estimate = PriceRange(Money(microdollars: 450_000))
        if status.isFinal {
            task.completedAt = noon
            task.file = "/videos/\(number)-a-paper-boat.mp4"
            task.cost = Money(microdollars: 450_000)
        }
        return task
    }

    private static func past(
        _ lasted: Double..., model: String = "wan2.6-t2v", resolution: String? = "720P", duration: Int? = 5,
        origin: String = "https://nexusflow.vip"
    ) -> [FinishedTask] {
        lasted.map {
            FinishedTask(model: model, resolution: resolution, duration: duration, origin: origin, lasted: $0)
        }
    }

    private func lines(
        _ records: [TaskRecord], transfers: [Int: TransferProgress] = [:], history: [FinishedTask] = [],
        columns: Int = 80, rows: Int = 24, isUnicode: Bool = true
    ) -> [String] {
        FollowTable(palette: .plain, isUnicode: isUnicode, columns: columns, rows: rows)
            .lines(
                FollowUpdate(records: records, transfers: transfers), history: TaskHistory(history), now: Self.noon)
    }

    // MARK: How long it will take

    @Test("the median of those of the same model, size and length counts, without any that of the model")
    func median() {
        let all =
            Self.past(90, 100, 500) + Self.past(10, resolution: "1080P") + Self.past(20, duration: 10)
            + Self.past(1, model: "pixverse-v6") + Self.past(2, origin: "https://elsewhere.test")
        let alike = TaskHistory(all).expectation(of: Self.task(1))
        #expect(alike?.seconds == 100 && alike?.count == 3 && alike?.isAlike == true)
        let ofModel = TaskHistory(Self.past(10, 40, resolution: "1080P")).expectation(of: Self.task(1))
        #expect(ofModel?.seconds == 25 && ofModel?.count == 2 && ofModel?.isAlike == false)
        #expect(TaskHistory().expectation(of: Self.task(1)) == nil)
        #expect(TaskHistory(all).expectation(of: Self.task(1, model: "happyhorse-1.0-t2v")) == nil)
    }

    @Test("the embedded service is the same one whatever its port, and only the newest count")
    func service() {
        let local = Self.past(7, origin: "http://127.0.0.1:4711")
        #expect(TaskHistory(local).expectation(of: Self.task(1, origin: "http://127.0.0.1:9")) != nil)
        #expect(TaskHistory(local).expectation(of: Self.task(1)) == nil)
        let changed = (0..<50).flatMap { _ in Self.past(10) } + (0..<200).flatMap { _ in Self.past(1000) }
        #expect(TaskHistory(changed).expectation(of: Self.task(1))?.seconds == 10)
    }

    @Test(
        "an estimate is marked as one, coarser the longer it is, and past it nothing is made up",
        arguments: [
            (0.4, "~1 s"), (9.2, "~10 s"), (11, "~20 s"), (81, "~90 s"), (90, "~2 min"), (140, "~2 min"),
            (5000, "~83 min"), (7000, "~2 h"), (0, "longer than usual"), (-30, "longer than usual"),
        ])
    func wording(_ left: Double, _ text: String) {
        let expectation = TaskHistory.Expectation(seconds: 10_000, count: 1, isAlike: true)
        #expect(TimeToGo(expectation, elapsed: 10_000 - left).text == text)
    }

    @Test("only what runs has time to go")
    func ended() {
        let history = TaskHistory(Self.past(100))
        #expect(Self.task(1).timeToGo(by: history, at: Self.noon) == .about(28))
        #expect(Self.task(1, .succeeded).timeToGo(by: history, at: Self.noon) == nil)
        #expect(Self.task(1, .unknown).timeToGo(by: history, at: Self.noon) == nil)
    }

    // MARK: What is seen

    @Test("a line a task: progress as reported, a mark on its way without any, elapsed, estimate, price")
    func wide() {
        let records = [
            Self.task(1, progress: 41), Self.task(2, .pending, after: 3), Self.task(12, after: 700),
            Self.task(13, .succeeded, progress: 100), Self.task(14, .failed),
        ]
        #expect(
            lines(records, history: Self.past(180), columns: 100) == [
                "@1  running    ██████▌           41%   1:12  ~2 min             $0.45  a paper boat in the rain",
                "@2  pending                ▒▒▒         0:03  ~3 min             $0.45  a paper boat in the rain",
                "@12 running            ▒▒▒            11:40  longer than usual  $0.45  a paper boat in the rain",
                "@13 succeeded  ████████████████ 100%   1:12                     $0.45  13-a-paper-boat.mp4",
                "@14 failed                             1:12                     $0.45  14-a-paper-boat.mp4",
            ])
    }

    @Test("a transfer is told as one, with what has come")
    func transfer() {
        var task = Self.task(1, .succeeded, progress: 100)
        task.file = nil
        #expect(
            lines([task], transfers: [1: TransferProgress(received: 3_100_000, total: 6_200_000)])[0]
                == "@1 fetching   ████████          50%  1:12  3.1 MB  $0.45  a paper boat in the …")
    }

    @Test("without UTF-8 every line is ASCII")
    func ascii() {
        let shown = lines(
            [Self.task(1, progress: 50), Self.task(2)] + (3...40).map { Self.task($0) }, columns: 60, rows: 6,
            isUnicode: false)
        #expect(shown.allSatisfy { $0.utf8.allSatisfy { $0 < 0x80 } }, "\(shown)")
        #expect(shown[0].hasPrefix("@1 running    #####.....  50%"))
        #expect(shown[1].contains("<=>"))
    }

    @Test("no line is as wide as the screen, whatever its width, and the narrowest still tells how it stands")
    func narrow() {
        let records = [
            Self.task(1, progress: 41, prompt: "船 in the rain, and a very long prompt that goes on and on"),
            Self.task(12), Self.task(113, .succeeded, progress: 100),
        ]
        for columns in 4...200 {
            for line in lines(records, history: Self.past(180), columns: columns) {
                #expect(displayWidth(of: line) < columns, "\(columns): \(line)")
            }
        }
        #expect(
            lines(records, history: Self.past(180), columns: 20) == [
                "@1   running    41%", "@12  running", "@113 succeeded 100%",
            ])
        #expect(lines(records, history: Self.past(180), columns: 40)[0] == "@1   running    ██▍     41%  1:12")
    }

    @Test("what has no row is counted; what runs has a row before what is over")
    func tall() {
        let records = (1...40).map { number in
            Self.task(number, number % 2 == 0 ? .succeeded : .running, progress: number % 2 == 0 ? 100 : 7)
        }
        let shown = lines(records, rows: 6)
        #expect(shown.count == 5)
        #expect(shown.prefix(4).map { $0.prefix(2) } == ["@1", "@3", "@5", "@7"])
        #expect(shown.last == "… and 36 more: 20 succeeded, 16 running")
        #expect(lines(Array(records.prefix(5)), rows: 6).count == 5, "five fit")
        #expect(lines(records, rows: 1).count <= 2)
    }

    @Test("a terminal that cannot move its cursor gets plain lines", arguments: ["dumb", ""])
    func dumb(_ type: String) async throws {
        let console = RecordingConsole(isTerminal: true, variables: ["TERM": type])
        try await withShell(console: console) { shell in
            shell.service.takes("t-1")
            shell.service.says("t-1", "failed", error: "Busy: no machine")
            await shell.run("set color=never\nsubmit a boat\nwatch")
            #expect(console.frames == [])
            #expect(shell.messages.hasPrefix("@1 running\n@1 failed  Busy: no machine\n"), "\(shell.messages)")
            #expect(console.controls == [])
        }
    }

    @Test("info tells people how long a running task will take, and programs not")
    func info() async throws {
        let console = RecordingConsole(isTerminal: true)
        try await withShell(console: console) { shell in
            shell.willSucceed("t-1")
            shell.service.takes("t-2")
            shell.service.says("t-2", "running", progress: 3)
            await shell.run("set color=never\nsubmit a\nwait @1\nsubmit b\ninfo @2")
            #expect(shell.results.contains("\nexpected "), "\(shell.results)")
            #expect(shell.results.contains(", going by 1 like it\n"))
            console.forget()
            await shell.run("set output=json\ninfo @2")
            #expect(!shell.results.contains("expected"))
        }
    }

    @Test("so does a list, where there is room for it; past the estimate, and to programs, it says nothing")
    func expectedInList() {
        let tasks = [Self.task(1), Self.task(2, after: 700), Self.task(3, .succeeded)]
        let result = ResultSet(tasks: tasks, at: Self.noon, history: TaskHistory(Self.past(180)))
        func column(_ width: Int) -> [String] {
            let lines = result.text(.table, width: width, palette: .plain).split(separator: "\n").map(Array.init)
            #expect(lines.allSatisfy { $0.count <= width })
            let heading = String(lines[0])
            #expect(heading.contains("  PROMPT"))
            guard let place = heading.firstRange(of: "TO GO") else { return [] }
            let start = heading.distance(from: heading.startIndex, to: place.lowerBound) - 1
            return lines.map { String($0[start..<start + 6]).trimmingBlanks }
        }
        #expect(column(120) == ["TO GO", "~2 min", "", ""])
        #expect(column(72) == [])
        for format in [OutputFormat.json, .jsonl, .csv, .tsv, .markdown] {
            let text = result.text(format, width: .max, palette: .plain)
            #expect(text == ResultSet(tasks: tasks).text(format, width: .max, palette: .plain))
        }
    }

    // MARK: What the terminal is told

    @Test("title and progress follow what runs, never go back, and are gone with the last task")
    func news() {
        var watched = WatchedTasks()
        watched.follow([1, 2])
        #expect(
            watched.note([Self.task(1, progress: 20), Self.task(2, progress: 40)]) == [
                .title("nfsh: 2 running"), .progress(.percent(30)),
            ])
        #expect(watched.note([Self.task(1, progress: 20)]) == [], "nothing changed")
        #expect(
            watched.note([Self.task(1, .succeeded)]) == [
                .title("nfsh: 1 running"), .progress(.percent(70)),
                .notification(title: "nfsh", text: "@1 succeeded  a paper boat in the rain"),
            ])
        #expect(
            watched.note([Self.task(2, .failed)]) == [
                .title(nil), .progress(.none),
                .notification(title: "nfsh", text: "@2 failed  a paper boat in the rain"),
            ])
        #expect(watched.note([Self.task(2, .failed)]) == [], "each end once")
    }

    @Test("ends of one answer make one notification; what had ended before, and whom nobody watches, none")
    func gathered() {
        var watched = WatchedTasks()
        watched.follow([1, 2, 3, 4])
        _ = watched.note((1...4).map { Self.task($0) })
        let told = watched.note([Self.task(1, .succeeded), Self.task(2, .failed), Self.task(3, .succeeded)])
        #expect(told.last == .notification(title: "nfsh", text: "3 tasks ended: 2 succeeded, 1 failed"))
        watched.follow([5])
        #expect(watched.note([Self.task(5, .succeeded), Self.task(6)]) == [])
    }

    @Test("a task is looked after until the last who does leaves; one without progress makes all of it unknown")
    func watchers() {
        var watched = WatchedTasks()
        watched.follow([1])
        watched.follow([1])
        #expect(watched.note([Self.task(1)]) == [.title("nfsh: 1 running"), .progress(.indeterminate)])
        #expect(watched.leave([1]) == [])
        #expect(watched.leave([1]) == [.title(nil), .progress(.none)])
    }

    @Test("a terminal that knows them is told during a watch, and left as it was found; off tells nothing")
    func told() async throws {
        for notify in ["desktop", "off"] {
            let console = RecordingConsole(isTerminal: true, variables: ["TERM": "xterm-ghostty"])
            try await withShell(console: console) { shell in
                shell.service.takes("t-1")
                shell.service.on("GET /tasks/t-1", .answer(200, ScriptedService.task("t-1", "running", progress: 50)))
                shell.service.says("t-1", "failed", error: "Busy: no machine")
                await shell.run("set notify=\(notify)\nsubmit a boat\nwatch")
            }
            let told = console.controls.joined()
            if notify == "off" {
                #expect(told == "")
            } else {
                #expect(told.contains("\u{1B}]2;nfsh: 1 running\u{1B}\\"))
                #expect(told.contains("\u{1B}]777;notify;nfsh;@1 failed: Busy: no machine  a boat\u{1B}\\"))
                #expect(told.contains("\u{1B}[23;2t") && told.contains("\u{1B}]9;4;0;\u{1B}\\"))
            }
        }
    }
}

extension String {
    fileprivate var trimmingBlanks: String { split(separator: " ").joined(separator: " ") }
}
