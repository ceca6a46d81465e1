public import NIOCore

/// Requests of devices with keys and names of their own, as bytes, made before the clock starts.
struct RequestPool: Sendable {
    let signing: [ByteBuffer]
    let enrolling: [ByteBuffer]
    /// Empty where no scenario asks for the status of certificates.
    var asking: [ByteBuffer] = []
    /// Empty where no scenario renews.
    var renewing = RenewalPool()

    static func make(devices: Int, for server: RunningServer, _ session: ManagementSession) async throws -> RequestPool
    {
        let requests = try await DeviceRequest.make(devices) { "bench-device-\($0)" }
        return RequestPool(
            signing: requests.map { session.request("POST", Plant.signPath, body: $0.signBody) },
            enrolling: requests.map { EnrollRequest.bytes($0, at: server.est) })
    }
}

/// An EST enrolment (RFC 7030, 4.2.1) as bytes.
public enum EnrollRequest {
    /// - Parameter accepted: the media type of the answer.
    public static func bytes(
        _ request: DeviceRequest, at address: ServerAddress, path: String = Plant.enrollPath,
        accepting accepted: String = "*/*"
    ) -> ByteBuffer {
        let fields = [
            ("Accept", accepted), ("Content-Type", "application/pkcs10"), ("Content-Transfer-Encoding", "base64"),
        ]
        return RequestBytes.make("POST", path, host: address.authority, fields: fields, body: request.estBody)
    }
}
