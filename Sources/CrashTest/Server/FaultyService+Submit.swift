import FoundationEssentials
import NexusFlowAPI

extension FaultyService {
    /// `POST /v1/tasks`
    func submit(_ exchange: Exchange, at now: Date, in state: inout State) -> Reaction {
        guard let json = try? JSONValue(parsing: exchange.body), let prompt = json["prompt"]?.string,
            let model = json["model"]?.string
        else {
            state.book.complaints.append("a paid request came without model or prompt, or was no JSON")
            return Answer(400, ["error": "no such request"], at: now).whole
        }
        if let status = stormStatus(in: &state) {
            state.book.posts.append(Post(prompt: prompt, fate: status == 429 ? .turnedAway : .ignored))
            return Answer(status, ["error": ["message": "stormy", "code": "Throttling"]], at: now).whole
        }
        let fault = draw(.submit, of: prompt, in: &state)
        var dice = faults.dice("submit", prompt, "\(state.book.posts.count { $0.prompt == prompt })")
        if let fault, let reaction = refuse(fault, prompt, &dice, at: now, in: &state) { return reaction }

        let task = ServedTask(
            id: "task-\(state.book.tasks.count)-\(dice.integer(0...Int(Int32.max)))", prompt: prompt, model: model,
            resolution: json["resolution"]?.string ?? "", duration: json["duration"]?.integer ?? 0,
            createdAt: fault == .aged ? now.addingTimeInterval(-90_000) : now, asksLeft: dice.integer(1...3),
            willSucceed: dice.happens(0.8) || !faults.failsTasks, isEndless: fault == .aged)
        state.book.tasks.append(task)
        state.book.posts.append(Post(prompt: prompt, fate: .accepted(id: task.id)))
        return answerAccepted(task, fault, &dice, at: now, in: &state)
    }

    /// What is done about a request that makes no task.
    private func refuse(
        _ fault: Fault, _ prompt: String, _ dice: inout Dice, at now: Date, in state: inout State
    ) -> Reaction? {
        let fate: Post.Fate
        let reaction: Reaction
        switch fault {
        case .closed: (fate, reaction) = (.ignored, .close)
        case .reset: (fate, reaction) = (.ignored, .reset)
        case .late: (fate, reaction) = (.ignored, tooLate(serverError(&dice, at: now)))
        case .serverError: (fate, reaction) = (.ignored, serverError(&dice, at: now).whole)
        case .redirect:
            var answer = Answer(dice.pick([301, 302, 307, 308]), text: "", at: now)
            answer.headers = [("Location", "/v1/elsewhere")]
            (fate, reaction) = (.ignored, answer.whole)
        case .rateLimited: (fate, reaction) = (.turnedAway, rateLimited(&dice, at: now).whole)
        case .storm:
            let status = dice.pick([429, 429, 500, 503])
            state.book.storm = (status, dice.integer(2...6))
            fate = status == 429 ? .turnedAway : .ignored
            reaction = Answer(status, text: "<html><body><h1>stormy</h1></body></html>", at: now).whole
        case .rejected:
            let status = dice.pick([400, 403, 413, 422])
            (fate, reaction) = (.rejected, Answer(status, ["error": ["message": "no"]], at: now).whole)
        default: return nil
        }
        state.book.posts.append(Post(prompt: prompt, fate: fate))
        return reaction
    }

    /// What its sender gets to know of a task that was made.
    private func answerAccepted(
        _ task: ServedTask, _ fault: Fault?, _ dice: inout Dice, at now: Date, in state: inout State
    ) -> Reaction {
        let answer = Answer(dice.pick([200, 201, 202]), json(task), at: now)
        if [nil, .closedAfter, .clockJump, .aged].contains(fault), let index = state.book.index(of: task.id) {
            state.book.tasks[index].isTold = true
        }
        switch fault {
        case .dropped: return dice.happens(0.5) ? .close : .reset
        case .doneLate: return tooLate(answer)
        case .doneServerError: return serverError(&dice, at: now).whole
        case .wrongID:
            let other = state.book.tasks.first { $0.isKnown && $0.id != task.id }
            return Answer(202, json(other ?? task), at: now).whole
        default: return spoilt(answer, json(task), fault, &dice)
        }
    }
}
