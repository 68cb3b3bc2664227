import AsyncHTTPClient
import CrashPoints
import NIOCore
import NIOHTTP1
package import NexusFlowAPI

extension NexusFlowClient {
    /// Sends one request, once, and gives the answer of any status; a redirect is an answer too.
    ///
    /// A 2xx answer is whole. The body of any other may be cut short, by the limit or by a lost connection: the status
    /// alone says what happened to the request. What it says of the key is taken out of it: answers are kept and shown.
    ///
    /// - Throws: ``ServiceError``: `unreachable` if it provably never left, `timeout`, `disconnected` or `unreadable` (no
    ///   HTTP, or a body beyond the limit) if it may have been carried out, a cancelled one included, `denied` if there is
    ///   no key, and `refused` if the path is none or the request holds a key.
    package func send(_ request: APIRequest) async throws(ServiceError) -> APIResponse {
        let (outgoing, departure, url) = try outgoing(request)
        let client = try pools.client(for: request.method == .get ? .queries : .submissions, to: url)
        let limit = configuration.bodyLimit
        let keyGuard = keyGuard
        let outcome = await Self.within(configuration.callTimeout) { () async -> Result<APIResponse, any Error> in
            do {
                let response = try await client.execute(outgoing, deadline: .now() + .hours(24))
                return .success(keyGuard.redacted(try await Self.collect(response, from: url, limit: limit)))
            } catch {
                return .failure(error)
            }
        }
        switch outcome {
        case .ended(.success(let response)): return response
        case .ended(.failure(let error as ServiceError)): throw error
        case .ended(.failure(let error)):
            throw ServiceError(TransportFailure(error, authority: url.authority), departure: departure)
        case .timedOut:
            throw ServiceError(
                TransportFailure(HTTPClientError.deadlineExceeded, authority: url.authority), departure: departure)
        }
    }

    private func outgoing(
        _ request: APIRequest
    ) throws(ServiceError) -> (HTTPClientRequest, Departure?, WebURL) {
        guard let key else { throw ServiceError(.denied, "there is no API key; nothing was sent") }
        // Without the slash a path could turn the host into a user's name: https://host + @other.example/.
        guard request.path.hasPrefix("/"), request.path.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != 0x5C }),
            let url = WebURL(address.url(request.path))
        else {
            throw ServiceError(.refused, "'\(request.path)' is not a path; it begins with / and is percent-encoded")
        }
        guard !keyGuard.holdsKey(request.path), !keyGuard.holdsKey(String(decoding: request.body ?? [], as: UTF8.self))
        else { throw ServiceError(.refused, "the request holds an API key, which goes into the header alone") }
        var outgoing = HTTPClientRequest(url: url.text)
        outgoing.method = request.method == .get ? .GET : .POST
        outgoing.headers = [
            "Authorization": "Bearer \(key.secret)", "User-Agent": configuration.userAgent,
            "Accept": "application/json", "Accept-Encoding": "identity",
        ]
        guard let body = request.body, !body.isEmpty else { return (outgoing, nil, url) }
        outgoing.headers.add(name: "Content-Type", value: "application/json")
        let departure = Departure()
        outgoing.body = .stream(OutgoingBody(bytes: body, departure: departure), length: .known(Int64(body.count)))
        return (outgoing, departure, url)
    }

    private static func collect(
        _ response: HTTPClientResponse, from url: WebURL, limit: Int
    ) async throws -> APIResponse {
        CrashPoints.reach(.answerBegun)
        let isSuccess = (200..<300).contains(response.status.code)
        var body: [UInt8] = []
        do {
            for try await part in response.body {
                guard body.count + part.readableBytes <= limit else {
                    guard isSuccess else { break }
                    throw ServiceError(
                        .unreadable, "the answer of \(url.authority) has more than \(limit) bytes",
                        status: Int(response.status.code))
                }
                body.append(contentsOf: part.readableBytesView)
            }
        } catch  where !isSuccess {}
        CrashPoints.reach(.answerWhole)
        return APIResponse(status: Int(response.status.code), headers: response.apiHeaders, body: body)
    }

    private enum Outcome<Value: Sendable>: Sendable {
        case ended(Value)
        case timedOut
    }

    /// Runs `operation`, which must heed cancellation; what it brings while it is being cancelled still counts if it is a
    /// success.
    private static func within<Value: Sendable>(
        _ limit: Duration, _ operation: @escaping @Sendable () async -> Result<Value, any Error>
    ) async -> Outcome<Result<Value, any Error>> {
        await withTaskGroup(of: Result<Value, any Error>?.self) { group in
            group.addTask { await operation() }
            group.addTask {
                try? await Task.sleep(for: limit)
                return nil
            }
            var ranOut = false
            while let next = await group.next() {
                switch next {
                case .some(.success(let value)):
                    group.cancelAll()
                    return .ended(.success(value))
                case .some(.failure(let error)):
                    group.cancelAll()
                    return ranOut ? .timedOut : .ended(.failure(error))
                case .none:
                    ranOut = !Task.isCancelled
                    group.cancelAll()
                }
            }
            return .timedOut
        }
    }
}

extension HTTPClientResponse {
    var apiHeaders: [APIResponse.Header] {
        headers.map { APIResponse.Header($0.name, $0.value) }
    }
}
