package import FoundationEssentials
package import NexusFlowAPI

/// One task as the ledger knows it: what was asked for, how it stands, where its video is.
package struct TaskRecord: Hashable, Sendable {
    /// The ledger's number, from 1; never given twice.
    package let number: Int
    /// The server's id, once it is known.
    package var id: String?
    package var status: TaskStatus
    /// The whole resolved request.
    package var request: GenerationRequest
    /// 0 to 100, as the server last said.
    package var progress: Int?
    /// Where its video, or its first image, can be fetched.
    package var videoURL: String?
    /// Where its images can be fetched, in their order; empty for a video.
    package var imageURLs: [String] = []
    /// `Code: message` of a failed task, or why it was rejected, abandoned or lost from sight. May hold text of the
    /// server's.
    package var error: String?
    /// The server's time.
    package var createdAt: Date?
    /// The server's time.
    package var completedAt: Date?
    /// Until when the task, or its video, can be fetched; the server's time.
    package var expiresAt: Date?
    /// When the intent was written down; local time.
    package var intendedAt: Date
    /// When the request was last sent; local time.
    package var sentAt: Date?
    /// What it was expected to cost.
    package var estimate: PriceRange?
    /// What it costs, once that is certain.
    package var cost: Money?
    /// The absolute path of the published video, or of the first image as soon as all of them are published.
    package var file: String?
    /// That file's length in bytes.
    package var fileSize: Int64?
    /// CRC-64/XZ of that file, in decimal, as storage gives it.
    package var crc64: String?
    /// Where the images of a task that made several are, those that were fetched; ascending by position.
    package var imageFiles: [ImageFile] = []
    package var tag: String?
    package var note: String?
    package var rating: Int?
    /// The number of the task that this one varies.
    package var parent: Int?
    /// The script run that it belongs to.
    package var run: Int?
    /// Scheme, host and port of the service.
    package var origin: String
    /// The fingerprint of the key that paid (``Ledger/account(for:)``).
    package var account: String
    /// Where its video is to be put.
    package var folder: String
    /// How its video is to be named.
    package var template: String
    package var exists: ExistingFilePolicy
    /// Whether its video is fetched as soon as it is there.
    package var autodownload: Bool
    /// Why its video could not be fetched the last time; `nil` once it is there.
    package var downloadError: String?
    /// The server's last object, as text.
    package var raw: String?

    package init(
        number: Int, status: TaskStatus, request: GenerationRequest, intendedAt: Date, origin: String, account: String,
        folder: String, template: String, exists: ExistingFilePolicy, autodownload: Bool
    ) {
        self.number = number
        self.status = status
        self.request = request
        self.intendedAt = intendedAt
        self.origin = origin
        self.account = account
        self.folder = folder
        self.template = template
        self.exists = exists
        self.autodownload = autodownload
    }
}

/// What is written down of a task before anything is sent.
package struct TaskIntent: Hashable, Sendable {
    package var request: GenerationRequest
    package var estimate: PriceRange?
    package var tag: String?
    package var note: String?
    package var parent: Int?
    package var run: Int?
    /// Which submit of its run it is; `nil` where runs are not taken up again.
    package var step: RunStep?
    package var origin: String
    package var account: String
    package var folder: String
    package var template: String
    package var exists: ExistingFilePolicy
    package var autodownload: Bool

    package init(
        request: GenerationRequest, estimate: PriceRange? = nil, tag: String? = nil, note: String? = nil,
        parent: Int? = nil, run: Int? = nil, step: RunStep? = nil, origin: String, account: String, folder: String,
        template: String,
        exists: ExistingFilePolicy, autodownload: Bool
    ) {
        self.request = request
        self.estimate = estimate
        self.tag = tag
        self.note = note
        self.parent = parent
        self.run = run
        self.step = step
        self.origin = origin
        self.account = account
        self.folder = folder
        self.template = template
        self.exists = exists
        self.autodownload = autodownload
    }
}
