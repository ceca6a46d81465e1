import Foundation
import TestSupport
import Testing

@testable import AWSIoT

@Suite("The signature")
struct SignerTests {
    @Test("is botocore's, for hundreds of odd requests")
    func agreesWithBotocore() async throws {
        var random = SeededGenerator(seed: 20_260_131)
        let cases = (0..<400).map { _ in SigningCase(using: &random) }
        let verdicts = try await botocore(cases)
        try #require(verdicts.count == cases.count)
        for (signingCase, verdict) in zip(cases, verdicts) {
            let signed = signingCase.signed
            #expect(signed.headers.last == .init("Authorization", verdict.authorization), "\(signed.url)")
            #expect(signed.headers.contains(.init("X-Amz-Date", verdict.date)))
            #expect(verdict.segments == signingCase.request.pathSegments, "\(signed.url)")
            #expect(verdict.query == signingCase.request.query.map { [$0.name, $0.value] }, "\(signed.url)")
        }
    }

    @Test(
        "of a day before 1970 and of a leap day has the right date",
        arguments: [
            (-1.0, "19691231T235959Z"), (951_782_400, "20000229T000000Z"), (4_107_542_399, "21000228T235959Z"),
            (1_798_761_599.9, "20261231T235959Z"),
        ])
    func spellsDates(seconds: Double, timestamp: String) {
        #expect(SigningTime(Date(timeIntervalSince1970: seconds)).timestamp == timestamp)
    }

    private func botocore(_ cases: [SigningCase]) async throws -> [BotocoreVerdict] {
        let questions = try JSONEncoder().encode(cases.map(\.question))
        let answer = try await Command.check(
            try PythonEnvironment.judges.python(), ["-c", BotocoreVerdict.script], stdin: [UInt8](questions))
        return try JSONDecoder().decode([BotocoreVerdict].self, from: Data(answer.stdout))
    }
}

private struct BotocoreVerdict: Decodable {
    let authorization: String
    let date: String
    let segments: [String]
    let query: [[String]]

    static let script = """
        import base64, datetime, json, sys, urllib.parse
        import botocore.auth, botocore.awsrequest, botocore.credentials
        verdicts = []
        for q in json.load(sys.stdin):
            now = datetime.datetime.fromtimestamp(q['seconds'], datetime.timezone.utc)
            botocore.auth.get_current_datetime = lambda: now
            request = botocore.awsrequest.AWSRequest(
                method=q['method'], url=q['url'], data=base64.b64decode(q['body']))
            for name, value in q['headers']:
                request.headers.add_header(name, value)
            keys = botocore.credentials.Credentials(q['id'], q['secret'], q.get('token'))
            botocore.auth.SigV4Auth(keys, q['service'], q['region']).add_auth(request)
            parts = urllib.parse.urlsplit(q['url'])
            verdicts.append({
                'authorization': request.headers['Authorization'], 'date': request.headers['X-Amz-Date'],
                'segments': [urllib.parse.unquote(s) for s in parts.path[1:].split('/')],
                'query': urllib.parse.parse_qsl(parts.query, keep_blank_values=True)})
        json.dump(verdicts, sys.stdout)
        """
}

private struct SigningCase {
    struct Question: Encodable {
        let method, url, body, id, secret, service, region: String
        let token: String?
        let headers: [[String]]
        let seconds: Int
    }

    let request: AWSRequest
    let region: AWSRegion
    let credentials: AWSCredentials
    let seconds: Int

    init(using random: inout SeededGenerator) {
        func text(_ lengths: ClosedRange<Int>) -> String {
            let alphabet = Array("abzAZ019-._~ /+%&=?#:@!$'()*,;\"<>[]{}|^`\\éß漢🔑")
            return String(
                (0..<Int.random(in: lengths, using: &random)).map { _ in alphabet.randomElement(using: &random)! })
        }
        func fields(_ counts: ClosedRange<Int>, _ field: () -> AWSRequest.Field) -> [AWSRequest.Field] {
            (0..<Int.random(in: counts, using: &random)).map { _ in field() }
        }
        let segments = (0..<Int.random(in: 1...4, using: &random)).map { _ in
            Bool.random(using: &random)
                ? text(1...12) : ["things", ".", "..", "a b", "x/y"].randomElement(using: &random)!
        }
        // Few names, so that some come twice, and one is a prefix of another.
        let query = fields(0...5) {
            .init(["a", "a-", "A", "b c", "é", "nextToken"].randomElement(using: &random)!, text(0...6))
        }
        let headers = fields(0...3) {
            .init(
                ["x-amzn-principal", "X-Custom", "Content-Type"].randomElement(using: &random)!,
                ["arn:aws:iot:eu-west-1:1:cert/ab", "a   b \t c", " padded ", "application/json"].randomElement(
                    using: &random)!)
        }
        request = AWSRequest(
            ["GET", "PUT", "POST", "DELETE", "PATCH"].randomElement(using: &random)!,
            AWSService.allCases.randomElement(using: &random)!, segments, query: query, headers: headers,
            body: Array(text(0...40).utf8))
        region = .named(["eu-west-1", "cn-north-1", "us-gov-west-1"].randomElement(using: &random)!)
        credentials = AWSCredentials(
            accessKeyID: "AKIDEXAMPLE", secretAccessKey: text(20...40),
            sessionToken: Bool.random(using: &random) ? "token/+=\(text(1...9).filter(\.isASCII))" : nil)
        seconds = Int.random(in: 0...4_000_000_000, using: &random)
    }

    var signed: HTTPRequest {
        AWSSigner(region: region).sign(
            request, endpoint: .regional(request.service, region: region), credentials: credentials,
            at: Date(timeIntervalSince1970: Double(seconds)))
    }

    var question: Question {
        Question(
            method: request.method, url: signed.url, body: Data(request.body).base64EncodedString(),
            id: credentials.accessKeyID, secret: credentials.secretAccessKey, service: request.service.signingName,
            region: region.name, token: credentials.sessionToken, headers: request.headers.map { [$0.name, $0.value] },
            seconds: seconds)
    }
}
