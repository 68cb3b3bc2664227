import ArgumentParser
import Shell

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// How the process ends.
enum Exit {
    /// Ends the process with what an error of the command line means: help and version are no errors.
    static func leave(with error: any Error) -> Never {
        if let status = error as? StatusError { exit(status.status.rawValue) }
        let text = Nfsh.fullMessage(for: error)
        if Nfsh.exitCode(for: error).isSuccess { leave(showing: text) }
        StandardStream.error.write(text.hasSuffix("\n") ? text : text + "\n")
        exit(ExitStatus.usage.rawValue)
    }

    /// Ends the process with a text that was asked for.
    static func leave(showing text: String) -> Never {
        if let reason = StandardStream.output.write(text.hasSuffix("\n") ? text : text + "\n") {
            StandardStream.error.write("nfsh: standard output cannot be written: \(reason)\n")
            exit(ExitStatus.trouble.rawValue)
        }
        exit(ExitStatus.done.rawValue)
    }
}

/// Ends a command with a status; what is to be said has been said.
struct StatusError: Error {
    let status: ExitStatus
}
