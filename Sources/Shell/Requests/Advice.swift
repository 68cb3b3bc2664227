import NexusFlowAPI
import ShellLanguage
import TaskLedger

/// What may save money, said before a request is sent. It refuses nothing.
struct Advice: Hashable {
    enum Kind: Hashable {
        /// A rule that is not documented speaks against the request.
        case doubt(Parameter?)
        /// The price rests on what the request does not say.
        case assumedDefaults
        case defaultWatermark
        case sameAgain
        case dearerFirst
    }

    let kind: Kind
    let message: String
    /// What is said once and not again in a session; `nil` is said each time.
    var onceFor: String?

    /// Whether `advice=off` keeps it: without a price no ceiling holds, nor by a wrong one.
    var isEssential: Bool { kind == .doubt(.model) || kind == .assumedDefaults }

    /// What the request says by itself.
    static func of(_ submit: PreparedSubmit, in catalogue: Catalogue, isPaid: Bool) -> [Advice] {
        let request = submit.request
        var advice = submit.doubts.map { doubt in
            let cut = doubt.parameter == .prompt ? cut(of: request, in: catalogue) : nil
            let topic = doubt.parameter?.name ?? ""
            return Advice(
                kind: .doubt(doubt.parameter), message: doubt.description + (cut.map { ": \($0)" } ?? ""),
                onceFor: doubt.parameter == .ratio || doubt.parameter == .imgURL ? "\(topic) \(request.model)" : nil)
        }
        if catalogue.model(request.model)?.makesImages == true {
            // What the shell itself makes says how many.
            if request.extra[ImageParameter.count.name]?.isNull ?? true {
                advice.append(
                    Advice(
                        kind: .assumedDefaults,
                        message:
                            "the price is that of \(ImageParameter.count.allowed) images, since the JSON does not say n"
                    ))
            }
        } else if !submit.unsaid.isEmpty {
            let defaults = submit.unsaid.map { "\($0.name)=\(Setting.fallbacks[$0.name] ?? "")" }
            advice.append(
                Advice(
                    kind: .assumedDefaults,
                    message:
                        "the price takes the documented \(defaults.joined(separator: " ")), since the JSON does not say"
                ))
        }
        if isPaid, submit.hasDefaultWatermark {
            advice.append(
                Advice(
                    kind: .defaultWatermark,
                    message: "by default the video carries a visible mark; watermark=off leaves it out",
                    onceFor: "watermark"))
        }
        return advice
    }

    /// Where the model stops reading: the end of what it reads, and the beginning of what it does not.
    private static func cut(of request: GenerationRequest, in catalogue: Catalogue) -> String? {
        guard let limit = catalogue.model(request.model)?.promptLimit?.limit(for: request.prompt),
            request.prompt.count > limit
        else { return nil }
        let read = request.prompt.prefix(limit).suffix(24)
        let beyond = request.prompt.dropFirst(limit).prefix(24)
        return "it reads up to '…\(read)' and not '\(beyond)…'"
    }
}

extension Session {
    /// Says what may save money about requests, each thing in one line however many they are.
    ///
    /// - Parameter isSending: whether they are about to be sent; of those that are only shown, the ledger has nothing to say.
    func advise(on submits: [PreparedSubmit], isSending: Bool = true) async {
        guard let catalogue = try? catalogue() else { return }
        let isWanted = settings["advice"] != "off"
        var order: [Advice.Kind] = []
        var found: [Advice.Kind: [Advice]] = [:]
        for submit in submits {
            var advice = Advice.of(submit, in: catalogue, isPaid: !isLocal)
            if isWanted, isSending { advice += await adviceFromLedger(on: submit, in: catalogue) }
            for advice in advice where isWanted || advice.isEssential {
                if found[advice.kind] == nil { order.append(advice.kind) }
                found[advice.kind, default: []].append(advice)
            }
        }
        for kind in order {
            let all = found[kind] ?? []
            let news = all.filter { advice in advice.onceFor.map { advised.insert($0).inserted } ?? true }
            guard let first = news.first else { continue }
            warn(all.count > 1 ? "\(all.count) of \(submits.count) requests: \(first.message)" : first.message)
        }
    }

    /// What earlier tasks tell. A ledger that cannot be read is told of by what needs it.
    private func adviceFromLedger(on submit: PreparedSubmit, in catalogue: Catalogue) async -> [Advice] {
        guard let ledger = try? await ledger() else { return [] }
        let request = submit.request
        if request.seed != nil, !submit.hasDrawnSeed, let task = (try? ledger.success(of: request)) ?? nil {
            return [
                Advice(
                    kind: .sameAgain,
                    message: "@\(task.number) is the same request, and succeeded"
                        + (task.file.map { ": \($0)" } ?? "") + "; another seed makes another video")
            ]
        }
        guard !isLocal, request.resolution == "1080P", let price = submit.price,
            let cheaper = catalogue.price(of: request.at("720P")), cheaper.high < price.high,
            (try? ledger.hasRun(prompt: request.prompt, resolution: "720P")) == false
        else { return [] }
        return [
            Advice(
                kind: .dearerFirst,
                message: "this prompt never ran at 720P, where it costs \(cheaper) instead of \(price)",
                onceFor: "720P \(request.prompt)")
        ]
    }
}

extension GenerationRequest {
    fileprivate func at(_ resolution: String) -> GenerationRequest {
        var request = self
        request.resolution = resolution
        return request
    }
}
