/// The models that are known, with their prices and limits: data, so that both can change without a release.
package struct Catalogue: Hashable, Sendable {
    /// In the order in which the API's page lists them, the user's own behind them.
    package let models: [Model]

    package init(models: [Model]) {
        self.models = models
    }

    /// The model with exactly this name.
    package func model(_ id: String) -> Model? {
        models.first { $0.id == id }
    }

    /// What `request` costs, or `nil` for a model or resolution without a price.
    package func price(of request: GenerationRequest) -> PriceRange? {
        model(request.model)?.price(
            resolution: request.resolution ?? ResolutionRule.fallback,
            seconds: request.duration ?? DurationRule.fallback,
            extra: request.extra)
    }

    /// This catalogue with the models of `other` in place of its own of the same name, and the rest behind them.
    package func overridden(by other: Catalogue) -> Catalogue {
        let kept = models.map { other.model($0.id) ?? $0 }
        return Catalogue(models: kept + other.models.filter { model($0.id) == nil })
    }
}
