import ShellLanguage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// The profiles of a person: named sets of settings, each a small script of its own in one folder.
package struct ProfileStore: Sendable {
    /// An absolute path; the folder may not be there yet.
    package let folder: String

    private static let ending = ".nfs"
    private static let longestName = 64

    /// Holds nothing, and keeps nothing.
    package static let none = ProfileStore(folder: "/dev/null")

    package init(folder: String) {
        self.folder = folder
    }

    /// Why a text cannot be the name of a profile, as a clause; `nil` if it can: a name is one of a file, and one word.
    package static func fault(inName name: String) -> String? {
        if name.isEmpty { return "it is empty" }
        if name.count > longestName { return "it has more than \(longestName) characters" }
        if name.hasPrefix(".") || name.hasPrefix("-") { return "it begins with '\(name.prefix(1))'" }
        if name.contains("/") { return "it has a '/'" }
        return sanitised(name) == name ? nil : "it has characters that cannot be seen"
    }

    func path(_ name: String) -> String { "\(folder)/\(name)\(Self.ending)" }

    func exists(_ name: String) -> Bool { FileAccess.exists(path(name)) }

    /// The names there are, sorted. Files that could not be named here are none.
    func names() -> [String] {
        FileAccess.entries(folder, limit: 10_000)
            .filter { !$0.isFolder && $0.name.hasSuffix(Self.ending) }
            .map { String($0.name.dropLast(Self.ending.count)) }
            .filter { Self.fault(inName: $0) == nil }.sorted()
    }

    /// Reads the profile of that name.
    package func load(_ name: String) -> Result<LoadedScript, ShellError> {
        do {
            try requireProfile(name)
        } catch {
            return .failure(error)
        }
        return ScriptFile.load(name: path(name), at: path(name))
    }

    /// Writes the profile of that name, in place of one that is there: the file is whole at every moment.
    func save(_ text: String, as name: String) throws {
        try FileAccess.makeFolders(folder)
        try FileAccess.replace(path(name), with: text)
    }

    func remove(_ name: String) throws(ShellError) {
        try requireProfile(name)
        guard unlink(path(name)) == 0 else {
            throw ShellError(.trouble, "cannot remove \(path(name)): \(String(cString: strerror(errno)).lowercased())")
        }
    }

    private func requireProfile(_ name: String) throws(ShellError) {
        if let fault = Self.fault(inName: name) {
            throw ShellError(.check, "'\(sanitised(name))' is no name of a profile: \(fault)")
        }
        guard !exists(name) else { return }
        let names = names()
        let near = Suggestion.nearest(name, in: names)
        throw ShellError(
            .trouble, "there is no profile '\(name)'",
            remedy: near.map { "did you mean '\($0)'?" }
                ?? (names.isEmpty
                    ? "profile save \(name) makes one of the settings"
                    : "there are \(names.prefix(12).joined(separator: ", "))"))
    }
}
