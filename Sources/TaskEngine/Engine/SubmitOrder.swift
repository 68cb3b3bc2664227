package import NexusFlowAPI
package import TaskLedger

/// What a submit was asked to do, wholly resolved.
package struct SubmitOrder: Hashable, Sendable {
    package var request: GenerationRequest
    /// What it is expected to cost, where that is known.
    package var estimate: PriceRange?
    package var tag: String?
    package var note: String?
    /// The number of the task that this one varies.
    package var parent: Int?
    package var run: Int?
    /// Which submit of its run it is.
    package var step: RunStep?
    /// Where the video is to be put.
    package var folder: String
    /// How the video is to be named.
    package var template: String
    package var exists: ExistingFilePolicy
    /// Whether the video is fetched as soon as it is there.
    package var autodownload: Bool

    package init(
        request: GenerationRequest, estimate: PriceRange? = nil, tag: String? = nil, note: String? = nil,
        parent: Int? = nil, run: Int? = nil, step: RunStep? = nil, folder: String = ".",
        template: String = DownloadTarget.defaultTemplate,
        exists: ExistingFilePolicy = .rename, autodownload: Bool = true
    ) {
        self.request = request
        self.estimate = estimate
        self.tag = tag
        self.note = note
        self.parent = parent
        self.run = run
        self.step = step
        self.folder = folder
        self.template = template
        self.exists = exists
        self.autodownload = autodownload
    }
}
