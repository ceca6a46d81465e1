import CertificateAuthority
import DeviceManager
import EventLog
import Events
import Foundation
import ManagementAPI
import PKIX
import RegistrationAuthority
import StorageSQLite
import Testing
import TestPKI
import TestSupport

@Suite("Keys that are made for devices (RFC 7030, 4.4)")
struct KeyGenerationTests {
    static let kinds: [PublicKeyKind] = [
        .ecdsa(bits: 256), .ecdsa(bits: 384), .ecdsa(bits: 521), .rsa(bits: 2_048), .ed25519,
    ]

    @Test("the key is of the request's kind, the certificate is for it, and nothing here keeps it", arguments: kinds)
    func plain(kind: PublicKeyKind) async throws {
        try await withTemporaryDirectory { folder in
            let pki = try await TestPKI(in: folder.path)
            let bootstrap = try await pki.plant()
            let own = try PrivateKey(generating: kind)
            let before = try await pki.head()
            let generated = try await pki.enrollment.generateKey(
                KeyRequest("pump-7", key: own, dnsNames: ["pump-7.plant.example"]), presented: [bootstrap])
            #expect(generated.form == .pkcs8)
            let key = try PrivateKey(der: generated.key)
            let certificate = try ParsedCertificate(der: generated.certificate)
            #expect(key.kind == kind && key.publicKey != own.publicKey)
            #expect(certificate.publicKey == key.publicKey && certificate.subject.commonName == "pump-7")
            let names = try #require(certificate.subjectAltNameDER)
            #expect(try GeneralName.decode(names) == [.dns("pump-7.plant.example")])

            let events = try await pki.events(after: before)
            #expect(
                events.map(\.type) == [
                    "io.lamassuiot.device.create", "ca.sign-certificate", "io.lamassuiot.device.enroll",
                ])
            #expect(
                try await pki.devices.device("pump-7").slots.first?.activeCertificate?.certificate.der
                    == generated.certificate)
            await pki.database.close()
            try Self.expectAbsent(key.rawBytes, in: folder)
        }
    }

    /// Neither the bytes nor their base64 stand in any file of the database.
    private static func expectAbsent(_ key: [UInt8], in folder: TemporaryDirectory) throws {
        let secret = Data(key).suffix(32)
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        let all = try names.map { try Data(contentsOf: URL(filePath: folder.path).appending(path: $0)) }
        #expect(all.contains { $0.range(of: Data("pump-7".utf8)) != nil })
        for file in all {
            #expect(file.range(of: secret) == nil)
            for shift in 0..<3 {
                let text = Data(secret.dropFirst(shift).prefix(18)).base64EncodedData()
                #expect(file.range(of: text) == nil)
            }
        }
    }

    @Test("a DMS that does not make keys, or is remote, refuses; no key and no certificate is made")
    func off() async throws {
        try await withPKI { pki in
            let bootstrap = try await pki.plant { $0.enrollmentSettings.serverKeyGeneration = false }
            let before = try await pki.head()
            let refusal = try await pki.refusal(KeyRequest("pump-7", key: PrivateKey(generating: .ed25519)), bootstrap)
            #expect(refusal?.kind == .forbidden && refusal?.code == "server-key-generation-off")
            #expect(try await pki.head() == before)
        }
    }

    @Test("who may not enrol is given no key")
    func unauthenticated() async throws {
        try await withPKI { pki in
            _ = try await pki.plant()
            let foreign = try await pki.certificate("device", from: "issuing").certificate.der
            let request = try KeyRequest("pump-7", key: PrivateKey(generating: .ed25519))
            #expect(try await pki.refusal(request, foreign)?.kind == .unauthenticated)
            #expect(try await pki.refusal(request, nil)?.code == "client-certificate-missing")
        }
    }

    @Test("the same request again is a new enrolment: refused with what to do, or a new key where the DMS replaces")
    func again() async throws {
        try await withPKI { pki in
            let bootstrap = try await pki.plant()
            try await pki.createDMS("line-2") {
                $0.enrollmentSettings.serverKeyGeneration = true
                $0.enrollmentSettings.allowNewAutoEnrollment = true
            }
            let request = try KeyRequest("pump-7", key: PrivateKey(generating: .ecdsa(bits: 256)))
            let first = try await pki.enrollment.generateKey(request, presented: [bootstrap])
            let refusal = try await pki.refusal(request, bootstrap)
            #expect(refusal?.kind == .conflict && refusal?.code == "already-enrolled")
            #expect(refusal?.sentence.contains("is not kept") == true)
            // The device has its key: to enrol by it within the grace is no second enrolment.
            let mine = try KeyRequest("pump-7", key: PrivateKey(der: first.key))
            #expect(
                try await pki.enrollment.enroll(label: "line-1", request: mine.der, presented: [bootstrap])
                    == first.certificate)

            let other = try KeyRequest("pump-8", key: PrivateKey(generating: .ecdsa(bits: 256)))
            let old = try await pki.enrollment.generateKey(other, label: "line-2", presented: [bootstrap])
            let new = try await pki.enrollment.generateKey(other, label: "line-2", presented: [bootstrap])
            #expect(old.key != new.key)
            let serial = try ParsedCertificate(der: old.certificate).serial.hex
            #expect(try await pki.cas.certificate(serial).status == .revoked)
        }
    }

    @Test("of requests for one device at the same moment, one gets a key")
    func race() async throws {
        try await withPKI { pki in
            let bootstrap = try await pki.plant()
            let request = try KeyRequest("pump-7", key: PrivateKey(generating: .ecdsa(bits: 256)))
            let won = await withTaskGroup(of: Bool.self) { group in
                for _ in 0..<6 {
                    group.addTask {
                        (try? await pki.enrollment.generateKey(request, presented: [bootstrap])) != nil
                    }
                }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(won == 1)
        }
    }

    @Test("a request that was changed, and keys that are not made or not taken, are refused before anything is made")
    func wrong() async throws {
        try await withPKI { pki in
            let bootstrap = try await pki.plant()
            _ = try await pki.cas.createProfile(.p256Only("p256"))
            try await pki.createDMS("strict") {
                $0.enrollmentSettings.serverKeyGeneration = true
                $0.enrollmentSettings.issuanceProfile = "p256"
            }
            let before = try await pki.head()
            var changed = try KeyRequest("pump-7", key: PrivateKey(generating: .ecdsa(bits: 256)))
            changed.der[changed.der.firstRange(of: Array("pump".utf8))?.lowerBound ?? 0] = UInt8(ascii: "j")
            #expect(try await pki.refusal(changed, bootstrap)?.code == "csr-signature")
            let rsa = try KeyRequest("pump-7", key: PrivateKey(generating: .rsa(bits: 2_048)))
            #expect(try await pki.refusal(rsa, bootstrap, label: "strict")?.code == "csr-key-type")
            #expect(try await pki.head() == before)
        }
    }
}

extension TestPKI {
    /// A DMS that makes keys.
    /// - Returns: a bootstrap certificate.
    func plant(changing change: (inout IdentityProfile) -> Void = { _ in }) async throws -> [UInt8] {
        try await createDMS {
            $0.enrollmentSettings.serverKeyGeneration = true
            change(&$0)
        }
        return try await certificate("bootstrap-1").certificate.der
    }

    func refusal(_ request: KeyRequest, _ client: [UInt8]?, label: String = "line-1") async throws -> Refusal? {
        do {
            try await enrollment.generateKey(request, label: label, presented: client.map { [$0] } ?? [])
            return nil
        } catch let refusal as Refusal {
            return refusal
        }
    }
}
