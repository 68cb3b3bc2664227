import Crypto
package import FoundationEssentials
package import NexusFlowAPI

/// A shell or a script that submits, from its first submit on.
package struct RunRecord: Hashable, Sendable {
    /// From 1; never given twice.
    package let number: Int
    /// How it was started, as a person would type it.
    package let command: String
    /// The process that runs it, or ran it last.
    package let process: ProcessIdentity
    package let beganAt: Date
    /// When it came to its end with all well; `nil` for one that runs, stopped or was cut off.
    package let endedAt: Date?

    package init(number: Int, command: String, process: ProcessIdentity, beganAt: Date, endedAt: Date?) {
        self.number = number
        self.command = command
        self.process = process
        self.beganAt = beganAt
        self.endedAt = endedAt
    }
}

/// What tells runs of one script from those of another: its path and its arguments. Its text may change between a run
/// that was cut off and the one that takes it up.
package struct RunKey: Hashable, Sendable {
    package let text: String

    /// - Parameter script: the absolute path, or the text itself for lines that stand in no file.
    package init(script: String, arguments: [String]) {
        // NUL stands in no argument, so that no two lists read the same.
        text = ([script] + arguments).joined(separator: "\0").digest
    }
}

/// Which submit of a run a task is, wherever its line stands: what it asks for, and how many equal ones came before.
package struct RunStep: Hashable, Sendable {
    package let key: String
    /// From 1.
    package let occurrence: Int

    /// - Parameter request: before anything is drawn: what is drawn is another each time.
    package init(_ request: GenerationRequest, occurrence: Int) {
        self.init(key: Self.key(of: request), occurrence: occurrence)
    }

    init(key: String, occurrence: Int) {
        self.key = key
        self.occurrence = occurrence
    }

    package static func key(of request: GenerationRequest) -> String { request.json.text().digest }
}

extension String {
    /// The first half of its SHA-256, in hexadecimal digits.
    fileprivate var digest: String {
        SHA256.hash(data: Array(utf8)).prefix(16).map { Ledger.hexadecimal($0) }.joined()
    }
}
