import Glibc
import Synchronization

/// What other threads want of the editing thread: kept under a lock, announced by a byte in a pipe that the thread
/// polls together with the terminal.
final class Mailbox: Sendable {
    enum Request: Sendable {
        case read(Prompt, id: Int, CheckedContinuation<ReadResult, Never>)
        case entries(CheckedContinuation<[String], Never>)
        case suspend(CheckedContinuation<Void, Never>)
        case close(CheckedContinuation<Void, Never>)
    }

    private struct State {
        var requests: [Request] = []
        var notices: [String] = []
        var prompt: Prompt?
        var nextRead = 0
        var activeRead: Int?
        var cancelledReads: Set<Int> = []
        var suspensions = 0
        var isClosed = false
    }

    private let state = Mutex(State())
    /// The end of the pipe to poll.
    let wakeInput: Int32
    /// The end to write a byte to.
    let wakeOutput: Int32

    init() throws(LineEditorError) {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw LineEditorError(.pipe) }
        for end in ends {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
        wakeInput = ends[0]
        wakeOutput = ends[1]
    }

    deinit {
        close(wakeInput)
        close(wakeOutput)
    }

    // MARK: For every thread

    /// A name for a read that is to come.
    func newRead() -> Int {
        state.withLock { state in
            state.nextRead += 1
            return state.nextRead
        }
    }

    /// Hands a request over; `false` when the editor was closed.
    func send(_ request: Request) -> Bool {
        let isTaken = state.withLock { state in
            guard !state.isClosed else { return false }
            switch request {
            case .close: state.isClosed = true
            case .suspend: state.suspensions += 1
            // Here and not when the read begins: what changes until then is newer than the prompt that came along.
            case .read: state.prompt = nil
            case .entries: break
            }
            state.requests.append(request)
            return true
        }
        wake()
        return isTaken
    }

    /// Ends a read, whether it has begun or not; with no name, the one that goes on.
    func cancel(read: Int?) {
        state.withLock { state in
            if let read = read ?? state.activeRead { state.cancelledReads.insert(read) }
        }
        wake()
    }

    /// Queues a notice; `false` when the editor was closed.
    func send(notice: String) -> Bool {
        let isTaken = state.withLock { state in
            guard !state.isClosed else { return false }
            state.notices.append(notice)
            return true
        }
        wake()
        return isTaken
    }

    func send(prompt: Prompt) {
        state.withLock { $0.prompt = prompt }
        wake()
    }

    /// Ends one suspension.
    func resume() {
        state.withLock { $0.suspensions -= 1 }
        wake()
    }

    /// Closes without waiting for it.
    func shutDown() {
        state.withLock { $0.isClosed = true }
        wake()
    }

    func wake() {
        var byte: UInt8 = 0
        // A full pipe is as good as one more byte.
        write(wakeOutput, &byte, 1)
    }

    // MARK: For the editing thread

    func waitForMail() {
        var ready = pollfd(fd: wakeInput, events: Int16(POLLIN), revents: 0)
        poll(&ready, 1, -1)
        drain()
    }

    /// Empties the pipe; what was announced is then looked up.
    func drain() {
        var bytes = [UInt8](repeating: 0, count: 256)
        while read(wakeInput, &bytes, bytes.count) > 0 {}
    }

    func nextRequest() -> Request? {
        state.withLock { $0.requests.isEmpty ? nil : $0.requests.removeFirst() }
    }

    /// The next request for the terminal, ahead of those for lines.
    func nextSuspension() -> CheckedContinuation<Void, Never>? {
        state.withLock { state in
            for (index, request) in state.requests.enumerated() {
                guard case .suspend(let continuation) = request else { continue }
                state.requests.remove(at: index)
                return continuation
            }
            return nil
        }
    }

    func takeNotices() -> [String] {
        state.withLock { state in
            defer { state.notices = [] }
            return state.notices
        }
    }

    func takePrompt() -> Prompt? {
        state.withLock { state in
            defer { state.prompt = nil }
            return state.prompt
        }
    }

    func begin(read: Int) {
        state.withLock { state in
            state.activeRead = read
            state.cancelledReads = state.cancelledReads.filter { $0 >= read }
        }
    }

    func endRead() { state.withLock { $0.activeRead = nil } }

    /// Whether the read that goes on is to end.
    var isReadCancelled: Bool {
        state.withLock { state in state.activeRead.map(state.cancelledReads.contains) ?? false }
    }

    var isSuspended: Bool { state.withLock { $0.suspensions > 0 } }

    var isClosed: Bool { state.withLock { $0.isClosed } }
}
