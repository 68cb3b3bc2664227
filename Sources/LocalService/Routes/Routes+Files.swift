import FoundationEssentials
import HTTPTypes
import HummingbirdCore
import NexusFlowAPI

extension Routes {
    /// Builds what an answer says of the output of a task, with URLs as seen by the client that asks: on the host that it
    /// asked.
    ///
    /// They carry what object storage wants: a deadline, and a signature without which nothing is answered.
    func output(_ request: Request) throws -> (StoredTask) -> JSONValue {
        let origin = "http://\(HostHeader.authority(request.head.authority) ?? authority)"
        let secret = simulation.secret
        let catalogue = simulation.catalogue
        return { task in
            let url = { (path: String) -> JSONValue in
                let signature = (try? secret.signature(path: path, expires: task.videoExpiresAt)) ?? ""
                return .string("\(origin)\(path)?Expires=\(task.videoExpiresAt)&Signature=\(signature)")
            }
            guard let count = task.imageCount(in: catalogue) else {
                return ["video_url": url(Route.videoPath(task.id))]
            }
            return ["image_urls": .array((1...count).map { url(Route.imagePath(task.id, position: $0)) })]
        }
    }

    /// `GET /videos/{id}.mp4?Expires=…&Signature=…` and `GET /images/{id}-{position}.png?…`
    func rendered(
        _ id: String, position: Int?, _ request: Request, _ faults: DrawnFaults
    ) async throws -> Response {
        let path = position.map { Route.imagePath(id, position: $0) } ?? Route.videoPath(id)
        let query = request.uri.queryParameters
        guard let expires = query["Expires"].flatMap({ Int64($0) }),
            let signature = query["Signature"].map(String.init),
            try simulation.secret.signature(path: path, expires: expires) == signature
        else { throw StorageFailure.forged }
        let now = simulation.clock.now
        guard now.milliseconds / 1000 < expires, !faults[.expire] else { throw StorageFailure.expired }
        guard let task = simulation.tasks.task(id), task.failure == nil, now.milliseconds >= task.completedAt,
            (position ?? 0) <= task.imageCount(in: simulation.catalogue) ?? 0
        else { throw StorageFailure.absent }
        let video = try await simulation.videos.video(VideoPlan(task, position: position, in: simulation.catalogue))
        let file = ServedFile(
            path: video.path, size: video.size, type: position == nil ? "video/mp4" : "image/png",
            entityTag: video.entityTag, modified: task.completedAt / 1000,
            checksum: faults[.wrongChecksum] ? ~video.checksum : video.checksum)
        return file.response(to: request, cut: faults[.truncate] ? faults.truncation : nil)
    }

    /// `GET /samples/{name}`
    func sample(_ name: String, _ request: Request) async throws -> Response {
        guard let sample = SampleImage(fileName: name) else { throw StorageFailure.absent }
        let path = try await simulation.samples.file(sample)
        guard let size = FileSystem.size(path) else { throw StorageFailure.absent }
        let file = ServedFile(
            path: path, size: size, type: "image/png", entityTag: "\"\(sample.rawValue)-\(size)\"",
            modified: Int64(FileSystem.modified(path) ?? 0), checksum: nil)
        return file.response(to: request)
    }
}
