/// A request for a stored file, or for the rest of one.
package struct ObjectRequest: Hashable, Sendable {
    /// An `http` or `https` URL. The API key never goes to it.
    package var url: String
    /// The first byte wanted; 0 asks for the whole file.
    package var offset: Int64
    /// A strong entity tag: with it a changed file is sent whole (`If-Range`, RFC 9110, section 13.1.5).
    package var entityTag: String?

    package init(url: String, offset: Int64 = 0, entityTag: String? = nil) {
        self.url = url
        self.offset = offset
        self.entityTag = entityTag
    }
}

/// Where files are fetched from: plain GET with ranges, redirects followed within limits, `Accept-Encoding: identity`.
package protocol ObjectStore: Sendable {
    /// Sends the request; calls `onHead` once with status and headers, of any status, then, unless it throws, `onBytes`
    /// for each piece of the body in order, waiting for both before more is read.
    ///
    /// - Throws: ``ServiceError`` if the transfer fails, or what a closure throws.
    func fetch(
        _ request: ObjectRequest,
        onHead: (APIResponse) async throws -> Void,
        onBytes: (UnsafeRawBufferPointer) throws -> Void
    ) async throws
}
