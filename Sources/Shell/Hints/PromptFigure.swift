package import NexusFlowAPI

/// A number that stands at the right edge of the prompt.
package struct PromptFigure: Hashable, Sendable {
    package let text: String
    /// Whether what is typed would be refused for it.
    package let isAlarming: Bool

    private init(_ text: String, isAlarming: Bool = false) {
        self.text = text
        self.isAlarming = isAlarming
    }

    /// All of them, the least important first.
    ///
    /// - Parameters:
    ///   - running: the tasks that run now.
    ///   - left: what the ceiling leaves; `nil` without one.
    ///   - price: of what is typed.
    package static func all(running: Int, left: Money?, price: LinePrice?) -> [PromptFigure] {
        let isTooMuch = left.map { left in price.map { $0.sum.map { $0.high > left } ?? true } ?? false } ?? false
        return [
            running > 0 ? PromptFigure("\(running) running") : nil,
            left.map { PromptFigure("\($0) left", isAlarming: isTooMuch) },
            price.map { PromptFigure("\($0)", isAlarming: isTooMuch) },
        ].compactMap { $0 }
    }
}
