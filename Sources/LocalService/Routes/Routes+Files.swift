import FoundationEssentials
import HTTPTypes
import HummingbirdCore
import NexusFlowAPI

extension Routes {
    /// Builds the URLs of videos as seen by the client that asks: on the host that it asked.
    ///
    /// They carry what object storage wants: a deadline, and a signature without which nothing is answered.
    func videoURL(_ request: Request) throws -> (StoredTask) -> String {
        let origin = "http://\(HostHeader.authority(request.head.authority) ?? authority)"
        let secret = simulation.secret
        return { task in
            let path = Route.videoPath(task.id)
            let signature = (try? secret.signature(path: path, expires: task.videoExpiresAt)) ?? ""
            return "\(origin)\(path)?Expires=\(task.videoExpiresAt)&Signature=\(signature)"
        }
    }

    /// `GET /videos/{id}.mp4?Expires=…&Signature=…`
    func video(_ id: String, _ request: Request, _ faults: DrawnFaults) async throws -> Response {
        let query = request.uri.queryParameters
        guard let expires = query["Expires"].flatMap({ Int64($0) }),
            let signature = query["Signature"].map(String.init),
            try simulation.secret.signature(path: Route.videoPath(id), expires: expires) == signature
        else { throw StorageFailure.forged }
        let now = simulation.clock.now
        guard now.milliseconds / 1000 < expires, !faults[.expire] else { throw StorageFailure.expired }
        guard let task = simulation.tasks.task(id), task.failure == nil, now.milliseconds >= task.completedAt else {
            throw StorageFailure.absent
        }
        let video = try await simulation.videos.video(VideoPlan(task, in: simulation.catalogue))
        let file = ServedFile(
            path: video.path, size: video.size, type: "video/mp4", entityTag: video.entityTag,
            modified: task.completedAt / 1000, checksum: faults[.wrongChecksum] ? ~video.checksum : video.checksum)
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
