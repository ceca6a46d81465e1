import Foundation

/// Certification requests made by openssl, once for the whole test run.
struct OpenSSLRequests: Sendable {
    static let shared = Result { try OpenSSLRequests() }

    /// DER by name.
    private let requests: [String: [UInt8]]
    let opensslVerifies: [String: Bool]

    static let good = [
        "ec256", "ec384", "ec521", "rsa2048", "rsa3072", "ed25519", "ec256sha512", "san", "challenge", "empty", "t61",
        "bmp", "printable", "twonames", "multivalue",
    ]

    init() throws {
        let shell = try Shell()
        defer { shell.remove() }
        try shell.run(OpenSSLRequests.script)
        var requests: [String: [UInt8]] = [:]
        var verified: [String: Bool] = [:]
        for name in try FileManager.default.contentsOfDirectory(atPath: shell.folder.path) where name.hasSuffix(".csr")
        {
            let key = String(name.dropLast(4))
            requests[key] = try shell.read(name)
            verified[key] = try shell.text("\(key).verify").contains("verify OK")
        }
        self.requests = requests
        opensslVerifies = verified
    }

    static func der(_ name: String) throws -> [UInt8] {
        guard let der = try shared.get().requests[name] else { throw Missing(name: name) }
        return der
    }

    struct Missing: Error { let name: String }

    private static let script = """
        cat >plain.cnf <<'END'
        [req]
        distinguished_name = dn
        prompt = no
        [dn]
        END
        sed 's/prompt = no/prompt = no\\nstring_mask = nombstr/' plain.cnf >t61.cnf
        cat >t61full.cnf <<'END'
        [req]
        distinguished_name = dn
        prompt = no
        utf8 = yes
        string_mask = MASK:0x6
        [dn]
        CN = Gerät 7
        O = Plant
        END
        sed 's/MASK:0x6/MASK:0x800/' t61full.cnf >bmpfull.cnf
        sed 's/MASK:0x6/MASK:0x2/; s/Gerät 7/Device 7/' t61full.cnf >printablefull.cnf
        cat >challenge.cnf <<'END'
        [req]
        distinguished_name = dn
        attributes = attrs
        prompt = no
        [dn]
        CN = device-8
        [attrs]
        challengePassword = not-so-secret
        END
        ec() { openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:$1 "$@" 2>/dev/null; }
        genec() { openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:$1 -out $2.key; }
        genec P-256 ec256; genec P-384 ec384; genec P-521 ec521; genec secp256k1 k1
        openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -pkeyopt ec_param_enc:explicit -out explicit.key
        openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:1024 -out rsa1024.key
        openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out rsa2048.key
        openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:3072 -out rsa3072.key
        openssl genpkey -algorithm ED25519 -out ed25519.key
        openssl genpkey -algorithm ED448 -out ed448.key
        openssl ec -in ec256.key -conv_form compressed -out compressed.key
        req() { name=$1; key=$2; shift 2; openssl req -new -key $key.key -outform DER -out $name.csr "$@"; }
        for k in ec256 ec384 ec521 rsa2048 rsa3072 ed25519 rsa1024 k1 explicit ed448 compressed; do
          req $k $k -config plain.cnf -subj "/C=NL/ST=Gelderland/L=Ede/O=Plant/OU=Line 3/CN=device-1"
        done
        req ec256sha512 ec256 -config plain.cnf -sha512 -subj /CN=device-1
        req san ec256 -config plain.cnf -subj /CN=device-2 \
          -addext 'subjectAltName=DNS:Device-2.plant.example,IP:10.0.0.7,URI:urn:dev:2,email:ops@plant.example' \
          -addext 'keyUsage=critical,digitalSignature' -addext 'extendedKeyUsage=clientAuth'
        req challenge ec256 -config challenge.cnf
        req empty ec256 -config plain.cnf -subj / -addext 'subjectAltName=critical,DNS:only.example'
        req t61 ec256 -config t61full.cnf; req bmp ec256 -config bmpfull.cnf; req printable ec256 -config printablefull.cnf
        req twonames ec256 -config plain.cnf -subj /CN=first/CN=second
        req multivalue ec256 -config plain.cnf -multivalue-rdn -subj /O=Plant+OU=Line/CN=device-9
        req sha1 ec256 -config plain.cnf -sha1 -subj /CN=device-1
        req sha1rsa rsa2048 -config plain.cnf -sha1 -subj /CN=device-1
        req pss rsa2048 -config plain.cnf -sigopt rsa_padding_mode:pss -subj /CN=device-1
        for f in *.csr; do openssl req -inform DER -in $f -verify -noout >${f%.csr}.verify 2>&1; done
        """
}

extension Result where Failure == any Error {
    init(_ body: () throws -> Success) { self.init(catching: body) }
}
