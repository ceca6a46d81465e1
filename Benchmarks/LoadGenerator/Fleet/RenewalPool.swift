import Crypto
import NIOCore
import NIOSSL

/// Devices that hold a certificate, and the requests by which they renew it: same name, new key.
struct RenewalPool: Sendable {
    /// One for each device, with its own certificate and key.
    var tls: [NIOSSLContext] = []
    /// In the same order.
    var requests: [ByteBuffer] = []

    /// Enrols devices, which is not on the clock.
    /// - Throws: `LoadError.refused` at the first answer that is no success.
    static func prepare(
        _ count: Int, on server: RunningServer, _ plant: Plant, lanes: Int = 16
    ) async throws -> RenewalPool {
        let devices = try await DeviceRequest.make(count) { "renewing-device-\($0)" }
        let plan = LoadPlan(
            to: server.est, tls: try plant.tls(trusting: server.roots), connections: .freshPerRequest, lanes: lanes,
            requests: devices.map { EnrollRequest.bytes($0, at: server.est, accepting: pem) }, keepsBodies: true)
        let result = try await LoadRun.run(plan, for: .seconds(600))
        if let failure = result.failures.first { throw failure }
        guard result.count == count else { throw LoadError.server("\(result.count) of \(count) devices enrolled") }
        var pool = RenewalPool()
        for answer in result.answers {
            let device = devices[answer.request]
            let chain = try NIOSSLCertificate.fromPEMBytes(answer.bytes)
            let key = try NIOSSLPrivateKey(bytes: Array(device.key.pemRepresentation.utf8), format: .pem)
            pool.tls.append(try ClientTLS.context(roots: server.roots, identity: (chain, key)))
            let renewal = try DeviceRequest(commonName: device.commonName)
            pool.requests.append(EnrollRequest.bytes(renewal, at: server.est, path: Plant.reenrollPath))
        }
        return pool
    }

    private static let pem = "application/x-pem-file"
}
