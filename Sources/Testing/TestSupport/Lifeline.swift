public import SystemPackage
import Glibc

/// Ties a child process to this one: the child is killed as soon as this process is gone, however it went.
///
/// The kernel's own means, PR_SET_PDEATHSIG, fires when the *thread* that forked ends, and threads of a pool do. So a pair
/// of sockets is used, whose one end nobody but this process holds: a shell reads from the other beside the child, and
/// kills the child when it ends. The kernel closes it, whether this process returns, traps or is killed.
public struct Lifeline: Sendable {
    /// For the child's standard input; the shell takes it from there, and the child itself gets `/dev/null`.
    public let input: FileDescriptor
    private let output: FileDescriptor

    /// - Throws: `TestSupportError.system`.
    private init() throws {
        var ends: [Int32] = [-1, -1]
        // Sockets can be closed on exec from the start, so that nothing else that is started here gets hold of an end.
        let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        try Loopback.checked("socketpair", socketpair(AF_UNIX, type, 0, &ends))
        input = FileDescriptor(rawValue: ends[0])
        output = FileDescriptor(rawValue: ends[1])
    }

    /// Lends a lifeline and cuts it.
    public static func with<Result>(
        isolation: isolated (any Actor)? = #isolation, _ body: (Lifeline) async throws -> Result
    ) async throws -> Result {
        let lifeline = try Lifeline()
        defer {
            try? lifeline.input.close()
            try? lifeline.output.close()
        }
        return try await body(lifeline)
    }

    /// The arguments of a `sh` that starts the watcher and then *becomes* the program: the process id stays the same.
    public static func arguments(_ program: String, _ arguments: [String]) -> [String] {
        ["-c", script, "sh", program] + arguments
    }

    /// The watcher kills its parent only while that is still its parent: otherwise the child went before us, and its number
    /// may be somebody else's by now.
    private static let script = """
        exec 3<&0
        sh -c '
            while read -r line; do :; done
            read -r own name state parent rest </proc/$$/stat
            if [ "$parent" = "$PPID" ]; then kill -KILL "$PPID"; fi
        ' <&3 3<&- >/dev/null 2>&1 &
        exec "$@" </dev/null 3<&-
        """
}
