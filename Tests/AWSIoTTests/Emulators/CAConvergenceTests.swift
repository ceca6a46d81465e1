import CloudProxy
import Foundation
import TestSupport
import Testing

@testable import AWSIoT

/// On ministack only: moto keeps no tags, and without tags there is no telling what is ours.
@Suite("A CA in the account", .emulators(.ministack, .moto))
struct CAConvergenceTests {
    @Test("follows its life from registration to removal")
    func life() async throws {
        try await withAccount(.ministack) { account in
            let pem = try await account.pki.makeCA("life")
            func ca(_ state: CloudCA.State, name: String = "Life", auto: Bool = false) -> DesiredResource {
                .ca(
                    CloudCA(
                        id: "life", name: name, serialNumber: "0a-1b", certificatePEM: pem, state: state,
                        canProvePossession: true, allowAutoRegistration: auto))
            }
            let steps: [(DesiredResource, [String])] = [
                (ca(.inactive), []), (ca(.absent), []),
                (ca(.active), ["RegisterCACertificate"]),
                (ca(.inactive), ["UpdateCACertificate"]),
                (ca(.active, auto: true), ["UpdateCACertificate"]),
                (ca(.active, auto: false), ["UpdateCACertificate"]),
                (ca(.active, name: "Life (renamed)"), ["TagResource"]),
                (ca(.absent), ["UpdateCACertificate", "DeleteCACertificate"]),
                (ca(.active), ["RegisterCACertificate"]),
                (ca(.inactive), ["UpdateCACertificate"]),
                (ca(.absent), ["DeleteCACertificate"]),
            ]
            for (desired, operations) in steps {
                let calls = try await account.connector.plan(desired)
                #expect(calls.map(\.operation) == operations)
                for call in calls { try await account.connector.perform(call) }
                #expect(try await account.connector.plan(desired) == [])
            }
        }
    }

    @Test("is registered with a proof that openssl accepts, and read by botocore as ours")
    func registration() async throws {
        try await withAccount(.ministack) { account in
            let pem = try await account.pki.makeCA("proven")
            let desired = CloudCA(
                id: "proven", name: "Werk 7/ä (neu)", serialNumber: "0a-1b", certificatePEM: pem, state: .active,
                canProvePossession: true, allowAutoRegistration: true)
            try await account.converge(.ca(desired))
            let sent = try #require(account.wire.requests.first { $0.url.contains("/cacertificate?") })
            #expect(sent.method == "POST" && sent.url.hasSuffix("?setAsActive=true&allowAutoRegistration=true"))
            let body = try JSONDecoder().decode(RegistrationBody.self, from: Data(sent.body))
            #expect(body.caCertificate == pem && body.certificateMode == "DEFAULT")
            try await checkProof(try #require(body.verificationCertificate), account)

            let id = try await account.pki.fingerprint(pem)
            let arn =
                "client.describe_ca_certificate(certificateId='\(id)')['certificateDescription']['certificateArn']"
            let tags =
                "sorted((t['Key'], t['Value']) for t in client.list_tags_for_resource(resourceArn=\(arn))['tags'])"
            #expect(
                try await account.botocore(tags)
                    == "[('lamassuCAName', 'Werk 7/ä _neu_'), ('serialNumber', '0a-1b'), ('shedu:managed-by', 'aws-test')]"
            )
        }
    }

    @Test("without its key is registered by server name only, with no proof")
    func external() async throws {
        try await withAccount(.ministack) { account in
            let pem = try await account.pki.makeCA("external")
            func ca(_ proof: Bool) -> DesiredResource {
                .ca(
                    CloudCA(
                        id: "external", name: "External", serialNumber: "01", certificatePEM: pem, state: .active,
                        canProvePossession: proof, allowAutoRegistration: false))
            }
            #expect(try await account.converge(ca(false)) == ["RegisterCACertificate"])
            let sent = try #require(account.wire.requests.first { $0.url.contains("/cacertificate?") })
            let body = try JSONDecoder().decode(RegistrationBody.self, from: Data(sent.body))
            #expect(body.certificateMode == "SNI_ONLY" && body.verificationCertificate == nil)
            #expect(!account.wire.requests.contains { $0.url.contains("registrationcode") })

            let second = account.connector("aws-second", options: .init(isServerNameOnly: true))
            let pem2 = try await account.pki.makeCA("second")
            let desired = CloudCA(
                id: "second", name: "Second", serialNumber: "02", certificatePEM: pem2, state: .active,
                canProvePossession: true, allowAutoRegistration: false)
            #expect(try await second.plan(.ca(desired)).first?.parameters["certificateMode"] == "SNI_ONLY")
        }
    }

