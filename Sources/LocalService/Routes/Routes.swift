import HTTPTypes
import HummingbirdCore
import NexusFlowAPI

/// Answers requests: finds the route, lets faults strike, and turns failures into answers.
struct Routes: Sendable {
    let simulation: Simulation
    /// Host and port that the service listens on, for requests that name none.
    let authority: String

    /// - Throws: ``ConnectionEnd`` where a fault leaves the client without an answer.
    func answer(_ request: Request) async throws -> Response {
        guard let route = Route(path: request.uri.path) else {
            return .api(APIFailure(.notFound, .notFound(code: "NotFound"), "There is nothing at \(request.uri.path)."))
        }
        guard route.methods.contains(request.method) else {
            let methods = route.methods.map(\.rawValue).joined(separator: ", ")
            var failure = APIFailure(
                .methodNotAllowed, .request(code: "MethodNotAllowed"),
                "\(request.method.rawValue) is not allowed here; \(methods) is.")
            failure.headers[.allow] = methods
            return .api(failure)
        }
        switch route {
        case .tasks where request.method == .post:
            let faults = simulation.faults.draw(.create)
            return try await call(faults) { try await create(request, faults) }
        case .tasks:
            return try await call(simulation.faults.draw(.list)) { try list(request) }
        case .task(let id):
            return try await call(simulation.faults.draw(.query, task: id)) { try task(id, request) }
        case .video(let id):
            let faults = simulation.faults.draw(.video, task: id)
            return try await file(request) {
                if let answer = try await strike(faults) { return answer }
                return try await rendered(id, position: nil, request, faults)
            }
        case .image(let id, let position):
            let faults = simulation.faults.draw(.video, task: id)
            return try await file(request) {
                if let answer = try await strike(faults) { return answer }
                return try await rendered(id, position: position, request, faults)
            }
        case .sample(let name):
            return try await file(request) { try await sample(name, request) }
        }
    }

    /// An API call: its result as JSON, unless a fault or a failure comes between.
    private func call(
        _ faults: DrawnFaults, _ work: () async throws -> (status: HTTPResponse.Status, body: JSONValue)
    ) async throws -> Response {
        if let answer = try await strike(faults) { return answer }
        let answer: Response
        let body: JSONValue
        do {
            let result = try await work()
            body = result.body
            answer = .json(body, status: result.status)
        } catch let failure as APIFailure {
            return .api(failure)
        } catch let error as LocalServiceError {
            return .api(APIFailure(.internalServerError, .server, "\(error.message)."))
        }
        if faults[.serverError] { return FaultAnswers.serverError }
        if faults[.dropResponse] { throw ConnectionEnd.closed }
        if faults[.halfBody] { return FaultAnswers.half(answer, body: body) }
        if faults[.hugeJSON] { return FaultAnswers.huge(answer, body: body) }
        return faults[.badJSON] ? FaultAnswers.garbled(answer, body: body, faults) : answer
    }

    /// A file: its bytes, or an answer in the words of object storage; without a body for HEAD.
    private func file(_ request: Request, _ work: () async throws -> Response) async throws -> Response {
        var answer: Response
        do {
            answer = try await work()
        } catch let failure as StorageFailure {
            answer = failure.response
        } catch let error as LocalServiceError {
            answer = StorageFailure.broken("\(error.message).").response
        }
        return request.method == .head ? answer.createHeadResponse() : answer
    }

    /// The faults that strike before any work is done.
    private func strike(_ faults: DrawnFaults) async throws -> Response? {
        if let delay = faults.delay { try await simulation.clock.sleep(for: delay) }
        if faults[.reset] { throw ConnectionEnd.reset }
        if faults[.htmlError] { return FaultAnswers.htmlError }
        if faults[.rateLimit] { return FaultAnswers.rateLimit }
        return faults[.serverError] && !faults.errorComesLate ? FaultAnswers.serverError : nil
    }
}

/// How a connection ends that gets no answer.
enum ConnectionEnd: Error, Hashable, Sendable {
    /// In good order, as far as TCP can tell.
    case closed
    /// With a reset.
    case reset
}
