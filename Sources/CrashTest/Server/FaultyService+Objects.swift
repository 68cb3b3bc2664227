import FoundationEssentials
import NexusFlowAPI

extension FaultyService {
    /// A stored video, or the rest of one.
    func object(_ exchange: Exchange, at now: Date, in state: inout State) -> Reaction {
        let id = String(exchange.path.dropFirst())
        guard let index = state.book.index(of: id) else { return Answer(404, text: "NoSuchKey", at: now).whole }
        let fault = draw(.object, of: id, in: &state)
        var dice = faults.dice("object", id, "\(state.book.ordinals["object \(id)"] ?? 0)")
        if fault == .staleURL { state.book.tasks[index].urlVersion += 1 }
        guard exchange.target.contains("?v=\(state.book.tasks[index].urlVersion)&") else {
            return Answer(403, text: "<Error><Code>AccessDenied</Code></Error>", at: now).whole
        }
        switch fault {
        case .closed: return .close
        case .reset: return .reset
        case .serverError: return serverError(&dice, at: now).whole
        case .rateLimited: return rateLimited(&dice, at: now).whole
        case .webPage:
            return Answer(200, text: "<html><body>Please sign in to the network.</body></html>", at: now).whole
        default: break
        }
        let video = state.book.video(of: index)
        if fault == .changed {
            state.book.tasks[index].videoVersion += 1
            state.book.tasks[index].video = nil
        }
        return deliver(answer(exchange, video, fault, at: now), fault, &dice)
    }

    private func answer(_ exchange: Exchange, _ video: SampleVideo, _ fault: Fault?, at now: Date) -> Answer {
        var answer = Answer(200, bytes: video.bytes, at: now)
        let condition = exchange.header("if-range")
        if let range = exchange.header("range"), condition == nil || condition == video.entityTag,
            let first = Int(range.dropFirst("bytes=".count).prefix { $0 != "-" })
        {
            guard first < video.bytes.count else { return Answer(416, text: "", at: now) }
            answer = Answer(206, bytes: Array(video.bytes[first...]), at: now)
            answer.headers.append(
                ("Content-Range", "bytes \(first)-\(video.bytes.count - 1)/\(video.bytes.count)"))
        }
        answer.headers += [("ETag", video.entityTag), ("Content-Type", "video/mp4"), ("Accept-Ranges", "bytes")]
        if fault == .wrongChecksum {
            answer.headers.append(("x-oss-hash-crc64ecma", "12345678901234567890"))
        } else if hasChecksums {
            answer.headers.append(("x-oss-hash-crc64ecma", video.checksum))
        }
        return answer
    }

    private func deliver(_ answer: Answer, _ fault: Fault?, _ dice: inout Dice) -> Reaction {
        var answer = answer
        switch fault {
        case .cutHead: return answer.cutHead
        case .cutBody, .changed: return answer.cutBody
        case .stalled:
            var reaction = answer.cutBody
            reaction.ending = .keepOpen
            return reaction
        case .shortened:
            answer.body.removeLast(min(answer.body.count, dice.integer(1...5000)))
            return answer.whole
        case .closedAfter:
            var reaction = answer.whole
            reaction.ending = .close
            return reaction
        default: return answer.whole
        }
    }
}
