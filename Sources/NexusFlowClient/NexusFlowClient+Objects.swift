import AsyncHTTPClient
import NIOCore
import NIOHTTP1
package import NexusFlowAPI

extension NexusFlowClient {
    /// How many redirects lead to a file at most.
    private static let redirectLimit = 5

    /// Fetches a file or the rest of one, without the API key.
    ///
    /// - Throws: ``ServiceError``: `unreachable` (no connection, or no http URL), `timeout` (not a byte for
    ///   ``ClientConfiguration/stallTimeout``), `disconnected` (it ended early), `redirected` (too often, or to where a
    ///   file is not fetched from); `CancellationError`; what a closure throws.
    package func fetch(
        _ request: ObjectRequest,
        onHead: (APIResponse) async throws -> Void,
        onBytes: (UnsafeRawBufferPointer) throws -> Void
    ) async throws {
        guard var url = WebURL(request.url) else {
            throw ServiceError(.unreachable, "the file's address is not a usable http URL")
        }
        var redirects = 0
        while true {
            let response = try await open(url, request)
            guard let location = response.redirectLocation else {
                let head = APIResponse(status: Int(response.status.code), headers: response.apiHeaders)
                try await onHead(keyGuard.redacted(head))
                return try await deliver(response.body, from: url, to: onBytes)
            }
            redirects += 1
            guard redirects <= Self.redirectLimit else {
                throw ServiceError(.redirected, "\(url.authority) redirects more than \(Self.redirectLimit) times")
            }
            guard let next = url.resolving(location), next.isSecure || !url.isSecure,
                !keyGuard.holdsKey(location)
            else {
                throw ServiceError(.redirected, "\(url.authority) redirects to where a file is not fetched from")
            }
            url = next
        }
    }

    private func open(_ url: WebURL, _ request: ObjectRequest) async throws -> HTTPClientResponse {
        var outgoing = HTTPClientRequest(url: url.text)
        outgoing.headers = ["User-Agent": configuration.userAgent, "Accept": "*/*", "Accept-Encoding": "identity"]
        if request.offset > 0 {
            outgoing.headers.add(name: "Range", value: "bytes=\(request.offset)-")
            if let entityTag = request.entityTag { outgoing.headers.add(name: "If-Range", value: entityTag) }
        }
        let client = try pools.client(for: .files, to: url)
        do {
            return try await client.execute(outgoing, deadline: .now() + .hours(24))
        } catch {
            throw Self.failure(error, url)
        }
    }

    private func deliver(
        _ body: HTTPClientResponse.Body, from url: WebURL, to onBytes: (UnsafeRawBufferPointer) throws -> Void
    ) async throws {
        var parts = body.makeAsyncIterator()
        while true {
            let part: ByteBuffer?
            do {
                part = try await parts.next()
            } catch {
                throw Self.failure(error, url)
            }
            // A cancelled sequence may end as if it were complete.
            try Task.checkCancellation()
            guard let part else { return }
            try part.withUnsafeReadableBytes(onBytes)
        }
    }

    private static func failure(_ error: any Error, _ url: WebURL) -> any Error {
        if Task.isCancelled { return CancellationError() }
        return ServiceError(TransportFailure(error, authority: url.authority), departure: nil)
    }
}

extension HTTPClientResponse {
    /// Where a redirect points to (RFC 9110, section 15.4).
    fileprivate var redirectLocation: String? {
        [301, 302, 303, 307, 308].contains(status.code) ? headers.first(name: "location") : nil
    }
}
