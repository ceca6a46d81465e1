import Crypto
import Foundation
import LoadGenerator
import Subprocess
import Testing

@Suite("Requests of made-up devices")
struct DeviceRequestTests {
    @Test("openssl accepts the request, its name and its proof of possession")
    func openssl() async throws {
        let request = try DeviceRequest(commonName: "device-7")
        let result = try await run(
            .name("openssl"), arguments: ["req", "-verify", "-noout", "-subject"],
            input: .string(request.pem), output: .string(limit: 4_096), error: .string(limit: 4_096))
        #expect(result.terminationStatus.isSuccess)
        #expect(result.standardOutput.contains("CN = device-7"))
        #expect(result.standardError.contains("verify OK"))
    }

    @Test("devices have names and keys of their own")
    func distinct() async throws {
        let requests = try await DeviceRequest.make(9) { "d\($0)" }
        #expect(Set(requests.map(\.commonName)) == Set((0..<9).map { "d\($0)" }))
        #expect(Set(requests.map(\.der)).count == 9)
        #expect(Set(requests.map { $0.key.rawRepresentation }).count == 9)
    }

    @Test("the bodies carry the request: base64 of PEM for the API, base64 of DER for EST")
    func bodies() throws {
        let request = try DeviceRequest(commonName: "d")
        let sign = try JSONDecoder().decode([String: String].self, from: Data(request.signBody))
        let pem = try #require(sign["csr"].flatMap { Data(base64Encoded: $0) })
        #expect(String(decoding: pem, as: UTF8.self) == request.pem)
        #expect(Data(base64Encoded: Data(request.estBody)) == Data(request.der))
    }
}
