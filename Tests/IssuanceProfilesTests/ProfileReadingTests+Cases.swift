extension ProfileReadingTests {
    private static func leaf(_ more: String) -> String { #"{"key_usage":["digitalSignature"],"# + more + "}" }
    private static func ca(_ more: String) -> String {
        #"{"key_usage":["keyCertSign","cRLSign"],"basic_constraints":{"ca":true}"# + more + "}"
    }
    private static let named = #","subject":{"attributes":[{"type":"common_name","rule":"required"}]}"#
    private static func attribute(_ text: String) -> String { leaf(#""subject":{"attributes":[{\#(text)}]}"#) }
    private static func names(_ text: String) -> String { leaf(#""alternative_names":{\#(text)}"#) }
    private static func custom(_ text: String) -> String { leaf(#""extensions":[{\#(text)}]"#) }

    static let contradictions: [(String, String)] = [
        ("/key_usage", #"{"key_usage":[]}"#),
        ("/key_usage", #"{"key_usage":["digitalSignature","digitalSignature"]}"#),
        ("/key_usage", #"{"key_usage":["digitalSignature","keyCertSign"]}"#),
        ("/key_usage", #"{"key_usage":["digitalSignature"],"basic_constraints":{"ca":true}"# + named + "}"),
        ("/key_usage", #"{"key_usage":["digitalSignature","encipherOnly"],"keys":{"ecdsa":[256]}}"#),
        ("/key_usage", #"{"key_usage":["keyEncipherment"],"keys":{"ecdsa":[256],"ed25519":true}}"#),
        ("/subject", ca("")),
        ("/ocsp_no_check", ca(named + #","ocsp_no_check":true"#)),
        ("/basic_constraints/path_length", leaf(#""basic_constraints":{"ca":false,"path_length":0}"#)),
        (
            "/basic_constraints/path_length",
            #"{"key_usage":["keyCertSign"],"basic_constraints":{"ca":true,"path_length":-1}"# + named + "}"
        ),
        ("/extended_key_usages", leaf(#""extended_key_usages":[]"#)),
        ("/extended_key_usages/1", leaf(#""extended_key_usages":["serverAuth","webServer"]"#)),
        ("/extended_key_usages_critical", leaf(#""extended_key_usages_critical":true"#)),
        ("/keys", leaf(#""keys":{}"#)),
        ("/keys/rsa/min", leaf(#""keys":{"rsa":{"min":1024,"max":2048}}"#)),
        ("/keys/rsa/max", leaf(#""keys":{"rsa":{"min":2048,"max":16384}}"#)),
        ("/keys/rsa/max", leaf(#""keys":{"rsa":{"min":4096,"max":2048}}"#)),
        ("/keys/ecdsa/1", leaf(#""keys":{"ecdsa":[256,255]}"#)),
        ("/keys/ml_dsa/0", leaf(#""keys":{"ml_dsa":[44]}"#)),
        ("/validity/maximum", leaf(#""validity":{"fixed":{"type":"Duration","duration":"1d"},"maximum":"1d"}"#)),
        ("/validity/maximum", leaf(#""validity":{"maximum":"0s"}"#)),
        ("/validity/fixed/duration", leaf(#""validity":{"fixed":{"type":"Duration","duration":"-1d"}}"#)),
        ("/validity/backdating", leaf(#""validity":{"backdating":"-1s"}"#)),
        ("/validity/backdating", leaf(#""validity":{"backdating":"8d"}"#)),
        ("/certificate_policies/0/oid", leaf(#""certificate_policies":[{"oid":"1.2.x"}]"#)),
        ("/certificate_policies/1/oid", leaf(#""certificate_policies":[{"oid":"1.2.3"},{"oid":"1.2.3"}]"#)),
        ("/certificate_policies/0/cps", leaf(#""certificate_policies":[{"oid":"1.2.3","cps":"plant"}]"#)),
        ("/certificate_policies/0/cps", leaf(#""certificate_policies":[{"oid":"1.2.3","cps":"https://plänt/"}]"#)),
        ("/extensions/0/oid", custom(#""oid":"","value":"BQA=""#)),
        ("/extensions/0/oid", custom(#""oid":"2.5.29.15","critical":true,"value":"AwIHgA==""#)),
        ("/extensions/0/oid", custom(#""oid":"2.5.29.36","critical":true,"value":"MAMCAQU=""#)),
        ("/extensions/0/critical", custom(#""oid":"2.5.29.9","critical":true,"value":"MAA=""#)),
        ("/extensions/0/value", custom(#""oid":"1.2.3.4","value":"%""#)),
        ("/extensions/0/value", custom(#""oid":"1.2.3.4","value":"""#)),
        ("/extensions/0/value", custom(#""oid":"1.2.3.4","value":"BQAA""#)),
        ("/extensions/0/value", custom(#""oid":"1.2.3.4","value":"MIADAgeAAAA=""#)),
        (
            "/extensions/1/oid",
            leaf(#""extensions":[{"oid":"1.2.3.4","value":"BQA="},{"oid":"1.2.3.4","value":"BQA="}]"#)
        ),
        ("/subject/attributes/0/type", attribute(#""type":"cn","rule":"required""#)),
        ("/subject/attributes/0/value", attribute(#""type":"organization","rule":"fixed""#)),
        ("/subject/attributes/0/value", attribute(#""type":"country","rule":"fixed","value":"Germany""#)),
        ("/subject/attributes/0/value", attribute(#""type":"organization","rule":"required","value":"Plant""#)),
        ("/subject/attributes/0/pattern", attribute(#""type":"common_name","rule":"required","pattern":"a*b*""#)),
        ("/subject/attributes/0/pattern", attribute(#""type":"common_name","rule":"dropped","pattern":"a""#)),
        ("/subject/attributes/0/count_max", attribute(#""type":"common_name","rule":"optional","count_max":0"#)),
        (
            "/subject/attributes/1/type",
            leaf(#""subject":{"attributes":[{"type":"country","rule":"dropped"},{"type":"2.5.4.6","rule":"refused"}]}"#)
        ),
        ("/alternative_names/required", names(#""required":true"#)),
        ("/alternative_names/from_common_name", names(#""from_common_name":true,"uri":{}"#)),
        ("/alternative_names/dns/count_max", names(#""dns":{"count_max":0}"#)),
        ("/alternative_names/dns/suffixes", names(#""dns":{"suffixes":[]}"#)),
        ("/alternative_names/dns/suffixes/0", names(#""dns":{"suffixes":[".plant"]}"#)),
        ("/alternative_names/dns/networks", names(#""dns":{"networks":["10.0.0.0/8"]}"#)),
        ("/alternative_names/ip/networks/0", names(#""ip":{"networks":["10.0.0.1/8"]}"#)),
        ("/alternative_names/ip/schemes", names(#""ip":{"schemes":["urn"]}"#)),
        ("/alternative_names/uri/schemes/0", names(#""uri":{"schemes":["urn:"]}"#)),
        ("/alternative_names/email/wildcards", names(#""email":{"wildcards":true}"#)),
    ]

    static let linted: [(String, String)] = [
        ("extended-key-usage-twice", leaf(#""extended_key_usages":["serverAuth","1.3.6.1.5.5.7.3.1"]"#)),
        (
            "extended-key-usage-and-key-usage",
            #"{"key_usage":["contentCommitment"],"extended_key_usages":["clientAuth"]}"#
        ),
        ("time-stamping-alone", leaf(#""extended_key_usages":["timeStamping"]"#)),
        (
            "time-stamping-alone",
            leaf(#""extended_key_usages":["timeStamping","clientAuth"],"extended_key_usages_critical":true"#)
        ),
    ]
}
