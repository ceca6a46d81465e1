import Foundation
import Subprocess
import SystemPackage

/// Runs an AWS emulator on loopback for as long as `body` takes, and ends it.
func withMiniStack(program: String, folder: URL, _ body: @escaping (String) async throws -> Void) async throws {
    let port = try unusedPort()
    let environment: [Environment.Key: String?] = [
        "BIND_HOST": "127.0.0.1", "GATEWAY_PORT": "\(port)", "IOT_MTLS_PORT": "\(try unusedPort())",
        "HOME": folder.path,
    ]
    let log = try FileDescriptor.open(
        FilePath(folder.appendingPathComponent("ministack.log").path), .writeOnly, options: [.create, .append],
        permissions: [.ownerReadWrite])
    defer { try? log.close() }
    let endpoint = "http://127.0.0.1:\(port)"
    var options = PlatformOptions()
    // A Ctrl-C is for the demo, which then ends the emulator itself.
    options.createSession = true
    let end: [TeardownStep] = [.send(signal: .terminate, allowedDurationToNextStep: .seconds(3))]
    options.teardownSequence = end
    do {
        _ = try await Subprocess.run(
            program.contains("/") ? .path(FilePath(program)) : .name(program),
            environment: .inherit.updating(environment), platformOptions: options, input: .none,
            output: .fileDescriptor(log, closeAfterSpawningProcess: false),
            error: .fileDescriptor(log, closeAfterSpawningProcess: false)
        ) { execution in
            do {
                try await waitUntilListening(port: port)
                try await body(endpoint)
            } catch {
                await execution.teardown(using: end)
                throw error
            }
            await execution.teardown(using: end)
        }
    } catch let error as SubprocessError {
        throw DemoFailure(
            "the AWS emulator \(program) does not start (\(error)); run `make demo`, which installs it, or give "
                + "--aws-endpoint")
    }
}

private func waitUntilListening(port: Int) async throws {
    let deadline = ContinuousClock.now + .seconds(60)
    while !isListening(port: port) {
        guard ContinuousClock.now < deadline else { throw DemoFailure("the AWS emulator does not answer") }
        try await Task.sleep(for: .milliseconds(50))
    }
}

private func isListening(port: Int) -> Bool {
    withLoopbackSocket(port: port) { connect($0, $1, $2) == 0 }
}

/// A port of loopback that nobody listened on a moment ago, below those that the kernel gives out by itself: the demo's
/// own listeners ask for any port and shall not get this one.
private func unusedPort() throws -> Int {
    for _ in 0..<100 {
        let port = Int.random(in: 20_000..<32_000)
        if withLoopbackSocket(port: port, { bind($0, $1, $2) == 0 }) { return port }
    }
    throw DemoFailure("there is no free port on 127.0.0.1")
}

private func withLoopbackSocket(port: Int, _ body: (Int32, UnsafePointer<sockaddr>, socklen_t) -> Bool) -> Bool {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(port).bigEndian
    address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
    return withUnsafePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
            body(descriptor, generic, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
    }
}
