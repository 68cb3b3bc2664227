/// What a client is doing when a fault strikes.
enum Phase: String, CaseIterable, Sendable {
    /// Connecting to the API.
    case connect
    /// `POST /v1/tasks`
    case submit
    /// `GET /v1/tasks/{id}`
    case query
    /// `GET /v1/tasks?limit=N`
    case list
    /// Fetching a stored video.
    case object
}

/// How a server, or the way to it, misbehaves.
enum Fault: String, CaseIterable, Sendable {
    /// Nobody listens.
    case refused
    /// The connection is closed without an answer; nothing was done.
    case closed
    /// As ``closed``, by RST.
    case reset
    /// It was done, and the connection is closed without an answer.
    case dropped
    /// An answer that comes after the client's patience; nothing was done.
    case late
    /// It was done, and the answer comes after the client's patience.
    case doneLate
    /// It was done; the answer ends inside its headers.
    case cutHead
    /// It was done; the answer ends before its `Content-Length`.
    case cutBody
    /// HTTP 5xx; nothing was done.
    case serverError
    /// HTTP 5xx, though it was done.
    case doneServerError
    /// HTTP 429 with `Retry-After` of 0 or 1 s, or without.
    case rateLimited
    /// HTTP 429, 500 or 503 to this call and to those that follow.
    case storm
    /// HTTP 4xx: refused for good.
    case rejected
    /// It was done; the answer is no JSON.
    case invalidJSON
    /// It was done; the answer is empty.
    case empty
    /// It was done; the answer is larger than the client takes.
    case huge
    /// It was done; the status is a word that no page documents.
    case oddStatus
    /// It was done; the answer names another task.
    case wrongID
    /// The task cannot be queried any more, long before its time.
    case gone
    /// The task is said to have been made more than 24 hours ago, and never ends.
    case aged
    /// The answer's `Date` is hours off.
    case clockJump
    /// A redirect.
    case redirect
    /// A good answer, then the connection is closed, as servers do with idle ones.
    case closedAfter
    /// A list whose tasks lack their prompts.
    case lacksPrompts
    /// A list whose tasks lack their outputs and errors.
    case lacksOutputs
    /// The transfer stops without an end.
    case stalled
    /// The checksum in the headers is wrong.
    case wrongChecksum
    /// `Content-Length` is less than the video's length.
    case shortened
    /// The transfer breaks, and the video is another one afterwards.
    case changed
    /// A web page with status 200.
    case webPage
    /// HTTP 403 until the client asks for a fresh URL.
    case staleURL
}

/// A fault in a phase.
struct Cell: Hashable, Sendable, CustomStringConvertible {
    let phase: Phase
    let fault: Fault

    init(_ phase: Phase, _ fault: Fault) {
        self.phase = phase
        self.fault = fault
    }

    var description: String { "\(phase.rawValue)/\(fault.rawValue)" }

    /// Every fault in every phase where it makes sense.
    static let all = Phase.allCases.flatMap { phase in phase.faults.map { Cell(phase, $0) } }
}

extension Phase {
    /// The faults that make sense here.
    var faults: [Fault] {
        switch self {
        case .connect: [.refused, .closed, .reset]
        case .submit:
            [
                .closed, .reset, .dropped, .late, .doneLate, .cutHead, .cutBody, .serverError, .doneServerError,
                .rateLimited, .storm, .rejected, .invalidJSON, .empty, .huge, .oddStatus, .wrongID, .aged, .clockJump,
                .redirect, .closedAfter,
            ]
        case .query:
            [
                .closed, .reset, .late, .cutHead, .cutBody, .serverError, .rateLimited, .storm, .invalidJSON, .empty,
                .huge, .oddStatus, .wrongID, .gone, .aged, .clockJump, .redirect, .closedAfter,
            ]
        case .list:
            [
                .closed, .reset, .late, .cutHead, .cutBody, .serverError, .rateLimited, .storm, .rejected, .invalidJSON,
                .empty, .huge, .oddStatus, .clockJump, .redirect, .closedAfter, .lacksPrompts, .lacksOutputs,
            ]
        case .object:
            [
                .closed, .reset, .cutHead, .cutBody, .serverError, .rateLimited, .stalled, .wrongChecksum, .shortened,
                .changed, .webPage, .staleURL, .closedAfter,
            ]
        }
    }

    /// The faults that are drawn at random here; the others strike only where a round is about them, since they take
    /// long or end a task for good.
    var commonFaults: [Fault] {
        faults.filter { ![.refused, .huge, .gone, .aged].contains($0) }
    }
}
