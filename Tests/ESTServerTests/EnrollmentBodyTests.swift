import HTTPTypes
import PKIX
import Testing

@testable import ESTServer
import TestSupport

@Suite("Bodies and forms")
struct EnrollmentBodyTests {
    @Test("random bodies decode or are refused, and never trap")
    func randomBodies() {
        var random = SeededGenerator(seed: 11)
        let request = [UInt8](repeating: 0x30, count: 300)
        let seeds = Wrapping.allCases.map { $0.wrap(request) }
        var refused = 0
        for _ in 0..<5_000 {
            var body = seeds.randomElement(using: &random) ?? []
            for _ in 0..<Int.random(in: 1...4, using: &random) { random.mutate(&body) }
            do throws(ESTRefusal) {
                _ = try EnrollmentBody.decode(body)
            } catch {
                refused += 1
                #expect(error.status == .badRequest)
            }
        }
        #expect(refused > 1_000)
    }

    @Test("Accept and silence decide the form", arguments: forms)
    func form(accept: String?, agent: String?, expected: CertificateForm) {
        var fields = HTTPFields()
        fields[.accept] = accept
        fields[.userAgent] = agent
        #expect(CertificateForm(fields) == expected)
    }

    static let forms: [(String?, String?, CertificateForm)] = [
        (nil, nil, .pkcs7(.one)), (nil, "estclient", .pkcs7(.columns76)), ("*/*", nil, .pkcs7(.columns76)),
        ("application/x-pem-file", nil, .pem), ("text/html, Application/X-PEM-File;q=0.9", "x", .pem),
        ("application/pkcs7-mime, application/x-pem-file", "x", .pkcs7(.columns76)), (",;,", "x", .pkcs7(.columns76)),
    ]
}
