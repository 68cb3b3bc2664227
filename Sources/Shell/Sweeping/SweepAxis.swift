import NexusFlowAPI
import ShellLanguage

/// One thing that a sweep varies, with all that it becomes.
struct SweepAxis: Hashable {
    enum Target: Hashable {
        /// A parameter by its declared name.
        case parameter(String)
        /// The list of variants with this position in the prompt.
        case variant(Int)
    }

    let target: Target
    let values: [String]
    let span: Span
}

/// The combinations of some axes.
enum SweepGrid {
    /// More would be a mistake, or a bill that nobody means.
    static let maximumCount = 10_000

    /// Every combination, the last axis changing fastest; `zip` pairs the first values, the second ones, and so on.
    ///
    /// - Throws: ``ShellError`` if there are too many, or axes of different lengths are to be paired.
    static func combinations(_ axes: [SweepAxis], zip: Bool) throws(ShellError) -> [[SweepAxis.Target: String]] {
        guard !axes.isEmpty else { return [[:]] }
        return zip ? try paired(axes) : try product(axes)
    }

    private static func paired(_ axes: [SweepAxis]) throws(ShellError) -> [[SweepAxis.Target: String]] {
        let count = axes[0].values.count
        if let other = axes.first(where: { $0.values.count != count }) {
            throw ShellError(
                .check, "zip=on pairs lists of one length, and here are \(count) and \(other.values.count) values",
                at: other.span)
        }
        return (0..<count).map { index in
            Dictionary(uniqueKeysWithValues: axes.map { ($0.target, $0.values[index]) })
        }
    }

    private static func product(_ axes: [SweepAxis]) throws(ShellError) -> [[SweepAxis.Target: String]] {
        var count = 1
        for axis in axes {
            count *= axis.values.count
            guard count <= maximumCount else {
                throw ShellError(.check, "this makes more than \(maximumCount) tasks", at: axis.span)
            }
        }
        return axes.reduce([[:]]) { combinations, axis in
            combinations.flatMap { combination in
                axis.values.map { value in combination.merging([axis.target: value]) { $1 } }
            }
        }
    }
}
