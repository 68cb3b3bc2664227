package import ShellLanguage

/// A script as `source` and the command line name it.
package enum ScriptFile {
    /// Reads a script. A relative path stands in the folder of `script` (absolute), or without one in the working folder.
    ///
    /// - Returns: its source and absolute path, with what is wrong with its bytes; or why it cannot be read.
    static func load(
        _ path: String, below script: String?, in environment: ShellEnvironment
    ) -> Result<LoadedScript, ShellError> {
        if path == "-" { return standardInput() }
        return load(name: path, at: environment.absolutePath(path, below: script.map(Session.folder)))
    }

    /// Reads the script at an absolute path; diagnostics speak of `name`.
    package static func load(name: String, at path: String) -> Result<LoadedScript, ShellError> {
        let path = FileAccess.canonical(path)
        return load(name: name, at: path) { try FileAccess.read(path) }
    }

    /// Standard input stands in no folder: what it names is looked for in the working folder.
    private static func standardInput() -> Result<LoadedScript, ShellError> {
        load(name: "<stdin>", at: nil) { try FileAccess.readAll(0, named: "standard input") }
    }

    private static func load(
        name: String, at path: String?, _ read: () throws -> [UInt8]
    ) -> Result<LoadedScript, ShellError> {
        do {
            let (source, diagnostics) = decode(try read(), name: name)
            return .success(LoadedScript(source: source, path: path, diagnostics: diagnostics))
        } catch let error as ShellError {
            return .failure(error)
        } catch {
            return .failure(ShellError(.trouble, "\(error)"))
        }
    }
}

package struct LoadedScript: Sendable {
    package let source: Source
    /// Absolute; `nil` for what is no file.
    package let path: String?
    /// What is wrong with its bytes.
    package let diagnostics: [Diagnostic]

    package init(source: Source, path: String?, diagnostics: [Diagnostic]) {
        self.source = source
        self.path = path
        self.diagnostics = diagnostics
    }
}

extension ScriptFile {
    /// Reads the script that the command line names: `-` is standard input, a relative path stands in
    /// `workingDirectory` (absolute).
    package static func load(_ path: String, workingDirectory: String) -> Result<LoadedScript, ShellError> {
        if path == "-" { return standardInput() }
        return load(name: path, at: path.hasPrefix("/") ? path : workingDirectory + "/" + path)
    }
}
