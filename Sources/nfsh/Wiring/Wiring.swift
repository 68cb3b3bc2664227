import NexusFlowAPI
import Shell
import ShellLanguage

/// Puts the parts together for one run.
enum Wiring {
    /// The clock of the process.
    static var clock: any WallClock {
        #if DEBUG
            DebugTime.clock
        #else
            SystemClock()
        #endif
    }

    static func environment(
        console: any Console, backend: any Backend, clock: any WallClock, files: FileLocations,
        variables: [String: String], key: APIKey? = nil
    ) -> ShellEnvironment {
        ShellEnvironment(
            console: console, backend: backend, clock: clock, variables: variables,
            workingDirectory: ProcessEnvironment.workingDirectory, home: files.home, cataloguePath: files.catalogue,
            profiles: ProfileStore(folder: files.profiles), draftsFolder: files.drafts,
            keyFile: KeyFile(path: files.key), keyGuard: KeyGuard(key))
    }

    /// The sentence of an error that no command framed.
    static func sentence(_ error: any Error) -> String {
        let error = ShellError.wrapping(error)
        return sanitised(error.message) + (error.remedy.map { "\n  \(sanitised($0))" } ?? "")
    }
}
