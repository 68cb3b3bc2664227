import NexusFlowAPI

extension SubmitForecast {
    /// What all of them cost together: a range where a value is not known, or not yet written to its end.
    ///
    /// - Returns: `nil` if one of them has no price, for values that nothing takes, and for lists that make no pairs.
    func total(in catalogue: Catalogue) -> PriceRange? {
        guard
            let combinations = combinations([.model, .resolution, .duration].map { possible($0, in: catalogue) }),
            !combinations.isEmpty, count % combinations.count == 0
        else { return nil }
        var sum = PriceRange.zero
        for combination in combinations {
            guard let price = price(combination, in: catalogue),
                // Beyond this, sums could overflow.
                price.high.microdollars <= Money.maximum.microdollars / Int64(count)
            else { return nil }
            sum = sum + price
        }
        return sum * (count / combinations.count)
    }

    /// What one parameter can be, for each item of its list.
    private func possible(_ parameter: Parameter, in catalogue: Catalogue) -> [[String]] {
        let all =
            switch parameter {
            case .model: catalogue.models.map(\.id)
            case .duration: DurationRule.allowed.map(String.init)
            default: parameter.choices
            }
        guard let texts = values[parameter.name] ?? nil else { return [all] }
        return texts.map { text in
            guard let text else { return all }
            if let value = try? parameter.canonical(text, in: catalogue),
                parameter != .model || catalogue.model(value) != nil
            {
                return [value]
            }
            // Somebody may be typing it.
            return all.filter { $0.lowercased().hasPrefix(text.lowercased()) }
        }
    }

    /// The items of the lists together, each with each or (`zip=on`) in pairs; `nil` if these do not go up.
    private func combinations(_ axes: [[[String]]]) -> [[[String]]]? {
        guard zips else {
            return axes.reduce([[]]) { found, axis in found.flatMap { head in axis.map { head + [$0] } } }
        }
        let length = axes.map(\.count).max() ?? 0
        guard axes.allSatisfy({ $0.count == length || $0.count == 1 }) else { return nil }
        return (0..<length).map { index in axes.map { $0.count == 1 ? $0[0] : $0[index] } }
    }

    /// The prices from the least to the most of one of them, whose model, resolution and duration can be these.
    private func price(_ possible: [[String]], in catalogue: Catalogue) -> PriceRange? {
        let seconds = possible[2].compactMap { Int($0) }
        guard let shortest = seconds.min(), let longest = seconds.max() else { return nil }
        var range: PriceRange?
        for model in possible[0].compactMap(catalogue.model) {
            // How many images are made decides the price, and has no highest value.
            guard !model.makesImages || knowsExtra else { return nil }
            for resolution in possible[1] {
                for seconds in Set([shortest, longest]) {
                    let price = model.price(resolution: resolution, seconds: seconds, extra: extraObject)
                    guard let price else { continue }
                    let known = range ?? price
                    range = PriceRange(low: min(known.low, price.low), high: max(known.high, price.high))
                }
            }
        }
        return range
    }
}
