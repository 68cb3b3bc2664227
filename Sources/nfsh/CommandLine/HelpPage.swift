import ArgumentParser

/// What `nfsh --help` prints: the options of a run, which the parser hides behind its default command, among the rest.
enum HelpPage {
    private static let requests: Set<[String]> = [["--help"], ["-h"], ["help"]]
    private static let optionsTitle = "OPTIONS:"
    private static let commandsTitle = "SUBCOMMANDS:"

    /// Whether these words of a command line ask for it.
    static func isAsked(by words: [String]) -> Bool { requests.contains(words) }

    static var text: String {
        let page = Nfsh.helpMessage()
        let run = Nfsh.helpMessage(for: Run.self)
        guard let options = page.firstRange(of: optionsTitle), let commands = page.firstRange(of: commandsTitle),
            let own = run.firstRange(of: optionsTitle), options.lowerBound < commands.lowerBound
        else { return page }
        var list = run[own.lowerBound...]
        while list.last?.isNewline == true { list.removeLast() }
        return "\(page[..<options.lowerBound])\(list)\n\n\(page[commands.lowerBound...])\n"
    }
}
