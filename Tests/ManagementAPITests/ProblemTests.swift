import JSONSchema
import ManagementAPI
import Testing

@Suite struct ProblemTests {
    @Test("a refusal becomes a problem with its status, code and faults")
    func refusal() {
        let problem = Problem(.invalid("bad-bits", at: "/key/bits", "must be 256 or 384"))
        #expect(problem.status == 400)
        #expect(problem.code == "bad-bits")
        #expect(problem.type == "urn:shedu:problem:bad-bits")
        #expect(problem.errors == [SchemaViolation(pointer: "/key/bits", detail: "must be 256 or 384")])
        #expect(Problem(.notFound("ca", "x")).errors == nil)
    }

    @Test("every kind of refusal has a client's or the server's status")
    func statuses() {
        for kind in Refusal.Kind.allCases {
            #expect((400...503).contains(kind.status))
        }
        #expect(Set(Refusal.Kind.allCases.map(\.status)).count == Refusal.Kind.allCases.count)
    }
}
