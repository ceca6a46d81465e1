import Foundation
import TestSupport
import Testing

@testable import AWSIoT

/// botocore builds its requests from AWS's own service model; ours are written by hand. They must be the same.
@Suite("Each operation")
struct ServiceModelTests {
    @Test("is the request that botocore makes of AWS's service model")
    func agreesWithTheServiceModel() async throws {
        let cases = Self.cases
        let questions = cases.map { Question(service: $0.service, operation: $0.operation, parameters: $0.parameters) }
        let answer = try await Command.check(
            try PythonEnvironment.judges.python(), ["-c", Self.script],
            stdin: [UInt8](try JSONEncoder().encode(questions)))
        let verdicts = try JSONDecoder().decode([Verdict].self, from: Data(answer.stdout))
        try #require(verdicts.count == cases.count)
        for (expected, verdict) in zip(cases, verdicts) {
            let request = expected.request
            let comment = Comment(rawValue: expected.operation)
            #expect(request.method == verdict.method, comment)
            #expect(request.wirePath == verdict.path, comment)
            #expect(request.query.map { [$0.name, $0.value] }.sorted { $0[0] < $1[0] } == verdict.query, comment)
            for header in verdict.headers {
                #expect(request.headers.contains { [$0.name.lowercased(), $0.value] == header }, comment)
            }
            let isJSON = request.headers.contains(.init("Content-Type", "application/json"))
            #expect(
                try isJSON
                    ? Self.canonical(request.body) == Self.canonical(Array(verdict.body.utf8))
                    : request.body == Array(verdict.body.utf8), comment)
        }
    }

    @Test("goes to the host that botocore knows for the region")
    func regionalHosts() async throws {
        let regions = ["eu-west-1", "us-east-1", "ap-southeast-2", "cn-north-1", "cn-northwest-1", "us-gov-west-1"]
        let script = """
            import botocore.session, sys
            for region in sys.argv[1:]:
                for service in ('iot', 'sts'):
                    print(botocore.session.Session().create_client(service, region_name=region).meta.endpoint_url)
            """
        let hosts = try await Command.check(
            try PythonEnvironment.judges.python(), ["-c", script] + regions,
            environment: ["AWS_STS_REGIONAL_ENDPOINTS": "regional"]
        ).text.split(separator: "\n").map(String.init)
        let ours = regions.flatMap { region in
            [AWSService.iot, .sts].map { AWSEndpoint.regional($0, region: .named(region)).base }
        }
        #expect(hosts == ours)
    }

    /// JSON with its members in order.
    private static func canonical(_ body: [UInt8]) throws -> Data {
        try JSONSerialization.data(
            withJSONObject: try JSONSerialization.jsonObject(with: Data(body)), options: [.sortedKeys])
    }

    private struct Question: Encodable {
        let service, operation, parameters: String
    }

    private struct Verdict: Decodable {
        let method, path, body: String
        let query, headers: [[String]]
    }

    private static let script = """
        import json, sys, urllib.parse
        import botocore.session
        session, verdicts = botocore.session.Session(), []
        for q in json.load(sys.stdin):
            client = session.create_client(
                q['service'], region_name='eu-west-1', aws_access_key_id='a', aws_secret_access_key='b',
                endpoint_url='http://127.0.0.1:1')
            model = client.meta.service_model.operation_model(q['operation'])
            import botocore.serialize
            serializer = botocore.serialize.create_serializer(client.meta.service_model.metadata['protocol'])
            r = serializer.serialize_to_request(eval(q['parameters']), model)
            parts = urllib.parse.urlsplit(r['url_path'])
            query = [[k, str(v).lower() if isinstance(v, bool) else str(v)] for k, v in dict(r['query_string']).items()]
            query += urllib.parse.parse_qsl(parts.query)
            body = r['body']
            if isinstance(body, dict): body = urllib.parse.urlencode(body)
            if isinstance(body, bytes): body = body.decode()
            headers = [[k.lower(), v] for k, v in r['headers'].items() if k.lower() not in ('content-type', 'x-amz-api-version')]
            verdicts.append({'method': r['method'], 'path': parts.path, 'query': sorted(query), 'headers': headers, 'body': body})
        json.dump(verdicts, sys.stdout)
        """
}

extension ServiceModelTests {
    struct Case {
        let service: String
        let operation: String
        let request: AWSRequest
        /// As botocore's client takes them, in Python.
        let parameters: String

        init<Operation: AWSOperation>(_ operation: Operation, _ parameters: String) {
            request = operation.request
            service = request.service == .iotData ? "iot-data" : request.service.rawValue
            self.operation = Operation.name
            self.parameters = parameters
        }
    }

    private static let arn = "arn:aws:iot:eu-west-1:123456789012:cert/ab"

