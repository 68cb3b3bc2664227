/// The words of the API that are neither a parameter nor a model: what each means, what to do, and who says so.
package enum Glossary {
    package enum Kind: String, CaseIterable, Sendable {
        case errorCode = "error code"
        case httpStatus = "HTTP status"
        case price
        case rule
        case extraParameter = "extra parameter"
    }

    package struct Term: Hashable, Sendable {
        /// As the API writes it; one that ends in `.*` stands for all that begin so.
        package let name: String
        package let kind: Kind
        /// A clause without a full stop.
        package let meaning: String
        /// What to do, as a clause; `nil` where there is nothing to do.
        package let remedy: String?
        package let provenance: Provenance
    }

    package static let terms: [Term] = errorCodes + statuses + prices + rules + extras

    /// The term of that name, in any case.
    package static func term(_ name: String) -> Term? {
        let name = name.lowercased()
        return terms.first { $0.name.lowercased() == name }
            ?? terms.first { term in
                term.name.hasSuffix(".*") && name.hasPrefix(term.name.dropLast(2).lowercased())
            }
    }

    /// The code that an error begins with, as a failed task carries it: `Code: message`.
    package static func code(of error: String) -> String? {
        guard let colon = error.firstIndex(of: ":") else { return nil }
        let code = error[..<colon]
        let isCode = !code.isEmpty && code.allSatisfy { $0.isLetter || $0.isNumber || "._-".contains($0) }
        return isCode ? String(code) : nil
    }

    private static let errorCodes: [Term] = [
        Term(
            name: "InvalidParameter", kind: .errorCode, meaning: "a parameter has a value that the model does not take",
            remedy: "hold the request against what the model allows, and send it again changed", provenance: .documented
        ),
        Term(
            name: "DataInspectionFailed", kind: .errorCode,
            meaning: "the prompt, the image or the finished video breaks a content rule of the vendor",
            remedy: "change the prompt or the image; another seed may do if it was the video", provenance: .upstream),
        Term(
            name: "Arrearage", kind: .errorCode, meaning: "the account behind the API cannot pay",
            remedy: "look at the balance of the account; nothing in the request is wrong", provenance: .upstream),
        Term(
            name: "InvalidURL", kind: .errorCode,
            meaning: "the image could not be fetched, or is none that the model reads",
            remedy: "open img_url without being logged in: it must give a JPG, PNG or WEBP at once",
            provenance: .upstream),
        Term(
            name: "Throttling.*", kind: .errorCode,
            meaning: "too many requests, or too many tasks at once, for the vendor",
            remedy: "send it again later, or set jobs lower", provenance: .upstream),
    ]

    private static let statuses: [Term] = [
        status(202, "the task was taken: it runs, and is billed if it succeeds", nil, .sibling),
        status(
            400, "the request is malformed, lacks something, or has a wrong type or value", "mend the request", .sibling
        ),
        status(401, "the key is missing, malformed or expired", "set NEXUSFLOW_API_KEY, or login", .sibling),
        status(
            403, "no balance, no permission, or the account is suspended",
            "look at the account; the request is not at fault",
            .sibling),
        status(
            404, "there is no such model, path or task; a task is forgotten after 24 hours",
            "compare with models and list",
            .sibling),
        status(413, "the request is too large", "shorten it", .sibling),
        status(422, "the request is well formed, and makes no sense", "mend what the message names", .sibling),
        status(
            429, "too many requests a minute, or too many tasks at once",
            "wait: it is sent again by itself; set jobs lower",
            .sibling),
        status(
            500, "the service failed; with a submit nobody knows whether the task runs",
            "after a submit: reconcile; anything else is asked again by itself", .sibling),
    ]

    private static func status(_ number: Int, _ meaning: String, _ remedy: String?, _ provenance: Provenance) -> Term {
        Term(name: String(number), kind: .httpStatus, meaning: meaning, remedy: remedy, provenance: provenance)
    }

    private static let prices: [Term] = [
        Term(
            name: "billing", kind: .price,
            meaning:
                "the price of a second, by model and resolution, times the seconds of output; only what succeeds is billed",
            remedy: "cost tells what the next submit costs, models has the prices", provenance: .documented),
        Term(
            name: "price-range", kind: .price,
            meaning:
                "a model whose price depends on a parameter that is not set has a lowest and a highest one, and ceilings "
                + "take the highest",
            remedy: "for pixverse-v6, extra.audio=true or false decides it", provenance: .assumed),
    ]

    private static let rules: [Term] = [
        Term(
            name: "validity", kind: .rule,
            meaning: "a task can be queried, and its video fetched, for 24 hours",
            remedy: "what is watched is fetched by itself; rescue fetches what is left", provenance: .documented),
        Term(
            name: "polling", kind: .rule, meaning: "10 to 15 seconds between two questions, longer after failures",
            remedy: "the setting poll changes it", provenance: .documented),
        Term(
            name: "cancel", kind: .rule, meaning: "a task that was taken cannot be called off",
            remedy: "let it run: Ctrl-C only stops looking", provenance: .assumed),
        Term(
            name: "webhook_url", kind: .rule, meaning: "not supported: nothing is told by itself",
            remedy: "watch, or wait in scripts", provenance: .documented),
    ]

    private static let extras: [Term] = [
        extra("prompt_extend", "whether the vendor rewrites the prompt before it is used", .upstream),
        extra("shot_type", "one shot or several", .upstream),
        extra("audio", "whether the video has sound; of pixverse-v6 it decides the price", .upstream),
        extra("audio_url", "a sound to go with the video", .upstream),
    ]

    private static func extra(_ name: String, _ meaning: String, _ provenance: Provenance) -> Term {
        Term(
            name: name, kind: .extraParameter, meaning: meaning,
            remedy: "send it as extra.\(name)=VALUE; whether the API hands it on is not documented",
            provenance: provenance)
    }
}
