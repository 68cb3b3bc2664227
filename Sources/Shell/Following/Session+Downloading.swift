import NexusFlowAPI
import ShellLanguage
import TaskEngine
import TaskLedger

extension Session {
    /// Fetches the videos of these tasks, prints what came of it, and raises what went wrong.
    ///
    /// - Parameter spec: of the command, whose `to` and `exists` are heeded.
    func download(_ tasks: [TaskRecord], _ call: CommandCall, spec: CommandSpec) async throws {
        guard !tasks.isEmpty else { return call.output.print(ResultSet(tasks: [], at: now)) }
        let engine = try await engine()
        let targets = try tasks.map { task in (task: task, target: try target(call, for: task, spec: spec)) }
        let screen = TransferScreen(session: self)
        var done: [Int: TaskRecord] = [:]
        var failures: [Int: EngineError] = [:]
        await withTaskGroup(of: (Int, Result<DownloadOutcome, EngineError>).self) { group in
            for (task, target) in targets {
                let number = task.number
                group.addTask {
                    do throws(EngineError) {
                        // Optimised, Swift 6.3.1 loses the first element of a tuple that is built around an awaited call.
                        let outcome = try await engine.download(number, to: target) { screen.show(task, $0) }
                        return (number, .success(outcome))
                    } catch {
                        return (number, .failure(error))
                    }
                }
            }
            for await (number, result) in group {
                screen.ended(number)
                switch result {
                case .success(.downloaded(let task)): done[number] = task
                case .success(.alreadyThere(let task)):
                    done[number] = task
                    note("@\(number) is here already: \(sanitised(task.file ?? ""))")
                case .failure(let error):
                    failures[number] = error
                    if tasks.count > 1, !Task.isCancelled {
                        warn("@\(number): \(ShellError(error, nothingSent: false).message)")
                    }
                }
            }
        }
        console.live([])
        call.output.print(ResultSet(tasks: tasks.compactMap { done[$0.number] }, at: now))
        try Task.checkCancellation()
        guard let failure = tasks.lazy.compactMap({ failures[$0.number] }).first else { return }
        guard tasks.count > 1 else { throw failure }
        throw ShellError(
            ShellError(failure, nothingSent: false).status, "\(failures.count) of \(tasks.count) downloads failed",
            remedy: "run \(spec.name) again: what is complete is kept")
    }

    private func target(_ call: CommandCall, for task: TaskRecord, spec: CommandSpec) throws -> DownloadTarget {
        var target = DownloadTarget(folder: task.folder, template: task.template, exists: task.exists)
        if let policy = try call.option("exists").map({
            try canonical($0, option: "exists", of: spec, in: catalogue())
        }).flatMap(ExistingFilePolicy.init(rawValue:)) {
            target.exists = policy
        }
        guard let to = call.option("to") else { return target }
        // Fields may stand in the folders too, so the whole path is the template.
        let path = to.text.hasPrefix("~/") ? environment.absolutePath(to.text) : to.text
        target.folder = environment.workingDirectory
        target.template = to.text.hasSuffix("/") ? path + (settings["name"] ?? target.template) : path
        return target
    }
}
