package import FoundationEssentials
package import NexusFlowAPI

/// What the server said of a task, and when.
package struct TaskAnswer: Hashable, Sendable {
    package var number: Int
    package var task: RemoteTask
    /// The time of day where the answer arrived; the server's own (`Date` header) where it gave it.
    package var receivedAt: Date

    package init(number: Int, task: RemoteTask, receivedAt: Date) {
        self.number = number
        self.task = task
        self.receivedAt = receivedAt
    }
}

extension TaskRecord {
    /// For how long after its creation a task can be queried, and after its end its video fetched (documented).
    package static let lifetime: TimeInterval = 24 * 3600

    /// This record as it stands after a step that an answer of the server's means.
    ///
    /// - Returns: `nil` if the step is impossible from the present status.
    func following(_ transition: TaskTransition, _ answer: TaskAnswer) -> TaskRecord? {
        guard let next = transition.next(after: status) else { return nil }
        var record = self
        let task = answer.task
        let contradicts = (status == .succeeded || status == .failed) && TaskStatus(task.status) != status
        record.status = next
        if record.id == nil { record.id = task.id.storable }
        // An end that a later answer takes back stays as it was reported, down to the object.
        guard !contradicts else { return record }
        record.progress = task.progress ?? progress
        record.takeAddresses(of: task)
        record.error = task.error?.storable ?? (next == status ? error : nil)
        if next == .succeeded { record.error = nil }
        record.createdAt = task.createdAt ?? createdAt
        record.completedAt = task.completedAt ?? completedAt
        record.raw = task.raw.text()
        record.cost = Self.cost(of: next, estimate: estimate) ?? cost
        // Of images that did not all come nobody knows whether they are billed.
        if !record.imageURLs.isEmpty,
            ImageParameter.counts(in: request.extra) != record.imageURLs.count...record.imageURLs.count
        {
            record.cost = nil
        }
        record.expiresAt = VideoDeadline.earliest(
            createdAt: record.createdAt ?? expiryBasis(answer), completedAt: record.completedAt,
            videoURL: record.videoURL)
        return record
    }

    /// Takes in where a result can be fetched. An answer that leaves out what an earlier one said takes nothing back.
    private mutating func takeAddresses(of task: RemoteTask) {
        if let url = task.videoURL?.storable {
            videoURL = url
            imageURLs = []
        }
        // A request with a duration or a first frame is for a video, whatever images come with it.
        guard request.duration == nil, request.imgURL == nil, !task.imageURLs.isEmpty else { return }
        let fresh = task.imageURLs.map(\.storable)
        imageURLs = fresh + imageURLs.dropFirst(fresh.count)
        videoURL = imageURLs.first
    }

    /// Where the server does not say when it created the task: the first moment at which it is known to have existed.
    private func expiryBasis(_ answer: TaskAnswer) -> Date {
        expiresAt.map { $0.addingTimeInterval(-Self.lifetime) } ?? answer.receivedAt
    }

    /// What a task costs as soon as it has this status; `nil` while that is not certain.
    static func cost(of status: TaskStatus, estimate: PriceRange?) -> Money? {
        switch status {
        case .succeeded: estimate.flatMap { $0.isExact ? $0.low : nil }
        case .failed, .abandoned, .rejected: .zero
        case .intended, .sending, .pending, .running, .unknown, .expired, .other: nil
        }
    }
}

/// Until when a video can be fetched.
package enum VideoDeadline {
    /// The earliest of `created_at` + 24 h, `completed_at` + 24 h, and the URL's own `Expires`.
    package static func earliest(createdAt: Date?, completedAt: Date?, videoURL: String?) -> Date? {
        [
            createdAt?.addingTimeInterval(TaskRecord.lifetime), completedAt?.addingTimeInterval(TaskRecord.lifetime),
            videoURL.flatMap(expiry),
        ].compactMap { $0 }.min()
    }

    /// The `Expires=<unix seconds>` of a signed URL (upstream); `nil` where there is none that is a time.
    static func expiry(of url: String) -> Date? {
        guard let query = url.split(separator: "?", maxSplits: 1).dropFirst().first else { return nil }
        for pair in query.prefix(while: { $0 != "#" }).split(separator: "&") where pair.hasPrefix("Expires=") {
            // Ten digits reach to the year 2286; more, or a sign, is no such time.
            let digits = pair.dropFirst("Expires=".count)
            guard (9...10).contains(digits.count), let seconds = Int(digits), seconds > 0 else { return nil }
            return Date(timeIntervalSince1970: TimeInterval(seconds))
        }
        return nil
    }
}
