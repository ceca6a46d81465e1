import Foundation
import TestSupport
import Testing

@testable import AWSIoT

@Suite("Credentials")
struct CredentialsTests {
    private let files = [
        "/aws/credentials": """
        # comment
        [default]
        aws_access_key_id = AKIDDEFAULT
        aws_secret_access_key=secret/with=equals+
        [build]
        AWS_ACCESS_KEY_ID=AKIDBUILD
        aws_secret_access_key = s ; not a comment
        aws_session_token =  token==
        s3 =
            max_concurrent_requests = 5
        """,
        "/aws/config": """
        [default]
        region = eu-west-1
        [profile "plant floor"]
        aws_access_key_id = AKIDCONFIG
        aws_secret_access_key = configsecret
        [profile half]
        aws_access_key_id = AKIDHALF
        """,
    ]
    private let environment = ["AWS_SHARED_CREDENTIALS_FILE": "/aws/credentials", "AWS_CONFIG_FILE": "/aws/config"]

    @Test("of a named profile are those that botocore finds", arguments: ["default", "build", "plant floor"])
    func profilesAgreeWithBotocore(profile: String) async throws {
        let found = try #require(try await provider(profile).credentials(at: .distantPast))
        let botocore = try await withTemporaryDirectory { directory in
            let script = """
                import botocore.session, sys
                keys = botocore.session.Session(profile=sys.argv[1]).get_credentials()
                print(keys.access_key, keys.secret_key, keys.token, sep='\\n')
                """
            return try await Command.check(
                try PythonEnvironment.judges.python(), ["-c", script, profile],
                environment: [
                    "AWS_SHARED_CREDENTIALS_FILE": try directory.write("credentials", files["/aws/credentials"]!),
                    "AWS_CONFIG_FILE": try directory.write("config", files["/aws/config"]!),
                ]
            ).text
        }
        let ours = [found.accessKeyID, found.secretAccessKey, found.sessionToken ?? "None"]
        #expect(botocore.split(separator: "\n").map(String.init) == ours)
    }

    @Test(
        "of a profile that is missing or half written are an error that shows no secret", arguments: ["none", "half"])
    func unusableProfile(profile: String) async throws {
        await #expect {
            _ = try await provider(profile).credentials(at: .distantPast)
        } throws: { error in
            "\(error)".contains(profile) && !"\(error)".contains("AKIDHALF")
        }
    }

    @Test("come from the first source that has some")
    func chain() async throws {
        let environment = EnvironmentCredentials(["AWS_ACCESS_KEY_ID": "AKIDENV", "AWS_SECRET_ACCESS_KEY": "s"])
        let chain = CredentialsChain([EnvironmentCredentials([:]), environment, provider("default")])
        #expect(try await chain.credentials(at: .distantPast)?.accessKeyID == "AKIDENV")
        #expect(try await CredentialsChain([]).credentials(at: .distantPast) == nil)
        #expect(
            try await SharedFileCredentials(environment: [:], read: { _ in nil }).credentials(at: .distantPast) == nil)
    }

    @Test("in the environment without their secret are an error")
    func halfAnEnvironment() async {
        await #expect(throws: CredentialsError.self) {
            try await EnvironmentCredentials(["AWS_ACCESS_KEY_ID": "AKID"]).credentials(at: .distantPast)
        }
    }

    @Test("are never printed")
    func redaction() {
        let credentials = AWSCredentials(accessKeyID: "AKID", secretAccessKey: "hush", sessionToken: "hush-too")
        var dumped = ""
        dump([credentials], to: &dumped)
        for text in ["\(credentials)", String(reflecting: credentials), "\(StaticCredentials(credentials))", dumped] {
            #expect(text.contains("AKID"))
            #expect(!text.contains("hush"))
        }
    }

    private func provider(_ profile: String) -> SharedFileCredentials {
        let files = files
        return SharedFileCredentials(environment: environment, profile: profile, read: { files[$0] })
    }
}
