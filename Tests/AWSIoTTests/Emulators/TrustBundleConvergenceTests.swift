import CloudProxy
import Foundation
import TestSupport
import Testing

@testable import AWSIoT

/// On ministack only: moto keeps no retained messages.
@Suite("A trust bundle in the account", .emulators(.ministack))
struct TrustBundleConvergenceTests {
    @Test("is published, replaced and withdrawn")
    func life() async throws {
        try await withAccount(.ministack) { account in
            let one = try await account.pki.makeCA("one")
            let two = try await account.pki.makeCA("two")
            func bundle(_ pem: String?) -> DesiredResource {
                .trustBundle(CloudTrustBundle(dmsName: "plant é-1", pem: pem))
            }
            let steps: [(String?, [String])] = [
                (nil, []), (one, ["Publish"]), (one, []), (one + two, ["Publish"]), (nil, ["Publish"]), (nil, []),
                (two, ["Publish"]),
            ]
            for (pem, operations) in steps {
                #expect(try await account.converge(bundle(pem)) == operations)
            }
            let payload = "client.get_retained_message(topic='dt/lms/well-known/plant é-1/cacerts')['payload'].decode()"
            let read = try await account.botocore(payload, service: "iot-data")
            #expect(read + "\n" == two)
        }
    }
}
