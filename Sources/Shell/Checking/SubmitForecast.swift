import NexusFlowAPI
import ShellLanguage

/// What is known of the requests that one line makes.
struct SubmitForecast {
    /// How many, at least.
    private(set) var count = 1
    /// What each parameter can be, by name; `nil` if that is known at the run only.
    let values: [String: [String?]?]
    /// Whether lists are paired instead of combined.
    let zips: Bool
    private let extra: (known: [String: String], isWhole: Bool)
    /// The template of the files' names, and the folder they go to, where these are known.
    let template: String?
    let folder: String?
    /// Whether videos are fetched by themselves, for sure.
    let downloads: Bool

    /// - Parameter knowsParent: whether the forecast is of what the parent of `again` says.
    init(_ command: Command, _ spec: CommandSpec, _ forecast: Forecast, knowsParent: Bool = false) {
        var values: [String: [String?]?] = [:]
        // What `again` does not say comes from its parent.
        let hasParent = !knowsParent && spec.operands.contains { $0.kind == .task || $0.kind == .tasks }
        for parameter in Parameter.allCases {
            guard !hasParent, case .known(let text) = forecast[parameter.name] else {
                values.updateValue(nil, forKey: parameter.name)
                continue
            }
            values[parameter.name] = [text]
        }
        var (extra, isWhole) = hasParent ? ([:], false) : forecast.extra
        var lists: [Int] = []
        var zips = false
        for argument in command.arguments {
            switch argument {
            case .operand(let word):
                // Tasks that are chosen may be none, and then nothing is sent.
                if hasParent, !Self.isSomeTask(word) { lists.append(0) }
                guard spec.shape.prose else { continue }
                if spec.multiplies { lists += word.variants().lists.map(\.alternatives.count) }
                values[Parameter.prompt.name] = .some(nil)
            case .option(let option):
                guard let declared = spec.option(option.name.text) else { continue }
                let imageParameter = ImageParameter(rawValue: declared.name)
                if declared.isFamily || imageParameter != nil {
                    let name = imageParameter?.settingName ?? option.name.text
                    if let text = option.value.literal, option.value.form != .at,
                        !spec.multiplies || Self.isOneItem(option.value)
                    {
                        extra[name] = imageParameter.map { (try? $0.canonical(text)) ?? text } ?? text
                    } else {
                        extra[name] = nil
                        isWhole = false
                    }
                } else if declared.name == SweepCommand.zipName {
                    zips = option.value.literal.map { (try? ValueKind.onOff($0)) ?? true } ?? true
                } else {
                    values[declared.name] = .some(Self.items(option.value, declared, spec))
                }
                guard spec.multiplies else { continue }
                if declared.name == Parameter.prompt.name {
                    lists += option.value.variants().lists.map(\.alternatives.count)
                } else if SweepReading.takesLists(declared.name) {
                    lists.append(Self.count(option.value))
                }
            }
        }
        // Of several words one that surely names a task is enough.
        if hasParent { lists = lists.count < command.arguments.count(where: \.isOperand) ? [] : [0] }
        count =
            zips ? lists.min() ?? 1 : lists.reduce(1) { min($0 * $1, SweepGrid.maximumCount) }
        self.values = values
        self.zips = zips
        self.extra = (extra, isWhole)
        template = if !hasParent, case .known(let text?) = forecast["name"] { text } else { nil }
        folder = if !hasParent, case .known(let text?) = forecast["downloads"] { text } else { nil }
        downloads = forecast["autodownload"] == .known("on")
    }

    /// Whether a word names one task at least, or is wrong.
    private static func isSomeTask(_ word: Word) -> Bool {
        guard let text = word.literal else { return false }
        let reference = word.form == .at ? TaskReference(sign: text) : TaskReference(bare: text)
        return !(reference?.mayBeEmpty ?? false)
    }

    /// The values of an option that are written out; `nil` if one of them is not.
    private static func items(_ word: Word, _ option: CommandSpec.Option, _ spec: CommandSpec) -> [String?]? {
        guard word.form != .at else { return nil }
        guard spec.multiplies, SweepReading.takesLists(option.name) else { return word.literal.map { [$0] } }
        var items: [String?] = []
        for item in ListWord(word: word).items {
            if let range = (try? ListWord.range(item)) ?? nil {
                items += range
            } else if let text = item.literal {
                items.append(text)
            } else {
                return nil
            }
        }
        return items
    }

    private static func isOneItem(_ word: Word) -> Bool {
        let items = ListWord(word: word).items
        return items.count == 1 && ((try? ListWord.range(items[0])) ?? nil) == nil
    }

    /// How many values a list has, at least.
    private static func count(_ word: Word) -> Int {
        guard word.form != .at else { return 1 }
        return ListWord(word: word).items.reduce(0) { sum, item in
            sum + (((try? ListWord.range(item)) ?? nil)?.count ?? 1)
        }
    }

    /// The one value of a parameter; `nil` if there are several, or it is known at the run only.
    func value(_ parameter: Parameter) -> String?? {
        guard let values = values[parameter.name] ?? nil, values.count == 1 else { return nil }
        return .some(values[0])
    }

    /// The price of the cheapest request that it can be; `nil` without any price.
    func leastPrice(in catalogue: Catalogue) -> Money? {
        let models = known(.model, in: catalogue).map { ids in ids.map { catalogue.model($0) } } ?? catalogue.models
        let resolutions = known(.resolution, in: catalogue)
        let seconds = known(.duration, in: catalogue)?.compactMap { Int($0) }.min() ?? DurationRule.allowed.lowerBound
        var least: Money?
        for model in models {
            // A model without a price cannot be held against a budget here.
            guard let model else { return nil }
            for resolution in model.makesImages ? [""] : resolutions ?? model.prices.compactMap(\.resolution) {
                guard let price = model.price(resolution: resolution, seconds: seconds, extra: extraObject) else {
                    continue
                }
                let amount = extra.isWhole ? price.high : price.low
                least = min(least ?? amount, amount)
            }
        }
        return least
    }

    /// Whether nothing is unknown of the extra parameters.
    var knowsExtra: Bool { extra.isWhole }

    /// The extra parameters that are known.
    var extraObject: JSONObject {
        var object = JSONObject()
        for (name, text) in extra.known.sorted(by: { $0.key < $1.key }) {
            object[String(name.dropFirst(Setting.extraPrefix.count))] = (try? JSONValue(parsing: text)) ?? .string(text)
        }
        // It is sent where nothing is said; elsewhere nobody looks at it.
        if extra.isWhole, object[ImageParameter.count.name] == nil {
            object[ImageParameter.count.name] = JSONValue(ImageParameter.countFallback)
        }
        return object
    }

    private func known(_ parameter: Parameter, in catalogue: Catalogue) -> [String]? {
        guard let values = values[parameter.name] ?? nil else { return nil }
        return values.compactMap { $0.flatMap { try? parameter.canonical($0, in: catalogue) } }
    }
}
