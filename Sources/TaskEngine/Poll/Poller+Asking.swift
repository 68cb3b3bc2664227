import FoundationEssentials
import NexusFlowAPI
import TaskLedger

extension Poller {
    /// From how many tasks on one list call is better than a question about each.
    static let listThreshold = 4
    /// The most tasks that a list gives (sibling).
    static let listLimit = 100
    /// The most questions about single tasks in one round.
    static let questionLimit = 20

    /// Asks the service about what is due, and writes its answers down.
    func ask() async {
        let round = schedule.round(
            at: now, serverTime: context.serverClock.confirmedTime(at: now),
            limit: Self.listLimit + Self.questionLimit)
        if !round.expire.isEmpty {
            await note { () async throws(LedgerError) in try await self.context.ledger.expire(round.expire) }
            for number in round.expire { schedule.forget(number) }
        }
        guard !round.ask.isEmpty else { return }
        var left = round.ask
        if left.count >= Self.listThreshold, !isListMissing {
            guard let rest = await askForList(left) else { return }
            left = rest
        }
        await askOneByOne(Array(left.prefix(Self.questionLimit)))
        if left.count > Self.questionLimit { schedule.hold(at: now) }
    }

    /// Takes what the list tells.
    ///
    /// - Returns: of these tasks, those it does not tell enough of; `nil` if the service is in no state to be asked more.
    private func askForList(_ numbers: [Int]) async -> [Int]? {
        do {
            let reply = try await context.service.tasks(limit: Self.listLimit)
            answered(reply.serverTime)
            let listed = Dictionary(reply.value.map { ($0.id, $0) }) { first, _ in first }
            // It may tell of some whose turn would come much later, such as what was just submitted.
            let told = records.values.compactMap { record -> (Int, RemoteTask)? in
                guard let task = record.id.flatMap({ listed[$0] }), context.isOurs(record), Self.tellsEnough(task),
                    schedule.isWelcome(record.number, at: now)
                else { return nil }
                return (record.number, task)
            }
            let isTold = Set(told.map(\.0)).contains
            await take(told, receivedAt: reply.serverTime ?? now)
            return numbers.filter { !isTold($0) }
        } catch {
            if [.notFound, .refused, .unreadable].contains(error.code) {
                isListMissing = true
                return numbers
            }
            failed(error)
            return nil
        }
    }

    /// A row of the list may lack what the task itself has: an end without its result is asked for by id.
    private static func tellsEnough(_ task: RemoteTask) -> Bool {
        switch task.status {
        case .pending, .running: true
        case .succeeded: task.videoURL != nil
        case .failed: task.error != nil
        case .other(let word): !word.isEmpty
        }
    }

    private func askOneByOne(_ numbers: [Int]) async {
        let service = context.service
        var questions = numbers.compactMap { number in records[number]?.id.map { (number, $0) } }[...]
        var told: [(Int, RemoteTask)] = []
        var latest: Date?
        await withTaskGroup(of: (Int, Result<Reply<RemoteTask>, ServiceError>).self) { group in
            func askNext() {
                guard let (number, id) = questions.popFirst() else { return }
                group.addTask {
                    do throws(ServiceError) {
                        // Optimised, Swift 6.3.1 loses the first element of a tuple that is built around an awaited call.
                        let reply = try await service.task(id)
                        return (number, .success(reply))
                    } catch {
                        return (number, .failure(error))
                    }
                }
            }
            for _ in 0..<min(context.configuration.jobs, 4) { askNext() }
            while let (number, result) = await group.next() {
                switch result {
                case .success(let reply):
                    answered(reply.serverTime)
                    latest = reply.serverTime ?? latest
                    told.append((number, reply.value))
                case .failure(let error) where Self.concernsTaskAlone(error):
                    trouble = error
                    // That there is no such task bears the passing of its deadline out.
                    let clock = context.serverClock
                    schedule.failed(
                        number, at: now,
                        serverTime: error.code == .notFound ? clock.time(at: now) : clock.confirmedTime(at: now),
                        retryAfter: error.retryAfter, random: random)
                case .failure(let error):
                    // Whoever is asked next would get the same: the rest waits for the next round.
                    questions = []
                    failed(error)
                }
                askNext()
            }
        }
        await take(told, receivedAt: latest ?? now)
    }

    private static func concernsTaskAlone(_ error: ServiceError) -> Bool {
        [.notFound, .refused, .unreadable].contains(error.code)
    }

    private func answered(_ serverTime: Date?) {
        context.serverClock.note(serverTime, at: now)
        schedule.serviceAnswered()
        trouble = nil
    }

    private func failed(_ error: ServiceError) {
        trouble = error
        schedule.serviceFailed(at: now, retryAfter: error.retryAfter, random: random)
    }

    /// Writes answers down, and plans the next question about those that still run.
    private func take(_ told: [(Int, RemoteTask)], receivedAt: Date) async {
        guard !told.isEmpty else { return }
        let answers = told.map { TaskAnswer(number: $0.0, task: $0.1, receivedAt: receivedAt) }
        let time = now
        for (number, _) in told {
            let deadline = records[number]?.expiresAt
            schedule.answered(
                number, deadline: deadline, at: now, serverTime: context.serverClock.time(at: now), random: random)
        }
        await note { () async throws(LedgerError) in try await self.context.ledger.record(answers, at: time) }
    }

    private func note(_ change: () async throws(LedgerError) -> [TaskRecord]) async {
        do {
            take(try await change())
            ledgerTrouble = nil
        } catch {
            ledgerTrouble = error
        }
    }
}
