#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// The image of its memory that the system writes when the process is ended by a fault.
enum CoreFile {
    /// Asks for none: the key is in that memory, and such files are kept and sent around. The hard limit stays, so that
    /// a command run from the shell can ask for one of its own.
    static func forbid() {
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
}
