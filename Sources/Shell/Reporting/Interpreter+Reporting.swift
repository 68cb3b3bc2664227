import TaskLedger

extension Interpreter {
    /// Takes note of every submit and expectation from now on.
    package func beginReport() {
        session.report = RunReport(command: session.options.command, clock: session.environment.clock)
    }

    /// Writes the reports that were asked for.
    ///
    /// - Parameter files: where each goes, absolute.
    package func writeReports(_ files: [ReportFormat: String]) async {
        guard let report = session.report, !files.isEmpty else { return }
        let finished = await report.finish(status: exitStatus) { [session] numbers in
            guard !numbers.isEmpty, let ledger = try? await session.ledger() else { return [] }
            var filter = TaskFilter()
            filter.numbers = numbers
            return (try? ledger.tasks(filter)) ?? []
        }
        for (format, path) in files.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            let text =
                switch format {
                case .json: finished.json
                case .junit: finished.junit
                case .tap: finished.tap
                }
            do {
                try FileAccess.write(text, to: path, appending: false)
            } catch {
                session.console.message("error: \(ShellError.wrapping(error).message)\n")
                _ = fail(.trouble)
                if case .with(let status) = session.leaving { session.leaving = .with(max(status, .trouble)) }
            }
        }
    }
}
