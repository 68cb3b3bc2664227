import NIOCore

/// Keeps requests off a connection that sat idle for too long.
///
/// The connection pool closes idle connections by a timer of its own, but a timer is late when the machine was busy, and
/// stands still while it sleeps: after waking, a connection of an hour ago looks fresh. This looks at a clock that runs on
/// through sleep, at the last instant before a request would be written. It stands at the far end of the pipeline, where
/// requests enter; an error put in at the other end makes the HTTP handler between take the connection for closing, and
/// fail the request before a byte of it is written.
final class IdleGuard: ChannelOutboundHandler {
    typealias OutboundIn = Any

    private struct IdleTooLong: Error {}

    private let activity: Activity
    private let limit: Duration

    private init(_ activity: Activity, limit: Duration) {
        self.activity = activity
        self.limit = limit
    }

    /// Guards a connection that is ready for its first request; called on its event loop.
    ///
    /// - Parameter now: the time on a clock that runs on while the machine sleeps.
    static func install(
        on channel: any Channel, limit: Duration,
        now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) -> EventLoopFuture<Void> {
        channel.eventLoop.makeCompletedFuture {
            let activity = Activity(now: now)
            let pipeline = channel.pipeline.syncOperations
            try pipeline.addHandler(ArrivalHandler(activity), position: .first)
            try pipeline.addHandler(IdleGuard(activity, limit: limit), position: .last)
        }
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if activity.idleTime > limit { context.pipeline.fireErrorCaught(IdleTooLong()) }
        activity.note()
        context.write(data, promise: promise)
    }
}

/// When something last passed over a connection. Lives on its event loop.
private final class Activity {
    private let now: @Sendable () -> ContinuousClock.Instant
    private var last: ContinuousClock.Instant

    init(now: @escaping @Sendable () -> ContinuousClock.Instant) {
        self.now = now
        last = now()
    }

    var idleTime: Duration { last.duration(to: now()) }

    func note() { last = now() }
}

/// Notes what arrives, next to the socket.
private final class ArrivalHandler: ChannelInboundHandler {
    typealias InboundIn = Any

    private let activity: Activity

    init(_ activity: Activity) {
        self.activity = activity
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        activity.note()
        context.fireChannelRead(data)
    }
}