    @Test("without our tag is never changed, until an operator adds the tag")
    func foreign() async throws {
        try await withAccount(.ministack) { account in
            let pem = try await account.pki.makeCA("foreign")
            func ca(_ state: CloudCA.State) -> DesiredResource {
                .ca(
                    CloudCA(
                        id: "foreign", name: "Foreign", serialNumber: "01", certificatePEM: pem, state: state,
                        canProvePossession: true, allowAutoRegistration: false))
            }
            let stranger = account.connector("aws-stranger")
            let registration = try #require(try await account.connector.plan(ca(.active)).first)
            for call in try await stranger.plan(ca(.active)) { try await stranger.perform(call) }
            account.wire.forget()
            for state in [CloudCA.State.active, .inactive] {
                await #expect(throws: CloudError.self) { try await account.connector.plan(ca(state)) }
            }
            #expect(try await account.connector.plan(ca(.absent)) == [])
            #expect(account.wire.requests.allSatisfy { $0.method == "GET" })
            // Our plan was made before the stranger came.
            await #expect {
                try await account.connector.perform(registration)
            } throws: { error in
                (error as? CloudError)?.sentence.contains("shedu:managed-by=aws-test") == true
            }

            let id = try await account.pki.fingerprint(pem)
            let arn = try await account.client.send(DescribeCACertificate(certificateID: id)).certificateDescription
            try await account.client.send(
                TagResource(resourceARN: arn.certificateArn, tags: ["shedu:managed-by": "aws-test"]))
            #expect(try await account.converge(ca(.inactive)) == ["UpdateCACertificate"])
        }
    }

    @Test("lets its certificates be registered under it, and only while it is active")
    func certificatesUnderIt() async throws {
        try await withAccount(.ministack) { account in
            let pem = try await account.pki.makeCA("issuer")
            let certificate = try await account.pki.certificate("d", by: "issuer", isProven: true)
            let device = CloudDevice(
                id: "issued-1", alias: "a", dmsName: "plant", isDecommissioned: false, certificates: [certificate])
            let calls = try await account.connector.plan(.device(device))
            #expect(calls.map(\.operation) == ["CreateThing", "RegisterCertificate", "AttachThingPrincipal"])
            // The device's event came before that of its CA: that passes.
            await #expect {
                try await account.connector.perform(calls[1])
            } throws: { error in
                if case .unavailable = error as? CloudError { true } else { false }
            }
            try await account.converge(
                .ca(
                    CloudCA(
                        id: "issuer", name: "Issuer", serialNumber: "01", certificatePEM: pem, state: .active,
                        canProvePossession: true, allowAutoRegistration: false)))
            try await account.converge(.device(device))
            let ca = "client.describe_certificate(certificateId='\(certificate.fingerprint)')"
            #expect(
                try await account.botocore("\(ca)['certificateDescription']['caCertificateId']")
                    == (try await account.pki.fingerprint(pem)))
        }
    }

    @Test("can be registered, switched off and deleted in moto too, operation by operation")
    func operationsOnMoto() async throws {
        try await withAccount(.moto) { account in
            let pem = try await account.pki.makeCA("moto")
            let code = try await account.client.send(GetRegistrationCode()).registrationCode
            let registered = try await account.client.send(
                RegisterCACertificate(
                    caCertificate: pem, verificationCertificate: try await account.pki.issue(code, by: "moto"),
                    certificateMode: .proven, setAsActive: true, allowAutoRegistration: false, tags: [:]))
            let id = try await account.pki.fingerprint(pem)
            #expect(registered.certificateId == id)
            #expect(try AWSNames.certificateID(pem: pem) == id)
            try await account.client.send(
                UpdateCACertificate(certificateID: id, newStatus: .inactive, allowAutoRegistration: nil))
            let description = try await account.client.send(DescribeCACertificate(certificateID: id))
            #expect(description.certificateDescription.status == "INACTIVE")
            try await account.client.send(DeleteCACertificate(certificateID: id))
            await #expect(throws: AWSFailure.self) {
                try await account.client.send(DescribeCACertificate(certificateID: id))
            }
        }
    }

    private struct RegistrationBody: Decodable {
        let caCertificate: String
        let verificationCertificate: String?
        let certificateMode: String
    }

    private func checkProof(_ proof: String, _ account: EmulatedAccount) async throws {
        let code = try await account.client.send(GetRegistrationCode()).registrationCode
        let subject = try await account.pki.openssl("x509", "-noout", "-subject", "-nameopt", "RFC2253", stdin: proof)
        #expect(subject.trimmingCharacters(in: .newlines) == "subject=CN=\(code)")
        let verdict = try await account.pki.openssl("verify", "-CAfile", "proven.pem", stdin: proof)
        #expect(verdict == "stdin: OK\n")
    }
}
