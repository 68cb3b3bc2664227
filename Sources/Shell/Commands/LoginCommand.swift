import NexusFlowAPI

/// `login`
enum LoginCommand: ShellCommand {
    static let spec = CommandSpec(
        "login", summary: "store the API key, typed without echo", prints: false, isRecorded: false,
        details: """
            Asks for the key, and writes it to a file that only you can read. It holds from the next start on, unless \
            \(APIKey.variable) is set, which comes first. The key never stands in the line itself: the history and the \
            list of processes would keep it. Where nobody is at a terminal, one line of standard input is taken: \
            nfsh login < FILE
            """,
        examples: ["login"])

    static func run(_ call: CommandCall, in session: Session) async throws {
        let file = try session.environment.requiredKeyFile()
        guard let typed = await session.console.askSecretly("API key (not shown): "), !typed.isEmpty else {
            throw ShellError(.trouble, "no key was given; nothing is changed", at: call.span)
        }
        guard let key = APIKey(typed: typed.trimmed) else {
            throw ShellError(
                .trouble, "that is no key: \(APIKey.rule)", remedy: "copy it again; nothing is changed", at: call.span)
        }
        try file.write(key)
        session.note("the key is stored in \(file.path), and holds from the next start on")
        session.tellWhatComesFirst()
    }
}

/// `logout`
enum LogoutCommand: ShellCommand {
    static let spec = CommandSpec(
        "logout", summary: "forget the API key that login stored", prints: false, isRecorded: false,
        details: "Removes the file. A shell that is running keeps its key until it ends.",
        examples: ["logout"])

    static func run(_ call: CommandCall, in session: Session) async throws {
        let file = try session.environment.requiredKeyFile()
        let wasThere = try file.remove()
        session.note(wasThere ? "the key in \(file.path) is removed" : "there is no key in \(file.path)")
        session.tellWhatComesFirst()
    }
}

extension ShellEnvironment {
    fileprivate func requiredKeyFile() throws(ShellError) -> KeyFile {
        guard let keyFile else { throw ShellError(.trouble, "there is no place for a key here") }
        return keyFile
    }
}

extension Session {
    /// Says so if a variable decides about the key, whatever the file holds.
    fileprivate func tellWhatComesFirst() {
        guard let value = environment.variables[APIKey.variable], !value.isEmpty else { return }
        warn("\(APIKey.variable) is set, and comes before the file")
    }
}

extension String {
    /// Without the blanks that copying brings along at both ends.
    fileprivate var trimmed: String {
        let blanks: Set<Character> = [" ", "\t", "\r", "\r\n"]
        var text = Substring(self).drop(while: blanks.contains)
        while let last = text.last, blanks.contains(last) { text.removeLast() }
        return String(text)
    }
}
