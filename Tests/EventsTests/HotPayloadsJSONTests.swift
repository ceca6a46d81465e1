import Events
import JSONSchema
import Testing

@Suite struct HotPayloadsJSONTests {
    @Test(
        "the fast writer writes the very bytes that the encoder writes, whatever the texts hold",
        arguments: [
            "", "device-1", "a\"b\\c/d", "\u{0}\u{1}\u{7}\u{8}\t\n\u{B}\u{C}\r\u{1F} \u{7F}\u{80}", "é\u{2028}😀",
        ], [[:], ["a/b": .object(["x": .array([1, .null, "\""])])]] as [[String: JSONValue]])
    func sameBytes(text: String, metadata: [String: JSONValue]) throws {
        let payload = CertificatePayload(
            serialNumber: text, metadata: metadata, issuerMetadata: IssuerMetadata(serialNumber: text, caID: text),
            status: .revoked, certificate: EncodedPEM(pem: "-----BEGIN CERTIFICATE-----\n\(text)/+\n"),
            keyMetadata: KeyMetadata(type: text, bits: 3072),
            subject: SubjectFields(
                commonName: text, organization: text + "o", organizationUnit: text + "u", country: text + "c",
                state: text + "s", locality: text + "l"),
            validFrom: Timestamp(milliseconds: 1_780_315_200_123), validTo: .never,
            revocationTimestamp: Timestamp(seconds: 1_880_315_200), revocationReason: .aaCompromise, type: .imported,
            engineID: text)
        #expect(try payload.wireJSON() == WireJSON.encode(payload))
        let enrollment = EnrollmentPayload(
            certificate: payload.certificate, deviceID: text, slotID: text + "s", dmsName: text + "d",
            deviceStatus: .requiresAction)
        #expect(try enrollment.wireJSON() == WireJSON.encode(enrollment))
        let whole = EnrollmentPayload(
            certificate: payload.certificate, serialNumber: text + "n", caID: text + "c", deviceID: text,
            slotID: text + "s", dmsName: text + "d", deviceStatus: .requiresAction)
        #expect(try whole.wireJSON() == WireJSON.encode(whole))
    }
}
