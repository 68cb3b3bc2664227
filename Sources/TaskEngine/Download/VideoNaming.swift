import Media
import NexusFlowAPI
import TaskLedger

/// What the engine asks of Media: how a task's video or image is called, and whether a file is it.
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
        let path = FileSystem.absolute(name.hasPrefix("/") ? name : "\(target.folder)/\(name)")
        guard let image = record.imageURLs.first else { return path }
        return FileName.ofImage(path, ending: imageEnding(of: image))
    }

    /// The ending of an image's name as its address has it, else that of the only format that is documented (upstream).
    private static func imageEnding(of url: String) -> String {
        let path = url.prefix { $0 != "?" && $0 != "#" }.lowercased()
        return ImageRule.extensions.first { path.hasSuffix(".\($0)") } ?? "png"
    }

    /// Whether `file` is `wanted` or one of the names that are tried when others are taken.
    static func isVariant(_ file: String, of wanted: String) -> Bool {
        if file == wanted { return true }
        guard let dash = file.lastIndex(of: "-") else { return false }
        let digits = file[file.index(after: dash)...].prefix { $0.isASCII && $0.isNumber }
        return Int(digits).map { FileName.numbered(wanted, $0) == file } ?? false
    }

    /// The JSON file that describes a video: `clip.json` of `clip.mp4`. That of an image is `clip.png.json`, since a video of
    /// another task may have the same name up to its ending.
    static func sidecar(of file: String) -> String {
        if FileName.isImage(file) { return file + ".json" }
        let sidecar = FileName.sidecar(for: file)
        return sidecar == file ? "\(file).json" : sidecar
    }

    /// Why a file is not the video that was asked for; `nil` if it is. Only the length is asked for without doubt: no
    /// page documents the frame sizes of every model.
    static func fault(inVideoAt path: String, of record: TaskRecord) -> String? {
        guard record.imageURLs.isEmpty else { return fault(inImageAt: path) }
        let failures = VideoCheck(duration: record.request.duration).failures(path: path)
        return failures.isEmpty ? nil : failures.joined(separator: "; ")
    }

    /// Why a file is no whole image; `nil` if it is one.
    static func fault(inImageAt path: String) -> String? {
        do throws(MediaError) {
            _ = try ImageSummary.read(path: path)
            return nil
        } catch {
            return error.message
        }
    }
}
