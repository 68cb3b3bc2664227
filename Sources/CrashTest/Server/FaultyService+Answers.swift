import FoundationEssentials
import NexusFlowAPI

extension FaultyService {
    /// The status that a storm answers this call with.
    func stormStatus(in state: inout State) -> Int? {
        guard let storm = state.book.storm else { return nil }
        state.book.storm = storm.left > 1 ? (storm.status, storm.left - 1) : nil
        return storm.status
    }

    func serverError(_ dice: inout Dice, at now: Date) -> Answer {
        let status = dice.pick([500, 502, 503, 504])
        return dice.happens(0.5)
            ? Answer(status, ["error": ["message": "out of order", "type": "server_error"]], at: now)
            : Answer(status, text: "<html><head></head><body>Bad Gateway</body></html>", at: now)
    }

    func rateLimited(_ dice: inout Dice, at now: Date) -> Answer {
        var answer = Answer(429, ["error": ["message": "too many requests", "code": "Throttling.RateQuota"]], at: now)
        switch dice.integer(0...2) {
        case 0: answer.headers.append(("Retry-After", "0"))
        case 1: answer.headers.append(("Retry-After", "1"))
        default: break
        }
        return answer
    }

    /// An answer that nobody waits for any more.
    func tooLate(_ answer: Answer) -> Reaction {
        var reaction = answer.whole
        reaction.delay = patience * 1.3
        return reaction
    }

    /// An answer with what a fault makes of it.
    func spoilt(_ answer: Answer, _ json: JSONValue, _ fault: Fault?, _ dice: inout Dice) -> Reaction {
        var answer = answer
        switch fault {
        case .cutHead: return answer.cutHead
        case .cutBody: return answer.cutBody
        case .invalidJSON:
            answer.body = Array(dice.pick(["{\"id\":", "<html><body>all is well</body></html>", "null", "[1,"]).utf8)
        case .empty: answer.body = []
        case .huge:
            answer.claimedLength = answer.body.count + 17 << 20
            var reaction = answer.whole
            reaction.padding = 17 << 20
            return reaction
        case .oddStatus:
            guard var object = json.object else { break }
            object["status"] = .string(dice.pick(["queued", "abandoned", "unknown", "SUCCEEDED", ""]))
            object["output"] = nil
            object["completed_at"] = nil
            answer.body = Array(JSONValue.object(object).text().utf8)
        case .clockJump: answer.date.addTimeInterval(Double(dice.pick([-8, -3, -1, 1, 3, 8])) * 3600)
        case .closedAfter:
            var reaction = answer.whole
            reaction.ending = .close
            return reaction
        default: break
        }
        return answer.whole
    }
}
