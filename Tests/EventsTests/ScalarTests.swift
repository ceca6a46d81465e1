import Events
import Foundation
import JSONSchema
import Testing

@Suite("On the wire")
struct ScalarTests {
    @Test(
        "a key is as strong as the contract's table says",
        arguments: [
            ("RSA", 1024, "LOW"), ("RSA", 2047, "LOW"), ("RSA", 2048, "MEDIUM"), ("RSA", 3071, "MEDIUM"),
            ("RSA", 3072, "HIGH"), ("RSA", 4096, "HIGH"), ("ECDSA", 112, "LOW"), ("ECDSA", 128, "LOW"),
            ("ECDSA", 129, "MEDIUM"), ("ECDSA", 224, "MEDIUM"), ("ECDSA", 255, "MEDIUM"), ("ECDSA", 256, "HIGH"),
            ("ECDSA", 521, "HIGH"), ("Ed25519", 256, "HIGH"), ("ML-DSA-65", 15_616, "HIGH"),
        ])
    func keyStrength(type: String, bits: Int, strength: String) throws {
        let text = try WireJSON.text(KeyMetadata(type: type, bits: bits))
        #expect(text == #"{"bits":\#(bits),"strength":"\#(strength)","type":"\#(type)"}"#)
    }

    @Test("a subject has all six fields, empty where there is nothing")
    func subject() throws {
        #expect(
            try WireJSON.text(SubjectFields(commonName: "pump-7"))
                == #"{"common_name":"pump-7","country":"","locality":"","organization":"","organization_unit":"","state":""}"#
        )
        #expect(throws: DecodingError.self) {
            try WireJSON.decode(SubjectFields.self, from: Array(#"{"common_name":"pump-7"}"#.utf8))
        }
    }

    @Test("a revocation reason is spelt as RFC 5280 does and read in any case", arguments: RevocationReason.allCases)
    func revocationReasons(reason: RevocationReason) throws {
        let name = reason.rawValue
        #expect(try WireJSON.text(reason) == "\"\(name)\"")
        guard case .string(let rule) = RevocationReason.schema else { return #expect(Bool(false), "not a string") }
        let pattern = try Regex(try #require(rule.pattern))
        for spelling in [
            name, name.uppercased(), name.lowercased(), "\(name.prefix(1).lowercased())\(name.dropFirst())",
        ] {
            #expect(try WireJSON.decode(RevocationReason.self, from: WireJSON.encode(spelling)) == reason)
            #expect(try pattern.wholeMatch(in: spelling) != nil)
        }
        for other in ["", name + " ", " " + name, String(name.dropLast()), "key-compromise", "1"] {
            #expect(RevocationReason(named: other) == nil, "\(other)")
            #expect(try pattern.wholeMatch(in: other) == nil, "\(other)")
        }
    }

    @Test("the ten revocation reasons are those of the contract")
    func revocationReasonNames() {
        let names = [
            "Unspecified", "KeyCompromise", "CACompromise", "AffiliationChanged", "Superseded", "CessationOfOperation",
            "CertificateHold", "RemoveFromCRL", "PrivilegeWithdrawn", "AACompromise",
        ]
        #expect(RevocationReason.allCases.map(\.rawValue) == names)
    }

    @Test("an unknown revocation reason is refused with all that are known")
    func unknownReason() throws {
        let error = try #require(throws: DecodingError.self) {
            try WireJSON.decode(RevocationReason.self, from: Array("\"Bored\"".utf8))
        }
        guard case .dataCorrupted(let context) = error else { return #expect(Bool(false), "\(error)") }
        #expect(context.debugDescription.contains("\"Bored\""))
        #expect(RevocationReason.allCases.allSatisfy { context.debugDescription.contains($0.rawValue) })
    }

    @Test("statuses are those of the specification")
    func statuses() {
        let certificate = ["ACTIVE", "NEARING_EXPIRATION", "CRITICAL_EXPIRATION", "EXPIRED", "REVOKED"]
        #expect(CertificateStatus.allCases.map(\.rawValue) == certificate)
        #expect(CertificateStatus.allCases.map(\.isLive) == [true, true, true, false, false])
        #expect(
            DMSStatus.allCases.map(\.rawValue) == ["PENDING_APPROVAL", "REJECTED", "APPROVED", "EXPIRED", "REVOKED"])
        #expect(CertificateType.allCases.map(\.rawValue) == ["MANAGED", "IMPORTED", "EXTERNAL"])
    }

    @Test(
        "a validity is a duration or a time, and says which",
        arguments: [
            (#"{"duration":"1y","type":"Duration"}"#, Validity.duration(.days(364))),
            (#"{"time":"2036-01-01T00:00:00Z","type":"Time"}"#, .time(Timestamp(seconds: 2_082_758_400))),
        ])
    func validity(text: String, validity: Validity) throws {
        #expect(try WireJSON.text(validity) == text)
        #expect(try WireJSON.decode(Validity.self, from: Array(text.utf8)) == validity)
        let value = try WireJSON.decode(JSONValue.self, from: Array(text.utf8))
        #expect(Validity.schema.violations(in: value, unknownMembers: .refused) == [])
    }

    @Test(
        "a validity that is neither is refused",
        arguments: [
            #"{"type":"Duration"}"#, #"{"type":"Time","duration":"1y"}"#,
            #"{"type":"time","time":"2036-01-01T00:00:00Z"}"#,
            #"{"duration":"1y"}"#, #"{"type":"Duration","duration":"10000y"}"#, #"{"type":"Duration","duration":364}"#,
            #"{"type":"Time","time":null}"#, #""1y""#,
        ])
    func invalidValidity(text: String) {
        #expect(throws: DecodingError.self) { try WireJSON.decode(Validity.self, from: Array(text.utf8)) }
    }

    @Test("a validity ends at its time, or its duration after the start")
    func end() {
        let start = Timestamp(seconds: 1000)
        #expect(Validity.time(Timestamp(seconds: 5)).end(from: start) == Timestamp(seconds: 5))
        #expect(Validity.duration(.seconds(60)).end(from: start) == Timestamp(seconds: 1060))
    }

    @Test("members are sorted and slashes are plain, so that equal values are equal bytes")
    func bytes() throws {
        let value: JSONValue = ["b": "a/b", "a": ["é", 1, true, .null], "B": [:]]
        #expect(try WireJSON.text(value) == #"{"B":{},"a":["é",1,true,null],"b":"a/b"}"#)
    }
}
