import Media
import NexusFlowAPI
import TaskLedger

/// What the engine asks of Media: how a task's video is called, and whether a file is it.
enum VideoNaming {
    /// The absolute path that a task's video gets if nothing is in its way.
    static func file(for record: TaskRecord, _ target: DownloadTarget) throws(EngineError) -> String {
        let template: NameTemplate
        do {
            template = try NameTemplate(target.template)
        } catch {
            throw EngineError(
                .impossible, task: record.number, error.message,
                remedy: "write the name like \(NameTemplate.standardText)")
        }
        let request = record.request
        let name = template.path(
            for: NameFields(
                number: record.number, id: record.id, model: request.model, prompt: request.prompt, seed: request.seed,
                date: record.createdAt ?? record.intendedAt, tag: record.tag, resolution: request.resolution,
                ratio: request.ratio, run: record.run))
        return FileSystem.absolute(name.hasPrefix("/") ? name : "\(target.folder)/\(name)")
    }

    /// Whether `file` is `wanted` or one of the names that are tried when others are taken.
    static func isVariant(_ file: String, of wanted: String) -> Bool {
        if file == wanted { return true }
        guard let dash = file.lastIndex(of: "-") else { return false }
        let digits = file[file.index(after: dash)...].prefix { $0.isASCII && $0.isNumber }
        return Int(digits).map { FileName.numbered(wanted, $0) == file } ?? false
    }

    /// The JSON file that describes a video.
    static func sidecar(of file: String) -> String {
        let sidecar = FileName.sidecar(for: file)
        return sidecar == file ? "\(file).json" : sidecar
    }

    /// Why a file is not the video that was asked for; `nil` if it is. Only the length is asked for without doubt: no
    /// page documents the frame sizes of every model.
    static func fault(inVideoAt path: String, of record: TaskRecord) -> String? {
        let failures = VideoCheck(duration: record.request.duration).failures(path: path)
        return failures.isEmpty ? nil : failures.joined(separator: "; ")
    }
}
