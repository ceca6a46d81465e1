import EventLog
import Events
import KeyStore
import Listing
import ManagementAPI
import PKIX
import Storage
import StorageSQLite
import Testing
import TestPKI
import TestSupport
@testable import CertificateAuthority

@Suite("A CA that an outside CA certifies") struct RequestTests {
    @Test("has its key here, asks with a request that openssl verifies, and signs when the certificate is imported")
    func wholeWay() async throws {
        try await withOutside { pki, folder in
            let corporate = try await OutsideAuthority.make("corporate-root", in: folder)
            let request = try await create("plant", pathLength: 0, in: pki)
            #expect(try await pki.head() == 0)
            let csr = try folder.write("plant.csr", request.csr.pem)
            let text = try await Command.check("openssl", ["req", "-verify", "-noout", "-text", "-in", csr])
            #expect(text.text.contains("CA:TRUE, pathlen:0") && text.text.contains("CRL Sign"))
            #expect(try await pki.cas.requests(ListQuery()).list == [request])
            #expect(try await pki.cas.request("plant") == request)

            let ca = try await importAnswer(csr, corporate, folder, pki)
            #expect(ca.id == "plant" && ca.type == .managed && ca.engineID == "software")
            #expect(try await pki.eventTypes() == ["ca.import"])
            #expect(try await pki.cas.requests(ListQuery()).list == [])
            await #expect(throws: Refusal.notFound("ca-request", "plant")) { try await pki.cas.request("plant") }

            let leaf = try await pki.certificate("device-1", from: "plant")
            let judges = Judges(folder: folder, time: pki.clock.now.seconds)
            let verdict = try await judges.openssl(
                leaf.certificate, anchor: try corporate.certificate, untrusted: [ca.certificate])
            #expect(verdict.isGood, "\(verdict.text)")
        }
    }

    @Test("gets its next certificate from that CA too")
    func reissue() async throws {
        try await withOutside { pki, folder in
            let corporate = try await OutsideAuthority.make("corporate-root", in: folder)
            let csr = try folder.write("plant.csr", try await create("plant", in: pki).csr.pem)
            let before = try await importAnswer(csr, corporate, folder, pki)
            let leaf = try await pki.certificate("device-1", from: "plant")

            let plant = OutsideAuthority(folder: folder, name: "plant")
            try await plant.certify(under: corporate, request: csr, until: "2036-04-30 00:00:00", as: "plant-2")
            let next = try OutsideAuthority(folder: folder, name: "plant-2").certificate
            let after = try await pki.cas.reissue(ca: "plant", ReissueCABody(certificate: next), by: TestPKI.caller)
            #expect(after.certificate.pem == next.pem && after.validTo > before.validTo)
            #expect(after.creationTime == before.creationTime)
            let judges = Judges(folder: folder, time: pki.clock.now.seconds)
            let verdict = try await judges.openssl(
                leaf.certificate, anchor: try corporate.certificate, untrusted: [after.certificate])
            #expect(verdict.isGood, "\(verdict.text)")

            let other = try await OutsideAuthority.make("other", in: folder, under: corporate)
            for (certificate, code) in [
                (try other.certificate, "certificate-mismatch"), (before.certificate, "validity-shorter"),
                (next, "ca-exists"),
            ] {
                let refusal = await #expect(throws: Refusal.self) {
                    try await pki.cas.reissue(ca: "plant", ReissueCABody(certificate: certificate), by: TestPKI.caller)
                }
                #expect(refusal?.code == code)
            }
        }
    }

    @Test("is given up with its key; until then its id is kept")
    func deletion() async throws {
        try await withPKI { pki in
            _ = try await create("plant", in: pki)
            let taken = await #expect(throws: Refusal.self) { try await pki.createCA("plant") }
            #expect(taken?.code == "ca-requested")
            let again = await #expect(throws: Refusal.self) { try await create("plant", in: pki) }
            #expect(again?.code == "ca-requested")
            let stored = try await pki.database.read { try $0.existingRequest("plant") }
            try await pki.cas.deleteRequest("plant")
            await #expect(throws: KeyStoreError.notFound(id: stored.keyID)) { try await pki.keyStore.key(stored.keyID) }
            await #expect(throws: Refusal.self) { try await pki.cas.deleteRequest("plant") }
            _ = try await pki.createCA("plant")
            #expect(try await pki.eventTypes() == ["ca.create"])
        }
    }

    @Test("does not take a private key with the answer, which stays open then")
    func keyNotWanted() async throws {
        try await withOutside { pki, folder in
            let corporate = try await OutsideAuthority.make("corporate-root", in: folder)
            let csr = try folder.write("plant.csr", try await create("plant", in: pki).csr.pem)
            try await OutsideAuthority(folder: folder, name: "plant").certify(under: corporate, request: csr)
            let answer = OutsideAuthority(folder: folder, name: "plant")
            let refusal = await #expect(throws: Refusal.self) {
                try await pki.cas.importCA(
                    ImportCABody(certificate: try answer.certificate, privateKey: try corporate.key), by: TestPKI.caller
                )
            }
            #expect(refusal?.code == "key-not-wanted")
            #expect(try await pki.cas.requests(ListQuery()).list.count == 1)
        }
    }

    private func create(_ id: String, pathLength: Int? = nil, in pki: TestPKI) async throws -> CARequestPayload {
        try await pki.cas.createRequest(
            CreateCARequestBody(
                id: id, subject: SubjectBody(commonName: id), key: KeyBody(type: "ECDSA", bits: 384),
                pathLength: pathLength),
            by: TestPKI.caller)
    }

    private func importAnswer(
        _ csr: String, _ issuer: OutsideAuthority, _ folder: TemporaryDirectory, _ pki: TestPKI
    ) async throws -> CAPayload {
        let answer = OutsideAuthority(folder: folder, name: "plant")
        try await answer.certify(under: issuer, request: csr, until: "2030-05-01 00:00:00")
        return try await pki.cas.importCA(ImportCABody(certificate: try answer.certificate), by: TestPKI.caller)
    }
}
