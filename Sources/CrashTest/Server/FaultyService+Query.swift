import FoundationEssentials
import NexusFlowAPI

extension FaultyService {
    /// `GET /v1/tasks/{id}`
    func query(_ id: String, at now: Date, in state: inout State) -> Reaction {
        guard let index = state.book.index(of: id) else {
            state.book.complaints.append("a task was asked for that was never made: \(id)")
            return Answer(404, ["error": "no such task"], at: now).whole
        }
        // Whoever only looks what a listed task is, has not taken it for its own.
        if state.book.tasks[index].isTold { state.book.tasks[index].isKnown = true }
        if let status = stormStatus(in: &state) { return Answer(status, ["message": "stormy"], at: now).whole }
        let fault = draw(.query, of: id, in: &state)
        var dice = faults.dice("query", id, "\(state.book.ordinals["query \(id)"] ?? 0)")
        switch fault {
        case .gone: state.book.tasks[index].isGone = true
        case .aged:
            state.book.tasks[index].isEndless = true
            state.book.tasks[index].createdAt = now.addingTimeInterval(-90_000)
        default: break
        }
        guard !state.book.tasks[index].isGone else {
            return Answer(404, ["code": "NotFound", "message": "no such task"], at: now).whole
        }
        if let reaction = refuse(fault, &dice, at: now, in: &state) { return reaction }
        advance(index, at: now, in: &state)
        let task = state.book.tasks[index]
        if fault == .wrongID, let other = state.book.tasks.first(where: { $0.isKnown && $0.id != id }) {
            return Answer(200, json(other), at: now).whole
        }
        return spoilt(Answer(200, json(task), at: now), json(task), fault, &dice)
    }

    /// `GET /v1/tasks?limit=N`
    func list(_ exchange: Exchange, at now: Date, in state: inout State) -> Reaction {
        if let status = stormStatus(in: &state) { return Answer(status, ["message": "stormy"], at: now).whole }
        let fault = draw(.list, of: "", in: &state)
        var dice = faults.dice("list", "\(state.book.ordinals["list"] ?? 0)")
        if let reaction = refuse(fault, &dice, at: now, in: &state) { return reaction }
        for index in state.book.tasks.indices { advance(index, at: now, in: &state) }
        let limit = exchange.target.split(separator: "=").last.flatMap { Int($0) } ?? 20
        let tasks = JSONValue.array(
            state.book.tasks.filter { !$0.isGone }.suffix(limit).reversed().map { task in
                let shown = json(task, prompts: fault != .lacksPrompts, outputs: fault != .lacksOutputs)
                guard fault == .oddStatus, var object = shown.object else { return shown }
                object["status"] = "contemplating"
                return .object(object)
            })
        let shape = dice.pick(["", "data", "tasks", "items"])
        let body = shape.isEmpty ? tasks : .object(JSONObject([JSONObject.Member(shape, tasks)]))
        return spoilt(Answer(200, body, at: now), body, fault == .oddStatus ? nil : fault, &dice)
    }

    /// What is done about a question that is not answered.
    private func refuse(_ fault: Fault?, _ dice: inout Dice, at now: Date, in state: inout State) -> Reaction? {
        switch fault {
        case .closed: return .close
        case .reset: return .reset
        case .late: return tooLate(serverError(&dice, at: now))
        case .serverError: return serverError(&dice, at: now).whole
        case .rateLimited: return rateLimited(&dice, at: now).whole
        case .storm:
            state.book.storm = (dice.pick([429, 500, 503]), dice.integer(2...6))
            return Answer(503, text: "stormy", at: now).whole
        case .rejected: return Answer(404, text: "no such path", at: now).whole
        case .redirect:
            var answer = Answer(302, text: "", at: now)
            answer.headers = [("Location", "/v1/elsewhere")]
            return answer.whole
        default: return nil
        }
    }

    /// A task comes nearer to its end whenever it is asked about.
    private func advance(_ index: Int, at now: Date, in state: inout State) {
        guard !state.book.tasks[index].hasEnded else { return }
        state.book.tasks[index].asksLeft -= state.behaves ? 100 : 1
        if state.book.tasks[index].hasEnded { state.book.tasks[index].completedAt = now }
    }
}
