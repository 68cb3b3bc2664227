#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// What a fault that ends the process leaves of its memory: the file that the system writes, and what the runtime of Swift
/// prints.
enum CoreFile {
    /// Asks for neither: the key is in that memory, and such files and logs are kept and sent around.
    static func forbid() {
        forbidFile()
        forbidBacktrace()
    }

    /// The hard limit stays, so that a command run from the shell can ask for a file of its own.
    private static func forbidFile() {
        var limit = rlimit()
        #if canImport(Glibc)
            let resource = __rlimit_resource_t(RLIMIT_CORE.rawValue)
        #else
            let resource = RLIMIT_CORE
        #endif
        guard getrlimit(resource, &limit) == 0 else { return }
        limit.rlim_cur = 0
        _ = setrlimit(resource, &limit)
    }

    /// The runtime's handlers, where it has set any, print the bytes that registers point to, a key too. Whoever asks for
    /// them by name gets them.
    private static func forbidBacktrace() {
        guard getenv("SWIFT_BACKTRACE") == nil else { return }
        for number in [SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV, SIGQUIT] { signal(number, SIG_DFL) }
    }
}
