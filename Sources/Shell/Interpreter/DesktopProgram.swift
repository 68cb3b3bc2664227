import FoundationEssentials
import Media
import NexusFlowAPI
import ShellLanguage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// The desktop's program that opens a file with whatever the user has chosen for it; never through a shell.
struct DesktopProgram: Sendable {
    private let program: LocalProgram
    private let variables: [String: String]

    #if canImport(Darwin)
        private static let name = "open"
    #else
        private static let name = "xdg-open"
    #endif

    /// It may stay for as long as the viewer; what it has not complained about by then, it has done.
    private static let patience = 3.0
    private static let interval = 0.05

    /// `POSIX_SPAWN_SETSID` of spawn.h, which Swift does not import everywhere.
    #if canImport(Darwin)
        private static let newSession: Int16 = 0x0400
    #else
        private static let newSession: Int16 = 0x80
    #endif

    /// - Throws: ``ShellError`` where there is no desktop, or none of its programs.
    init(_ environment: ShellEnvironment) throws(ShellError) {
        let variables = environment.variables.filter { !environment.withholds(variable: $0.key) }
        guard let program = LocalProgram(Self.name, in: variables["PATH"] ?? "") else {
            throw ShellError(
                .trouble, "files are handed to the desktop by \(Self.name), which is not installed",
                remedy: Self.name == "xdg-open" ? "install the package xdg-utils" : nil)
        }
        #if !canImport(Darwin)
            guard ["DISPLAY", "WAYLAND_DISPLAY"].contains(where: { !(variables[$0] ?? "").isEmpty }) else {
                throw ShellError(
                    .trouble, "there is no desktop here (neither DISPLAY nor WAYLAND_DISPLAY is set)",
                    remedy: "preview shows a picture of a video in the terminal")
            }
        #endif
        self.program = program
        self.variables = variables
    }

    /// Hands a file over, and does not wait for who shows it.
    ///
    /// - Parameter file: an absolute path, so that it cannot be read as an option.
    /// - Throws: ``ShellError`` if it cannot start, or soon ends with another status than 0; `CancellationError`.
    func open(_ file: String, clock: any WallClock) async throws {
        let child = try start(file)
        let end = clock.now.addingTimeInterval(Self.patience)
        while clock.now < end {
            var status: Int32 = 0
            if waitpid(child, &status, WNOHANG) == child {
                // How a process ended (wait(2)): the low byte names a signal, the next holds the exit status.
                guard status != 0 else { return }
                throw ShellError(
                    .trouble,
                    "\(Self.name) did not open \(sanitised(file)) ("
                        + (status & 0x7F == 0 ? "status \(status >> 8 & 0xFF)" : "signal \(status & 0x7F)") + ")",
                    remedy: "choose a program for videos in the desktop's settings")
            }
            try await clock.sleep(for: .seconds(Self.interval))
        }
    }

    /// Starts it in a session of its own, without the terminal: it outlives the shell, and writes nothing into it.
    private func start(_ file: String) throws(ShellError) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        for descriptor: Int32 in 0...2 {
            posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_RDWR, 0)
        }
        posix_spawnattr_setflags(&attributes, Self.newSession)
        let arguments = ([program.path, file] as [String]).map { strdup($0) }
        let environment = variables.map { strdup("\($0.key)=\($0.value)") }
        defer { for text in arguments + environment { free(text) } }
        var child: pid_t = 0
        let failure = posix_spawn(&child, program.path, &actions, &attributes, arguments + [nil], environment + [nil])
        guard failure == 0 else {
            throw ShellError(
                .trouble, "\(sanitised(program.path)) cannot be run: \(String(cString: strerror(failure)).lowercased())"
            )
        }
        return child
    }
}
