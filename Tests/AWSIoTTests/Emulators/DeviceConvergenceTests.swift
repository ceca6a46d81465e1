import CloudProxy
import Foundation
import TestSupport
import Testing

@testable import AWSIoT

@Suite("A device in the account", .emulators(.moto, .ministack))
struct DeviceConvergenceTests {
    @Test("follows its life from registration to decommissioning", arguments: Emulator.allCases)
    func life(emulator: Emulator) async throws {
        try await withAccount(emulator) { account in
            _ = try await account.pki.makeCA("factory")
            let old = try await account.pki.certificate("pump", by: "factory", isProven: false)
            let new = try await account.pki.certificate("pump", by: "factory", isProven: false)
            let device = CloudDevice(
                id: "life:pump_7", alias: "Pump 7 (hall é)", dmsName: "plant", isDecommissioned: false, certificates: []
            )
            let steps: [(CloudDevice, [String])] = [
                (device, ["CreateThing"]),
                (device.with(old), ["RegisterCertificateWithoutCA", "AttachThingPrincipal"]),
                (device.with(alias: "Pump 8", old), ["UpdateThing"]),
                (device.with(alias: "", old), ["UpdateThing"]),
                (device.with(alias: "", old.with(.inactive)), ["UpdateCertificate"]),
                (device.with(alias: "", old), ["UpdateCertificate"]),
                (device.with(alias: "", old, new), ["RegisterCertificateWithoutCA", "AttachThingPrincipal"]),
                (device.with(alias: "", old.with(.revoked), new), ["UpdateCertificate"]),
                (device.with(alias: "", old.with(.inactive), new), []),
                (
                    device.with(isDecommissioned: true, old.with(.revoked), new.with(.revoked)),
                    ["UpdateCertificate", "DetachThingPrincipal", "DetachThingPrincipal"]
                ),
            ]
            for (desired, operations) in steps {
                #expect(try await account.converge(.device(desired)) == operations)
            }
            #expect(
                try await account.botocore("client.describe_thing(thingName='life:pump_7')['attributes']")
                    == "{'dms': 'plant'}")
        }
    }

    @Test("is what botocore reads there", arguments: Emulator.allCases)
    func isReadByBotocore(emulator: Emulator) async throws {
        try await withAccount(emulator) { account in
            _ = try await account.pki.makeCA("readers")
            let held = try await account.pki.certificate("a", by: "readers", isProven: false)
            let device = CloudDevice(
                id: "read-1", alias: "Pump 7 (é)", dmsName: "plant", isDecommissioned: false, certificates: [held])
            try await account.converge(.device(device))
            try await account.converge(.device(device.with(held.with(.inactive))))
            let attributes = "sorted(client.describe_thing(thingName='read-1')['attributes'].items())"
            #expect(try await account.botocore(attributes) == "[('alias', 'Pump_7____'), ('dms', 'plant')]")
            let status =
                "client.describe_certificate(certificateId='\(held.fingerprint)')['certificateDescription']['status']"
            #expect(try await account.botocore(status) == "INACTIVE")
            let principals = "[p.split('/')[1] for p in client.list_thing_principals(thingName='read-1')['principals']]"
            #expect(try await account.botocore(principals) == "['\(held.fingerprint)']")
        }
    }

    @Test("may have the principals of others, which are left alone", arguments: Emulator.allCases)
    func foreignPrincipals(emulator: Emulator) async throws {
        try await withAccount(emulator) { account in
            _ = try await account.pki.makeCA("strangers")
            let foreign = try await account.pki.issue("foreign", by: "strangers")
            let arn = try await account.client.send(
                RegisterCertificateWithoutCA(certificatePEM: foreign, status: .active)
            ).certificateArn
            let ours = try await account.pki.certificate("ours", by: "strangers", isProven: false)
            let device = CloudDevice(
                id: "shared-1", alias: "a", dmsName: "plant", isDecommissioned: false, certificates: [ours])
            try await account.converge(.device(device))
            try await account.client.send(AttachThingPrincipal(thingName: "shared-1", principal: arn))
            try await account.converge(.device(device.with(isDecommissioned: true, ours.with(.revoked))))
            let left = try await account.client.send(ListThingPrincipals(thingName: "shared-1", nextToken: nil))
            #expect(left.principals == [arn])
        }
    }

    @Test("gets there when every answer to a change is lost", arguments: Emulator.allCases)
    func lostAnswers(emulator: Emulator) async throws {
        try await withAccount(emulator) { account in
            _ = try await account.pki.makeCA("lossy")
            let certificate = try await account.pki.certificate("lost", by: "lossy", isProven: false)
            let device = CloudDevice(
                id: "lost-1", alias: "a", dmsName: "plant", isDecommissioned: false, certificates: [certificate])
            _ = try await account.client.identity()
            account.wire.loseAnswersToChanges(true)
            for desired in [
                device, device.with(alias: "b", certificate.with(.inactive)),
                device.with(
                    isDecommissioned: true, certificate.with(.revoked)),
            ] {
                // One call comes through per pass, unheard.
                for _ in 0..<3 {
                    guard let call = try await account.connector.plan(.device(desired)).first else { break }
                    await #expect(throws: CloudError.unavailable("AWS did not answer in time")) {
                        try await account.connector.perform(call)
                    }
                }
                #expect(try await account.connector.plan(.device(desired)) == [])
            }
        }
    }

    @Test("that AWS holds as revoked is not brought back", arguments: Emulator.allCases)
    func revokedStaysRevoked(emulator: Emulator) async throws {
        try await withAccount(emulator) { account in
            _ = try await account.pki.makeCA("final")
            let certificate = try await account.pki.certificate("final", by: "final", isProven: false)
            let device = CloudDevice(
                id: "final-1", alias: "a", dmsName: "plant", isDecommissioned: false, certificates: [certificate])
            try await account.converge(.device(device))
            try await account.converge(.device(device.with(certificate.with(.revoked))))
            await #expect {
                _ = try await account.connector.plan(.device(device))
            } throws: { error in
                (error as? CloudError)?.sentence.contains("revoked") == true
            }
        }
    }

    @Test("that was never registered and is revoked costs no call", arguments: Emulator.allCases)
    func neverRegistered(emulator: Emulator) async throws {
        try await withAccount(emulator) { account in
            _ = try await account.pki.makeCA("never")
            let certificate = try await account.pki.certificate("never", by: "never", isProven: false, state: .revoked)
            let gone = CloudDevice(
                id: "never-1", alias: "a", dmsName: "plant", isDecommissioned: true, certificates: [certificate])
            #expect(try await account.converge(.device(gone)) == [])
        }
    }
}
