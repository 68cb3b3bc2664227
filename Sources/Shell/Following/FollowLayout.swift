import ShellLanguage

/// How wide each part of the lines is, the same for all of them; 0 where there is no room for it.
struct FollowLayout: Hashable {
    var number: Int
    var status: Int
    var bar: Int
    var percent: Int
    var elapsed: Int
    var expected: Int
    var price: Int
    var hasTail = true

    /// The least that is worth showing of a prompt or a reason.
    private static let tail = 12

    /// - Parameter room: columns of a line.
    init(_ lines: [FollowLine], room: Int) {
        let widest = { (part: (FollowLine) -> String) in lines.map { displayWidth(of: part($0)) }.max() ?? 0 }
        number = widest(\.number)
        // So that the columns stay where they are when a task begins or ends.
        status = max(9, widest(\.status))
        bar = 16
        percent = 4
        elapsed = widest(\.elapsed)
        expected = widest(\.expected)
        price = widest(\.price)
        // What is given up first stands first.
        let losses: [(inout FollowLayout) -> Void] = [
            { $0.bar = 10 }, { $0.hasTail = false }, { $0.price = 0 }, { $0.bar = 6 }, { $0.expected = 0 },
            { $0.bar = 0 },
            { [widest] in $0.status = widest(\.status) }, { $0.elapsed = 0 }, { $0.percent = 0 },
        ]
        for loss in losses where width > room { loss(&self) }
    }

    private var width: Int {
        var width = number + 1 + status
        if bar > 0 { width += 2 + bar }
        if percent > 0 { width += 1 + percent }
        for part in [elapsed, expected, price] where part > 0 { width += 2 + part }
        return width + (hasTail ? 2 + Self.tail : 0)
    }
}
