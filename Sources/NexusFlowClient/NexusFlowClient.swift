package import NexusFlowAPI

/// The API and the stored files over HTTP.
///
/// Nothing is opened before the first call, and nothing is sent twice: a call is one HTTP request at most. Connections
/// are used again, except that a POST never goes over one that was idle for longer than
/// ``ClientConfiguration/submissionIdleLimit``.
package final class NexusFlowClient: VideoService, ObjectStore, Sendable {
    package let address: ServiceAddress
    let key: APIKey?
    /// Keeps the key out of what a server sends back.
    let keyGuard: KeyGuard
    let configuration: ClientConfiguration
    let pools: ConnectionPools

    /// - Parameter key: goes into the `Authorization` header of calls to `address` and nowhere else. Without one no call
    ///   of the API is sent (``ServiceError/Code/denied``); files can still be fetched.
    package init(address: ServiceAddress, key: APIKey?, configuration: ClientConfiguration) {
        self.address = address
        self.key = key
        keyGuard = KeyGuard(key)
        self.configuration = configuration
        pools = ConnectionPools(configuration)
    }

    /// Cancels what is in flight and closes all connections. Later calls fail as ``ServiceError/Code/unreachable``.
    package func shutdown() async {
        await pools.shutdown()
    }
}
