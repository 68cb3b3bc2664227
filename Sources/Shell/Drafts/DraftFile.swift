import ShellLanguage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// A text that somebody edits: on disk, for the user alone, until what it asks for was sent, so that it is never lost.
struct DraftFile {
    /// Absolute.
    let path: String
    /// Whether it was there before: somebody has worked on it.
    let isLeft: Bool

    /// How many texts of one name may lie there.
    private static let largestCount = 1000

    /// Writes a new one, named after what it is about and this process: `edit-12.4711.nfs`.
    static func create(_ text: String, about stem: String, in folder: String) throws -> DraftFile {
        try FileAccess.makeFolders(folder)
        for number in 1...largestCount {
            let path = "\(folder)/\(stem).\(getpid())\(number == 1 ? "" : ".\(number)").nfs"
            if try FileAccess.create(path, text) { return DraftFile(path: path, isLeft: false) }
        }
        throw ShellError(
            .trouble, "more than \(largestCount) texts are kept in \(folder)", remedy: "remove those you do not need")
    }

    /// One about the same that was not sent, and that no other shell works on.
    static func left(about stem: String, in folder: String) -> DraftFile? {
        let names = FileAccess.entries(folder, limit: 10_000).map(\.name).sorted()
        let name = names.last { name in
            guard name.hasPrefix(stem + "."), name.hasSuffix(".nfs"),
                let process = name.dropFirst(stem.count + 1).split(separator: ".").first.flatMap({ pid_t($0) }),
                process > 0
            else { return false }
            return process == getpid() || (kill(process, 0) != 0 && errno == ESRCH)
        }
        return name.map { DraftFile(path: "\(folder)/\($0)", isLeft: true) }
    }

    func bytes() throws -> [UInt8] { try FileAccess.read(path) }

    func remove() { FileAccess.remove(path) }
}
