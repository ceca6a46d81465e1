extension APICast {
    /// What is no JSON, or not the JSON that fits.
    func syntax() -> [RefusedRequest] {
        let deep = String(repeating: "[", count: 5_000) + String(repeating: "]", count: 5_000)
        let rows: [(String, String, String)] = [
            ("no body", "empty", ""), ("white space", "line 1", "  "),
            ("a comma too many", "line 1, column 13", #"{"id": "x", }"#),
            ("a fault on the third line", "line 3, column 9", "{\n  \"id\": \"x\",\n  \"key\" 5\n}"),
            ("an object that is cut", "line 1", #"{"id": "x""#), ("a string that is cut", "line 1", #"{"id": "x"#),
            ("single quotes", "line 1", "{'id': 'x'}"), ("a comment", "line 1", "/* */ {}"),
            ("two values", "line 1", "{} {}"), ("NaN", "line 1", #"{"id": NaN}"#),
            ("a number with a leading zero", "line 1", #"{"id": 01}"#),
            ("a tab in a string", "line 1", "{\"id\": \"a\tb\"}"),
            ("half a surrogate pair", "line 1", #"{"id": "\ud800"}"#),
            ("an unknown escape", "line 1", #"{"id": "\x"}"#), ("a member twice", "line 1", #"{"id": "a", "id": "b"}"#),
            ("5,000 levels", "line 1", deep), ("5,000 levels in a member", "line 1", #"{"metadata":"# + deep + "}"),
            ("a list", "must be an object", "[]"), ("a string", "must be an object", "\"root\""),
            ("null", "must be an object", "null"),
        ]
        return rows.map { name, reason, body in Self.raw(name, reason, Array(body.utf8)) } + [
            Self.raw("bytes that are no UTF-8", "line 1", [0x7B, 0x22, 0xFF, 0x22, 0x7D]),
            Self.raw("UTF-16", "line 1", [0xFF, 0xFE, 0x7B, 0x00, 0x7D, 0x00]),
        ]
    }

    /// What fits in shape, and not in content.
    func fields() -> [RefusedRequest] {
        let cas: [(String, String, JSON)] = [
            ("an unknown member", #""pointer":"/bogus""#, Self.ca { $0["bogus"] = 1 }),
            (
                "a misspelt member deep down", #""pointer":"/subject/comon_name""#,
                Self.ca { $0["subject"] = ["comon_name": "x"] }
            ),
            ("no members at all", #""pointer":"/issuance_expiration""#, [:]),
            ("a number that is a string", #""pointer":"/key/bits""#, Self.ca { $0["key"]["bits"] = "256" }),
            ("a string that is a number", #""pointer":"/id""#, Self.ca { $0["id"] = 7 }),
            ("a number that is not whole", #""pointer":"/key/bits""#, Self.ca { $0["key"]["bits"] = .number(256.5) }),
            ("a null that must be an object", #""pointer":"/subject""#, Self.ca { $0["subject"] = nil }),
            ("a key that nobody makes", #""pointer":"/key""#, Self.ca { $0["key"]["bits"] = 255 }),
            ("a kind of key that nobody makes", #""pointer":"/key""#, Self.ca { $0["key"]["type"] = "DSA" }),
            ("a negative number of bits", #""pointer":"/key""#, Self.ca { $0["key"]["bits"] = -256 }),
            ("an unknown unit", #""pointer":"/validity/duration""#, Self.ca { $0["validity"]["duration"] = "10q" }),
            ("an empty duration", #""pointer":"/validity/duration""#, Self.ca { $0["validity"]["duration"] = "" }),
            (
                "a duration beyond all numbers", "/validity",
                Self.ca { $0["validity"]["duration"] = "99999999999999999999y" }
            ),
            ("a duration beyond the year 9999", "/validity", Self.ca { $0["validity"]["duration"] = "9000y" }),
            ("a negative duration", #""pointer":"/validity""#, Self.ca { $0["validity"]["duration"] = "-1y" }),
            ("no duration at all", #""pointer":"/validity""#, Self.ca { $0["validity"]["duration"] = "0s" }),
            (
                "a time that is none", "/issuance_expiration",
                Self.ca { $0["issuance_expiration"] = ["type": "Time", "time": "yesterday"] }
            ),
            (
                "a 30th of February", "/issuance_expiration",
                Self.ca { $0["issuance_expiration"] = ["type": "Time", "time": "2040-02-30T00:00:00Z"] }
            ),
            (
                "a time that is past", "/validity",
                Self.ca { $0["validity"] = ["type": "Time", "time": "2001-01-01T00:00:00Z"] }
            ),
            ("a validity of another type", "/validity", Self.ca { $0["validity"]["type"] = "Forever" }),
            ("a validity without its value", "/validity", Self.ca { $0["validity"] = ["type": "Duration"] }),
            ("an empty subject", #""pointer":"/subject""#, Self.ca { $0["subject"] = [:] }),
            ("a country of three letters", #""pointer":"/subject""#, Self.ca { $0["subject"]["country"] = "DEU" }),
            (
                "a common name of 65 characters", #""pointer":"/subject""#,
                Self.ca { $0["subject"]["common_name"] = .string(String(repeating: "a", count: 65)) }
            ),
            ("an id that climbs", #""pointer":"/id""#, Self.ca { $0["id"] = "../root" }),
            ("an empty id", #""pointer":"/id""#, Self.ca { $0["id"] = "" }),
            ("a key store that is not there", #""pointer":"/engine_id""#, Self.ca { $0["engine_id"] = "cloud" }),
            ("a parent that is not there", #""pointer":"/parent_id""#, Self.ca { $0["parent_id"] = "nobody" }),
            (
                "a child that outlives its parent", #""pointer":"/validity""#,
                Self.ca {
                    $0["parent_id"] = "root"; $0["validity"]["duration"] = "30y"
                }
            ),
        ]
        return cas.map { Self.row($0.0, 400, $0.1, "POST", "/v1/cas", $0.2) } + otherFields()
    }

    private func otherFields() -> [RefusedRequest] {
        let place = "/identity_profile/enrollment_settings"
        let dms: [(String, String, JSON)] = [
            ("a DMS that is called as an operation", #""pointer":"/name""#, Self.dms { $0["name"] = "simpleenroll" }),
            ("a DMS with a slash in its name", #""pointer":"/name""#, Self.dms { $0["name"] = "a/b" }),
            (
                "a DMS without a bootstrap CA", "\(place)/bootstrap_cas",
                Self.dms { $0["identity_profile"]["enrollment_settings"]["bootstrap_cas"] = [] }
            ),
            ("a DMS of a CA that is not there", "\(place)/authorized_ca", LiveServer.dmsBody("fresh", ca: "nobody")),
            (
                "a DMS with a chain of 0", "\(place)/chain_validation_level",
                Self.dms { $0["identity_profile"]["enrollment_settings"]["chain_validation_level"] = 0 }
            ),
            (
                "a DMS with an unknown mode", "\(place)/registration_mode",
                Self.dms { $0["identity_profile"]["enrollment_settings"]["registration_mode"] = "AnyHow" }
            ),
            ("a DMS without a profile", "/identity_profile", ["name": "fresh", "cloud_dms": true]),
        ]
        let requests: [(String, String, JSON)] = [
            ("a request that is no PEM", #""pointer":"/csr""#, ["csr": "AAAA"]),
            ("a request that is no base64", #""pointer":"/csr""#, ["csr": "!!"]),
            (
                "a request with PEM around garbage", "csr",
                ["csr": "-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----\n"]
            ),
        ]
        let connectors: [(String, String, JSON)] = [
            ("a connector with a blank in its id", #""pointer":"/id""#, ["id": "a b", "region": "eu-west-1"]),
            ("a connector without a region", #""pointer":"/region""#, ["id": "a"]),
            (
                "a connector of another kind", #""pointer":"/kind""#,
                ["id": "a", "region": "eu-west-1", "kind": "azure"]
            ),
            (
                "a connector with a password in its URL", #""pointer":"/endpoint""#,
                ["id": "a", "region": "eu-west-1", "endpoint": "http://user:secret@127.0.0.1"]
            ),
        ]
        return dms.map { Self.row($0.0, 400, $0.1, "POST", "/v1/dms", $0.2) }
            + requests.map { Self.row($0.0, 400, $0.1, "POST", "/v1/cas/issuing/certificates/sign", $0.2) }
            + connectors.map { Self.row($0.0, 400, $0.1, "POST", "/v1/connectors", $0.2) }
    }
}
