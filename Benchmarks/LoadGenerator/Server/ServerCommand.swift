/// How a server is started for a measurement or a test.
public struct ServerCommand: Sendable {
    /// Path of the `shedu` binary.
    public var binary: String
    public var dataDirectory: String
    /// Standard output and error are appended to it.
    public var logFile: String
    public var managementTLS: Bool
    /// Flags after the usual ones.
    public var extraArguments: [String]
    public var environment: [String: String]

    public init(
        binary: String, dataDirectory: String, logFile: String, managementTLS: Bool, extraArguments: [String] = [],
        environment: [String: String] = [:]
    ) {
        self.binary = binary
        self.dataDirectory = dataDirectory
        self.logFile = logFile
        self.managementTLS = managementTLS
        self.extraArguments = extraArguments
        self.environment = environment
    }

    /// Every listener takes a free port, so that runs do not meet each other.
    var arguments: [String] {
        var arguments = [
            "serve", "--data", dataDirectory, "--management", "127.0.0.1:0", "--est", "127.0.0.1:0", "--validation",
            "127.0.0.1:0",
        ]
        if managementTLS { arguments.append("--management-tls") }
        return arguments + extraArguments
    }
}
