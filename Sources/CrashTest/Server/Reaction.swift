import FoundationEssentials
import NexusFlowAPI

/// A request as it arrived, whole.
struct Exchange: Sendable {
    let method: String
    /// Path and query.
    let target: String
    let headers: [(name: String, value: String)]
    let body: [UInt8]

    /// The first header of that name, which is given in lower case.
    func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name }?.value
    }

    var path: String { String(target.prefix { $0 != "?" }) }
}

/// What the server does about a request.
struct Reaction: Sendable {
    enum Ending: Sendable {
        case keepOpen
        case close
        /// By RST.
        case reset
    }

    var delay: Duration = .zero
    var bytes: [UInt8] = []
    /// How many blanks follow the bytes.
    var padding = 0
    var ending = Ending.keepOpen

    static let close = Reaction(ending: .close)
    static let reset = Reaction(ending: .reset)
}

/// An HTTP answer before it is written.
struct Answer: Sendable {
    var status: Int
    var headers: [(name: String, value: String)] = []
    var body: [UInt8] = []
    /// What the answer claims to be long; `nil` for the truth.
    var claimedLength: Int?
    /// The server's time of day.
    var date: Date

    init(_ status: Int, _ json: JSONValue, at date: Date) {
        self.init(status, text: json.text(), at: date)
        headers = [("Content-Type", "application/json")]
    }

    init(_ status: Int, text: String, at date: Date) {
        self.init(status, bytes: Array(text.utf8), at: date)
    }

    init(_ status: Int, bytes: [UInt8], at date: Date) {
        self.status = status
        body = bytes
        self.date = date
    }

    var head: [UInt8] {
        var text =
            "HTTP/1.1 \(status) Said\r\nDate: \(date.httpText)\r\nContent-Length: \(claimedLength ?? body.count)\r\n"
        for header in headers { text += "\(header.name): \(header.value)\r\n" }
        return Array((text + "\r\n").utf8)
    }

    /// The answer, whole.
    var whole: Reaction { Reaction(bytes: head + body) }

    /// The answer up to the middle of its headers.
    var cutHead: Reaction { Reaction(bytes: Array(head.prefix(40)), ending: .close) }

    /// The answer up to the middle of its body.
    var cutBody: Reaction { Reaction(bytes: head + body.prefix(body.count / 2), ending: .close) }
}

extension Date {
    private static let weekdays = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    /// IMF-fixdate (RFC 9110, section 5.6.7), for times since 1970.
    var httpText: String {
        let parts = formatted(Date.ISO8601FormatStyle()).split { "-T:Z".contains($0) }
        let weekday = Self.weekdays[Int(timeIntervalSince1970 / 86_400) % 7]
        let month = Self.months[(Int(parts[1]) ?? 1) - 1]
        return "\(weekday), \(parts[2]) \(month) \(parts[0]) \(parts[3]):\(parts[4]):\(parts[5]) GMT"
    }
}
