import NexusFlowAPI
import ShellLanguage
import TaskLedger

@testable import Shell

extension TestShell {
    /// The same folder, ledger and service in the hands of another session.
    ///
    /// - Parameters:
    ///   - process: the process that it is, by the ledger's account.
    ///   - seed: what it draws.
    func another(
        _ options: SessionOptions, process: ProcessIdentity = .current, seed: Int = 42,
        console: RecordingConsole? = nil
    ) -> TestShell {
        let console = console ?? RecordingConsole()
        let environment = ShellEnvironment(
            console: console, backend: environment.backend, clock: environment.clock,
            variables: environment.variables, workingDirectory: folder, home: environment.home,
            cataloguePath: environment.cataloguePath, profiles: environment.profiles,
            draftsFolder: environment.draftsFolder, process: process,
            keyFile: environment.keyFile,
            keyGuard: environment.keyGuard, drawSeed: { seed })
        return TestShell(
            folder: folder, console: console, service: service, store: store, ledger: ledger, environment: environment,
            interpreter: Interpreter(environment: environment, options: options))
    }

    /// Says what lines would submit.
    ///
    /// - Returns: the exit status.
    @discardableResult
    func plan(_ lines: String) async -> ExitStatus {
        await interpreter.plan([
            LoadedScript(source: Source(name: "<command>", text: lines), path: nil, diagnostics: [])
        ])
        return await interpreter.exitStatus
    }

    /// Runs lines as a script that comes to its end.
    @discardableResult
    func runToEnd(_ lines: String, resumes: Bool = false) async -> ExitStatus {
        if resumes {
            guard await interpreter.resume() else { return await interpreter.exitStatus }
        }
        if await !interpreter.run(Source(name: "<command>", text: lines)), await interpreter.stopsOnErrors {
            await interpreter.settlePaidTasks()
        }
        await interpreter.sayFarewell(command: "nfsh")
        return await interpreter.exitStatus
    }

    /// The results that were printed as JSON, by row.
    var rows: [JSONObject] {
        guard case .array(let rows)? = try? JSONValue(parsing: results) else { return [] }
        return rows.compactMap { if case .object(let row) = $0 { row } else { nil } }
    }
}
