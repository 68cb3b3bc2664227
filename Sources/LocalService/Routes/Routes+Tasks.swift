import FoundationEssentials
import HTTPTypes
import HummingbirdCore
import NIOCore
import NexusFlowAPI

extension Routes {
    /// In bytes: the longest documented prompt, every character of it escaped, and room to spare.
    private static let largestBody = 1024 * 1024
    private static let keyPrefix = "sk-air-"
    private static let listLimits = 1...100
    private static let listFallback = 20

    /// `POST /v1/tasks`
    func create(
        _ request: Request, _ faults: DrawnFaults
    ) async throws -> (status: HTTPResponse.Status, body: JSONValue) {
        let account = try account(request)
        let now = simulation.clock.now
        if let wait = simulation.limiter.take(account, at: now) {
            throw APIFailure(
                .tooManyRequests, .rateLimit, "Too many tasks at once: try again in \(wait) s.", retryAfter: wait)
        }
        let wanted = try await generationRequest(request)
        let model = simulation.catalogue.model(wanted.model)
        let task = StoredTask(
            id: StoredTask.makeID(), account: account, now: now, speed: simulation.speed,
            failure: FaultAnswers.failure(faults, needsImage: model?.needsImage ?? false), request: wanted,
            makesImages: model?.makesImages ?? false)
        // What cannot be drawn is no task.
        if let count = task.imageCount(in: simulation.catalogue) {
            for position in 1...count where task.failure == nil {
                _ = try await simulation.videos.video(VideoPlan(task, position: position, in: simulation.catalogue))
            }
        }
        try simulation.tasks.save(task)
        simulation.faults.count(task.id)
        guard model?.makesImages != true else {
            return (.accepted, task.finishedObject(output: try output(request)))
        }
        if task.failure == nil { await simulation.videos.prepare(VideoPlan(task, in: simulation.catalogue)) }
        return (.accepted, task.createdObject)
    }

    /// `GET /v1/tasks/{id}`
    func task(_ id: String, _ request: Request) throws -> (status: HTTPResponse.Status, body: JSONValue) {
        let account = try account(request)
        let now = simulation.clock.now
        guard let task = simulation.tasks.task(id), task.account == account,
            let object = task.object(at: now, output: try output(request))
        else {
            throw APIFailure(
                .notFound, .notFound(code: "TaskNotFound"),
                "There is no task \(id), or its 24 hours are over.")
        }
        return (.ok, object)
    }

    /// `GET /v1/tasks?limit=N`
    func list(_ request: Request) throws -> (status: HTTPResponse.Status, body: JSONValue) {
        let account = try account(request)
        let text = request.uri.queryParameters["limit"].map(String.init)
        guard let limit = text.map({ Int($0) }) ?? Self.listFallback, Self.listLimits.contains(limit) else {
            throw APIFailure(
                .badRequest, .request(code: "InvalidParameter"),
                "limit must be a whole number from \(Self.listLimits.lowerBound) to \(Self.listLimits.upperBound).")
        }
        let now = simulation.clock.now
        simulation.tasks.prune(at: now)
        let output = try output(request)
        let objects = simulation.tasks.tasks(of: account).lazy.compactMap { $0.object(at: now, output: output) }
        let page = Array(objects.prefix(limit + 1))
        return (
            .ok,
            [
                "object": "list", "data": .array(Array(page.prefix(limit))), "has_more": .bool(page.count > limit),
            ]
        )
    }

    /// The account behind the request's key.
    private func account(_ request: Request) throws -> String {
        let parts = (request.headers[.authorization] ?? "").split(separator: " ", omittingEmptySubsequences: true)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else {
            throw APIFailure(
                .unauthorized, .authentication,
                "The API key is missing: send the header Authorization: Bearer sk-air-….")
        }
        guard parts[1].hasPrefix(Self.keyPrefix), parts[1].count > Self.keyPrefix.count else {
            throw APIFailure(
                .unauthorized, .authentication, "The API key is not valid: keys begin with \(Self.keyPrefix).")
        }
        return try simulation.secret.account(for: String(parts[1]))
    }

    private func generationRequest(_ request: Request) async throws -> GenerationRequest {
        let type = (request.headers[.contentType] ?? "").prefix { $0 != ";" && $0 != " " }.lowercased()
        guard type == Response.jsonType else {
            throw APIFailure(
                .badRequest, .request(code: "InvalidContentType"), "Send the header Content-Type: \(Response.jsonType)."
            )
        }
        let wanted: GenerationRequest
        do {
            let bytes = try await request.body.collect(upTo: Self.largestBody)
            wanted = try GenerationRequest(json: JSONValue(parsing: Array(bytes.readableBytesView)))
        } catch is NIOTooManyBytesError {
            throw APIFailure(
                .contentTooLarge, .request(code: "RequestTooLarge"),
                "The request is larger than \(Self.largestBody) bytes.")
        } catch let error as JSONError {
            throw APIFailure(.badRequest, .request(code: "InvalidJSON"), "The request is not valid JSON: \(error).")
        } catch let issue as RequestIssue {
            throw APIFailure(.badRequest, .request(code: "InvalidParameter"), "\(issue.message).")
        }
        guard wanted.model.isEmpty || simulation.catalogue.model(wanted.model) != nil else {
            throw APIFailure(.notFound, .notFound(code: "ModelNotFound"), "There is no model \(wanted.model).")
        }
        if let issue = wanted.issues(in: simulation.catalogue).first(where: { $0.severity == .error }) {
            let status = issue.parameter == .imgURL ? HTTPResponse.Status.unprocessableContent : .badRequest
            throw APIFailure(status, .request(code: "InvalidParameter"), "\(issue.message).")
        }
        try requireImages(wanted)
        return wanted
    }

    /// Refuses what no image model takes: unlike a client, the service is sure of its rules.
    private func requireImages(_ wanted: GenerationRequest) throws {
        guard simulation.catalogue.model(wanted.model)?.makesImages == true else { return }
        for parameter in [ImageParameter.count, .size] {
            guard let value = wanted.extra[parameter.name] else { continue }
            let isFine =
                parameter == .count
                ? value.integer.map { ImageParameter.counts.contains($0) } ?? false
                : value.string.flatMap(ImageParameter.dimensions).map {
                    ImageParameter.fits(width: $0.width, height: $0.height)
                } ?? false
            guard isFine else {
                throw APIFailure(
                    .badRequest, .request(code: "InvalidParameter"),
                    "\(parameter.name)=\(value.text()) is not allowed; it may be \(parameter.allowed)"
                        + (parameter == .size ? ", of \(ImageParameter.sizeText)." : "."))
            }
        }
    }
}

extension StoredTask {
    /// How many images it makes; `nil` for a video.
    func imageCount(in catalogue: Catalogue) -> Int? {
        guard catalogue.model(request.model)?.makesImages == true else { return nil }
        // As many as the vendor makes where nothing is said (upstream).
        return ImageParameter.counts(in: request.extra)?.upperBound ?? ImageParameter.counts.upperBound
    }
}