    /// botocore looks at lengths too.
    private static let id = String(repeating: "ab", count: 32)

    static let cases: [Case] = [
        Case(GetCallerIdentity(), "{}"),
        Case(DescribeEndpoint(endpointType: "iot:Data-ATS"), "{'endpointType': 'iot:Data-ATS'}"),
        Case(GetRegistrationCode(), "{}"),
        Case(
            RegisterCACertificate(
                caCertificate: "P\nEM", verificationCertificate: "V", certificateMode: .proven, setAsActive: true,
                allowAutoRegistration: false, tags: ["b": "2", "a": "é/"]),
            """
            {'caCertificate': 'P\\nEM', 'verificationCertificate': 'V', 'certificateMode': 'DEFAULT', 'setAsActive': True,
             'allowAutoRegistration': False, 'tags': [{'Key': 'a', 'Value': 'é/'}, {'Key': 'b', 'Value': '2'}]}
            """),
        Case(
            RegisterCACertificate(
                caCertificate: "P", verificationCertificate: nil, certificateMode: .serverNameOnly, setAsActive: false,
                allowAutoRegistration: true, tags: [:]),
            """
            {'caCertificate': 'P', 'certificateMode': 'SNI_ONLY', 'setAsActive': False, 'allowAutoRegistration': True,
             'tags': []}
            """),
        Case(DescribeCACertificate(certificateID: id), "{'certificateId': '\(id)'}"),
        Case(
            UpdateCACertificate(certificateID: id, newStatus: .inactive, allowAutoRegistration: false),
            "{'certificateId': '\(id)', 'newStatus': 'INACTIVE', 'newAutoRegistrationStatus': 'DISABLE'}"),
        Case(
            UpdateCACertificate(certificateID: id, newStatus: .active, allowAutoRegistration: nil),
            "{'certificateId': '\(id)', 'newStatus': 'ACTIVE'}"),
        Case(
            UpdateCACertificate(certificateID: id, newStatus: nil, allowAutoRegistration: true),
            "{'certificateId': '\(id)', 'newAutoRegistrationStatus': 'ENABLE'}"),
        Case(DeleteCACertificate(certificateID: id), "{'certificateId': '\(id)'}"),
        Case(
            ListTagsForResource(resourceARN: arn, nextToken: "n+1"), "{'resourceArn': '\(arn)', 'nextToken': 'n+1'}"),
        Case(
            TagResource(resourceARN: arn, tags: ["k": "v"]),
            "{'resourceArn': '\(arn)', 'tags': [{'Key': 'k', 'Value': 'v'}]}"),
        Case(
            RegisterCertificate(certificatePEM: "C", caCertificatePEM: "CA", status: .active),
            "{'certificatePem': 'C', 'caCertificatePem': 'CA', 'status': 'ACTIVE'}"),
        Case(
            RegisterCertificateWithoutCA(certificatePEM: "C", status: .active),
            "{'certificatePem': 'C', 'status': 'ACTIVE'}"),
        Case(DescribeCertificate(certificateID: id), "{'certificateId': '\(id)'}"),
        Case(
            UpdateCertificate(certificateID: id, newStatus: .revoked),
            "{'certificateId': '\(id)', 'newStatus': 'REVOKED'}"),
        Case(
            CreateThing(thingName: "a:b", attributes: ["dms": "d", "alias": "x"]),
            "{'thingName': 'a:b', 'attributePayload': {'attributes': {'dms': 'd', 'alias': 'x'}}}"),
        Case(DescribeThing(thingName: "a:b"), "{'thingName': 'a:b'}"),
        Case(
            UpdateThing(thingName: "a:b", attributes: ["alias": ""]),
            "{'thingName': 'a:b', 'attributePayload': {'attributes': {'alias': ''}, 'merge': True}}"),
        Case(AttachThingPrincipal(thingName: "t", principal: arn), "{'thingName': 't', 'principal': '\(arn)'}"),
        Case(DetachThingPrincipal(thingName: "t", principal: arn), "{'thingName': 't', 'principal': '\(arn)'}"),
        Case(ListThingPrincipals(thingName: "t", nextToken: nil), "{'thingName': 't'}"),
        Case(ListThingPrincipals(thingName: "t", nextToken: "n"), "{'thingName': 't', 'nextToken': 'n'}"),
        Case(
            Publish(topic: "dt/lms/plant é/cacerts", payload: Array("pem".utf8), retain: true),
            "{'topic': 'dt/lms/plant é/cacerts', 'payload': b'pem', 'retain': True, 'qos': 1}"),
        Case(GetRetainedMessage(topic: "dt/lms/x"), "{'topic': 'dt/lms/x'}"),
    ]
}
