/// An AWS emulator from PyPI. Neither is AWS: what both accept, a test still asserts on the request.
public enum Emulator: String, Sendable, CaseIterable {
    /// Knows things and certificates; no tags, no retained messages; never looks into a certificate.
    case moto
    /// Checks certificates and knows retained messages, SQS and an MQTT listener.
    case ministack
}

/// Starts an emulator on free loopback ports for the time of the body.
/// - Parameter body: gets the endpoint, for instance `http://127.0.0.1:40123`, which serves every AWS service.
@discardableResult
public func withEmulator<Result: Sendable>(
    _ emulator: Emulator, _ body: (String) async throws -> Result
) async throws -> Result {
    try await withTemporaryDirectory { directory in
        let port = try freePort()
        let (program, arguments, environment) = try emulator.invocation(port: port, home: directory.path)
        return try await withServerProcess(
            program, arguments, environment: environment, readiness: .http(port: port, path: "/"),
            logFile: directory.path("emulator.log"), patience: .seconds(3)
        ) { _ in
            try await body("http://127.0.0.1:\(port)")
        }
    }
}

extension Emulator {
    fileprivate func invocation(port: Int, home: String) throws -> (String, [String], [String: String]) {
        switch self {
        case .moto:
            (try PythonEnvironment.moto.python(), ["-c", Self.motoScript, "\(port)"], [:])
        case .ministack:
            (
                try PythonEnvironment.ministack.program("ministack"), [],
                // It listens on every interface unless told otherwise.
                [
                    "BIND_HOST": "127.0.0.1", "GATEWAY_PORT": "\(port)", "IOT_MTLS_PORT": "\(try freePort())",
                    "HOME": home, "TMPDIR": home,
                ]
            )
        }
    }

    /// moto takes the hash of a certificate's PEM text for its id unless it is told to take that of the DER, as AWS does;
    /// it can be told from inside only.
    private static let motoScript = """
        import sys
        from moto.core.config import default_user_config
        from moto.server import main
        default_user_config['iot'] = {'use_valid_cert': True}
        main(['-H', '127.0.0.1', '-p', sys.argv[1]])
        """
}
