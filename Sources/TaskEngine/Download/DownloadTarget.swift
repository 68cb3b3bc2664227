import Media
package import TaskLedger

/// Where a video is to be put, and under which name.
package struct DownloadTarget: Hashable, Sendable {
    /// Absolute, or relative to where the process stands; made if it is missing.
    package var folder: String
    package var template: String
    package var exists: ExistingFilePolicy

    package init(folder: String, template: String = Self.defaultTemplate, exists: ExistingFilePolicy = .rename) {
        self.folder = folder
        self.template = template
        self.exists = exists
    }

    package static let defaultTemplate = NameTemplate.standardText
}

/// What a download came to.
package enum DownloadOutcome: Hashable, Sendable {
    case downloaded(TaskRecord)
    /// The video was there already, and is provably the right one.
    case alreadyThere(TaskRecord)
}
