/// Where the program's files live (XDG Base Directory Specification).
struct FileLocations {
    let home: String
    private let configuration: String
    private let data: String
    private let state: String

    init(environment: [String: String]) {
        home = environment["HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil } ?? "/"
        let base = { [home] (variable: String, fallback: String) in
            // The specification ignores relative paths.
            let set = environment[variable].flatMap { $0.hasPrefix("/") ? $0 : nil }
            return (set ?? "\(home == "/" ? "" : home)/\(fallback)") + "/nfsh"
        }
        configuration = base("XDG_CONFIG_HOME", ".config")
        data = base("XDG_DATA_HOME", ".local/share")
        state = base("XDG_STATE_HOME", ".local/state")
    }

    /// Lines that the interactive shell runs at its start.
    var startUpScript: String { configuration + "/rc.nfs" }
    var catalogue: String { configuration + "/catalogue.json" }
    /// The key that `login` stored.
    var key: String { configuration + "/key" }
    /// Where profiles are kept.
    var profiles: String { configuration + "/profiles" }

    /// The ledger of tasks on the real service.
    var ledger: String { data + "/ledger.sqlite" }
    /// The ledger of tasks on the embedded service.
    var localLedger: String { data + "/local.sqlite" }
    /// The embedded service's own state.
    var localServiceFolder: String { data + "/local" }
    var history: String { state + "/history.jsonl" }
    /// Texts that `edit` gave to an editor, and that were not sent.
    var drafts: String { state + "/drafts" }
}
