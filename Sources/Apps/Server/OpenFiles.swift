import Glibc
import Logging

/// How many files, and so connections, the process may have open.
enum OpenFiles {
    /// Raises the soft limit to the hard one, which any process may. The soft one is 1,024 nearly everywhere, for the
    /// sake of programs that use `select`.
    /// - Returns: the limit that is now in force.
    static func raiseLimit(_ logger: Logger) -> Int {
        var limits = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limits) == 0 else { return 1_024 }
        var wanted = limits
        wanted.rlim_cur = limits.rlim_max
        guard limits.rlim_cur < limits.rlim_max else { return Int(clamping: limits.rlim_cur) }
        guard setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &wanted) == 0 else {
            logger.warning("The limit of open files cannot be raised", metadata: ["limit": "\(limits.rlim_cur)"])
            return Int(clamping: limits.rlim_cur)
        }
        return Int(clamping: wanted.rlim_cur)
    }

    /// Room for the database, the logs, the other listeners and calls to the outside.
    static let reserved = 512

    /// - Returns: as many connections as are wanted, or as there are files for.
    static func connections(_ wanted: Int, of limit: Int, _ logger: Logger) -> Int {
        let possible = max(limit - reserved, limit / 2)
        guard possible < wanted else { return wanted }
        logger.warning(
            "Fewer EST connections than configured: the limit of open files is too low",
            metadata: ["connections": "\(possible)", "configured": "\(wanted)", "limit": "\(limit)"])
        return possible
    }
}
