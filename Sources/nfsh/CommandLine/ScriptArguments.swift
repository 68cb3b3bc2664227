import ArgumentParser

/// What stands behind the options: the script, and what is the script's own.
struct ScriptArguments {
    /// `nil` for the interactive shell and for `-c`.
    let file: String?
    let arguments: [String]

    /// The options of the program, which must stand before the script: one behind it would be ignored in silence.
    private static let options = [
        "--local", "--speed", "--fault", "--base-url", "--ledger", "--profile", "--output", "--max-cost", "--yes",
        "--resume", "--report-json", "--report-junit", "--report-tap", "--jobs", "--quiet", "--verbose", "--color",
        "--no-rc",
    ]

    /// Neither a script nor arguments.
    static let none = ScriptArguments()

    private init() {
        file = nil
        arguments = []
    }

    /// The words of a command line that mean the same.
    ///
    /// - Parameter file: the script; `nil` for lines of `-c`.
    func words(file: String?) -> [String] {
        let isAmbiguous = arguments.contains { $0 == "--" || Self.options.contains(String($0.prefix { $0 != "=" })) }
        guard let file else { return (isAmbiguous ? ["--"] : []) + arguments }
        let startsLikeOption = file.hasPrefix("-") && file != "-"
        return (isAmbiguous || startsLikeOption ? ["--"] : []) + [file] + arguments
    }

    /// - Throws: `ValidationError` for an unknown option, or an option of the program behind the script.
    init(_ words: [String], hasLines: Bool) throws {
        var words = words
        if hasLines {
            file = nil
        } else if words.first == "--" {
            // Everything behind it was meant as it stands.
            file = words.dropFirst().first
            arguments = Array(words.dropFirst(2))
            return
        } else {
            file = words.isEmpty ? nil : words.removeFirst()
            // The parser leaves everything from the script on alone, and this stands in its place.
            if file == "--help" || file == "-h" { throw CleanExit.helpRequest() }
            if let file, file.hasPrefix("-"), file != "-" { throw ValidationError("unknown option '\(file)'") }
        }
        let end = words.firstIndex(of: "--") ?? words.endIndex
        for word in words[..<end] {
            let name = word.prefix { $0 != "=" }
            guard !Self.options.contains(String(name)) else {
                throw ValidationError(
                    "\(name) stands behind the script, where it is the script's: put it before, or write -- before it")
            }
        }
        if end < words.endIndex { words.remove(at: end) }
        arguments = words
    }
}
