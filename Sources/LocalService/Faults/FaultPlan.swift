/// How often the service misbehaves, and in which ways: `drop-response=0.05,slow=0.2:500ms`.
package struct FaultPlan: Hashable, Sendable {
    /// A way to misbehave, by its name on the command line.
    package enum Kind: String, CaseIterable, Sendable {
        /// The request is carried out (a task is created), then the connection closes without an answer.
        case dropResponse = "drop-response"
        /// The connection is reset before the request is looked at.
        case reset
        /// HTTP 429 with `Retry-After`; nothing is done.
        case rateLimit = "rate-limit"
        /// HTTP 500. Half of the creations that meet it have created their task, as behind a gateway that gives up.
        case serverError = "server-error"
        /// The task that is created will fail.
        case fail
        /// The answer comes late: two seconds, or as long as is said behind a colon.
        case slow
        /// A video ends before its `Content-Length`.
        case truncate
        /// A video URL answers 403 as if its time were over.
        case expire
        /// HTTP 502 with an HTML page in place of JSON.
        case htmlError = "html-error"
        /// The request is carried out and answered with its own status, but the body is cut, empty, no JSON, of another
        /// shape, out of date, or names a status that no page documents.
        case badJSON = "bad-json"
        /// The request is carried out, and its answer ends in the middle of the body that its `Content-Length` promises.
        case halfBody = "half-body"
        /// The request is carried out, and its answer is larger than any client should take: valid JSON of 17 MiB.
        case hugeJSON = "huge-json"
        /// The storage names another checksum than that of the video that it sends.
        case wrongChecksum = "wrong-checksum"

        /// What kind of requests it strikes.
        func strikes(_ call: FaultyCall) -> Bool {
            switch self {
            case .reset, .serverError, .slow, .htmlError: true
            case .dropResponse, .rateLimit, .badJSON, .halfBody, .hugeJSON: call != .video
            case .fail: call == .create
            case .truncate, .expire, .wrongChecksum: call == .video
            }
        }
    }

    /// The names of all faults, as an error or a help text lists them.
    package static let names = Kind.allCases.map(\.rawValue).joined(separator: ", ")

    /// A service that does what it should.
    package static let none = FaultPlan()

    private var probabilities: [Kind: Double] = [:]
    /// How late a slow answer is, in real time, since it is clients' timeouts that it tries.
    package private(set) var delay = Duration.seconds(2)

    private init() {}

    /// How likely one request meets that fault, 0 ... 1.
    package subscript(kind: Kind) -> Double { probabilities[kind] ?? 0 }

    /// Reads a list of `NAME=PROBABILITY`, separated by commas; blanks around them do not matter.
    ///
    /// - Throws: ``FaultPlanError`` for an unknown name, one that is given twice, or a value outside 0 ... 1.
    package init(parsing text: String) throws(FaultPlanError) {
        for entry in text.split(separator: ",") {
            let parts = entry.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = String(parts[0].trimmed)
            if name.isEmpty, parts.count == 1 { continue }
            guard let kind = Kind(rawValue: name) else { throw .unknown(name) }
            guard probabilities[kind] == nil else { throw .twice(name) }
            guard parts.count == 2 else { throw .value(name, "") }
            let value = parts[1].trimmed
            var probability = value
            if kind == .slow, let colon = value.firstIndex(of: ":") {
                probability = value[..<colon]
                guard let delay = Self.duration(value[colon...].dropFirst()) else { throw .delay(String(value)) }
                self.delay = delay
            }
            guard let number = Self.decimal(probability), number <= 1 else { throw .value(name, String(value)) }
            probabilities[kind] = number
        }
    }

    /// Digits and at most one point: nothing else that a floating-point parser would take.
    private static func decimal(_ text: Substring) -> Double? {
        guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == 0x2E }) else { return nil }
        return Double(text)
    }

    /// `500ms`, `5s`, `2m`; a bare number is seconds.
    private static func duration(_ text: Substring) -> Duration? {
        let digits = text.prefix { $0.isNumber || $0 == "." }
        guard let number = decimal(digits), number <= 86_400 else { return nil }
        switch text.dropFirst(digits.count) {
        case "ms": return .milliseconds(number)
        case "s", "": return .seconds(number)
        case "m": return .seconds(number * 60)
        default: return nil
        }
    }
}

/// What is wrong with a list of faults.
package struct FaultPlanError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A sentence without a full stop.
    package let message: String
    /// What may be written instead.
    package let allowed: String

    package var description: String { "\(message); \(allowed)" }

    fileprivate static func unknown(_ name: String) -> FaultPlanError {
        FaultPlanError(message: "there is no fault '\(name)'", allowed: "there are \(FaultPlan.names)")
    }

    fileprivate static func twice(_ name: String) -> FaultPlanError {
        FaultPlanError(message: "the fault \(name) is given twice", allowed: "each may be given once")
    }

    fileprivate static func value(_ name: String, _ value: String) -> FaultPlanError {
        FaultPlanError(
            message: value.isEmpty ? "the fault \(name) has no probability" : "\(name)=\(value) is no probability",
            allowed: "it may be 0 to 1, such as \(name)=0.1")
    }

    fileprivate static func delay(_ value: String) -> FaultPlanError {
        FaultPlanError(
            message: "slow=\(value) has no delay behind its colon", allowed: "it may be such as slow=0.2:500ms")
    }
}

extension Substring {
    fileprivate var trimmed: Substring {
        let start = drop { $0 == " " || $0 == "\t" }
        return start.lastIndex { $0 != " " && $0 != "\t" }.map { start[...$0] } ?? ""
    }
}
