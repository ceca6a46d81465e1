import Events
import Foundation
import JSONSchema
import Testing

@Suite("A certificate in a payload")
struct EncodedPEMTests {
    private static let pem =
        "-----BEGIN CERTIFICATE-----\nTm90IHJlYWxseSBhIGNlcnRpZmljYXRl\n-----END CERTIFICATE-----\n"

    @Test("is the base64 of its PEM text, padded and on one line")
    func writing() throws {
        let text = try WireJSON.decode(String.self, from: try WireJSON.encode(EncodedPEM(pem: Self.pem)))
        #expect(!text.contains { $0.isWhitespace || $0 == "-" || $0 == "_" })
        #expect(text.utf8.count % 4 == 0)
        #expect(Data(base64Encoded: text) == Data(Self.pem.utf8))
    }

    @Test("is read as that, as base64 in lines, and as plain PEM; the final newline is put back where it is missing")
    func reading() throws {
        let unended = String(Self.pem.dropLast())
        let inputs = [
            Self.pem, unended, EncodedPEM(pem: Self.pem).base64, Data(unended.utf8).base64EncodedString(),
            Data(Self.pem.utf8).base64EncodedString(options: .lineLength64Characters),
        ]
        for input in inputs {
            let read = try WireJSON.decode(EncodedPEM.self, from: try WireJSON.encode(input))
            #expect(read.pem == Self.pem, "\(input)")
        }
    }

    @Test(
        "is refused where it is neither, and what was sent is not repeated",
        arguments: [
            "", "plant-root", "bm90IFBFTQ==", "-----END CERTIFICATE-----", "////", "LS0tLS1CRUdJTiA",
        ])
    func refusals(text: String) throws {
        let error = try #require(throws: DecodingError.self) {
            try WireJSON.decode(EncodedPEM.self, from: try WireJSON.encode(text))
        }
        guard case .dataCorrupted(let context) = error else { return #expect(Bool(false), "\(error)") }
        #expect(context.debugDescription == "must be PEM, or the base64 of a PEM text")
    }
}
