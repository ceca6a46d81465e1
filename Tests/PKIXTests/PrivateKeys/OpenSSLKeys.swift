import Foundation

/// Private keys made by openssl in every form that it writes, once for the whole test run.
struct OpenSSLKeys: Sendable {
    static let shared = Result { try OpenSSLKeys() }

    /// Files by name: `p256.pem`, `p256.der`, `p256.sec1.pem` …, and `p256.pub` for the public key's DER.
    let files: [String: [UInt8]]

    init() throws {
        let shell = try Shell()
        defer { shell.remove() }
        try shell.run(OpenSSLKeys.script)
        var files: [String: [UInt8]] = [:]
        for name in try FileManager.default.contentsOfDirectory(atPath: shell.folder.path) {
            files[name] = try shell.read(name)
        }
        self.files = files
    }

    static func file(_ name: String) throws -> [UInt8] {
        guard let bytes = try shared.get().files[name], !bytes.isEmpty else { throw Missing(name: name) }
        return bytes
    }

    struct Missing: Error { let name: String }

    private static let script = """
        ec() { openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:$1 -out $2.pem; }
        ec P-256 p256; ec P-384 p384; ec P-521 p521; ec secp256k1 k1
        for bits in 1024 2048 2050 3072; do
          openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:$bits -out rsa$bits.pem
        done
        openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -pkeyopt rsa_keygen_primes:3 -out primes.pem
        openssl genpkey -algorithm ED25519 -out ed25519.pem
        openssl genpkey -algorithm ED448 -out ed448.pem
        openssl genpkey -algorithm X25519 -out x25519.pem
        openssl genpkey -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048 -out pss.pem
        openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -pkeyopt ec_param_enc:explicit -out explicit.pem
        for k in p256 p384 p521 k1 rsa2048 rsa2050 rsa3072 ed25519; do
          openssl pkey -in $k.pem -outform DER -out $k.der
          openssl pkey -in $k.pem -pubout -outform DER -out $k.pub
        done
        for k in p256 p384 p521; do
          openssl ec -in $k.pem -out $k.sec1.pem
          openssl ec -in $k.pem -outform DER -out $k.sec1.der
          openssl ec -in $k.pem -conv_form compressed -out $k.compressed.pem
          openssl ec -in $k.pem -no_public -out $k.nopublic.pem
        done
        for k in rsa2048 rsa2050 rsa3072; do
          openssl rsa -in $k.pem -traditional -out $k.pkcs1.pem
          openssl rsa -in $k.pem -traditional -outform DER -out $k.pkcs1.der
        done
        (openssl ecparam -name prime256v1; cat p256.sec1.pem) >p256.parameters.pem
        sed 's/$/\\r/' p256.pem >p256.crlf.pem
        openssl pkey -in p256.pem -aes256 -passout pass:secret -out encrypted.pem
        openssl pkcs8 -topk8 -in p256.pem -passout pass:secret -outform DER -out encrypted.der
        openssl rsa -in rsa2048.pem -traditional -aes128 -passout pass:secret -out traditional.pem
        cat p256.pem p384.pem >two.pem
        sed 's/EC PRIVATE/RSA PRIVATE/' p256.sec1.pem >label.pem
        """
}
