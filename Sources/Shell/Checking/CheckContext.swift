/// What is known of the session that a script will run in.
struct CheckContext {
    /// What names are bound to before the first line.
    var bindings: [String: Binding] = [:]
    /// How many arguments the script was given; `nil` if that is not known yet.
    var arguments: Int?
    /// The session's settings; `nil` if they are not known yet.
    var settings: Settings?
    /// The environment of the process that will run it; `nil` if that is not known yet.
    var environment: [String: String]?
    /// Whether an error ends the run.
    var stopsOnErrors = true
    /// The files that are being sourced, outermost first, by absolute path; the last is the one that is checked.
    var sourcing: [String] = []

    /// Of a script that will run some time, started somehow.
    static func later(script: String?) -> CheckContext {
        var context = CheckContext()
        context.sourcing = script.map { [$0] } ?? []
        return context
    }

    private init() {}

    init(_ session: Session) {
        bindings = session.variables.mapValues { Binding($0) }
        arguments = session.options.arguments.count
        settings = session.settings
        environment = session.environment.variables
        stopsOnErrors = session.stopsOnErrors
        sourcing = session.sourcing
    }
}
