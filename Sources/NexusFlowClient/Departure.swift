import CrashPoints
import NIOCore
import Synchronization

/// Whether the body of a request may have left: the one question whose answer decides if it may be sent again.
///
/// The connection asks for the body right before it writes it, and a call that failed withholds it; whoever comes first
/// wins for good. So a failure is "never sent" by proof, not by the name of an error: without its body a request is
/// nothing that a server could act upon, since its `Content-Length` stays unmet.
final class Departure: Sendable {
    private enum State {
        case waiting
        case left
        case withheld
    }

    private let state = Mutex(State.waiting)

    /// Notes that the body leaves now; false if it was withheld, and then it must not.
    func depart() -> Bool {
        state.withLock { state in
            guard state == .waiting else { return state == .left }
            state = .left
            return true
        }
    }

    /// Keeps the body from leaving, unless it already may have.
    ///
    /// - Returns: whether it is certain that it never left and never will.
    func withhold() -> Bool {
        state.withLock { state in
            if state == .waiting { state = .withheld }
            return state == .withheld
        }
    }
}

/// A request body in one piece that asks its ``Departure`` before it leaves.
struct OutgoingBody: AsyncSequence, Sendable {
    let bytes: [UInt8]
    let departure: Departure

    struct AsyncIterator: AsyncIteratorProtocol {
        var rest: OutgoingBody?

        mutating func next() async throws -> ByteBuffer? {
            guard let body = rest else {
                CrashPoints.reach(.requestGone)
                return nil
            }
            rest = nil
            guard body.departure.depart() else { throw CancellationError() }
            CrashPoints.reach(.requestBegun)
            return ByteBuffer(bytes: body.bytes)
        }
    }

    func makeAsyncIterator() -> AsyncIterator { AsyncIterator(rest: self) }
}
