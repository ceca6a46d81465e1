"""Writes certificate requests that no tool would make, as JSON: name to base64 of DER.

Each is right but for the one thing that its name tells; where that is not the signature itself, the signature verifies.
No two have the same common name, for the same key for the same device is a repetition, and answered as such.
"""
import base64
import itertools
import json
import sys

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed25519, ed448, padding, rsa, x25519

P256 = ec.generate_private_key(ec.SECP256R1())
OTHER = ec.generate_private_key(ec.SECP256R1())
RSA = rsa.generate_private_key(65537, 2048)


def tlv(tag, *parts):
    body = b"".join(parts)
    size = len(body)
    if size < 128:
        return bytes([tag, size]) + body
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + body


def sequence(*parts):
    return tlv(0x30, *parts)


def a_set(*parts):
    return tlv(0x31, *parts)


def oid(text):
    first, second, *rest = (int(part) for part in text.split("."))
    out = bytes([first * 40 + second])
    for part in rest:
        digits = [part & 127]
        while part := part >> 7:
            digits.append(part & 127 | 128)
        out += bytes(reversed(digits))
    return tlv(6, out)


def integer(value):
    return tlv(2, value.to_bytes(value.bit_length() // 8 + 1, "big", signed=True))


def bits(body, unused=0):
    return tlv(3, bytes([unused]), body)


NULL = b"\x05\x00"
CN = "2.5.4.3"
ECDSA_SHA256 = sequence(oid("1.2.840.10045.4.3.2"))
RSA_SHA256 = sequence(oid("1.2.840.113549.1.1.11"), NULL)
EC_KEY = oid("1.2.840.10045.2.1")


def attribute(kind, value):
    return sequence(oid(kind), value)


def name(*values):
    """Each (oid, tag, bytes) is an RDN of its own."""
    return sequence(*(a_set(attribute(kind, tlv(tag, text))) for kind, tag, text in values))


COUNTER = itertools.count(int(sys.argv[1]) if len(sys.argv) > 1 else 0)


def odd():
    return f"odd-{next(COUNTER)}"


def cn(text, tag=0x0C):
    return name((CN, tag, text if isinstance(text, bytes) else text.encode()))


def spki(key):
    return key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)


def sign(info, key=P256, digest=hashes.SHA256()):
    if isinstance(key, rsa.RSAPrivateKey):
        return key.sign(info, padding.PKCS1v15(), digest)
    if isinstance(key, (ed25519.Ed25519PrivateKey, ed448.Ed448PrivateKey)):
        return key.sign(info)
    if isinstance(key, dsa.DSAPrivateKey):
        return key.sign(info, digest)
    return key.sign(info, ec.ECDSA(digest))


def info(subject, key, attributes=b"", version=integer(0), tag=0xA0):
    return sequence(version, subject, key, tlv(tag, attributes))


def request(subject, key=None, attributes=b"", algorithm=ECDSA_SHA256, signer=P256, digest=hashes.SHA256(), **more):
    body = info(subject, spki(signer) if key is None else key, attributes, **more)
    return sequence(body, algorithm, bits(sign(body, signer, digest)))


def extensions(*values):
    return attribute("1.2.840.113549.1.9.14", a_set(sequence(*values)))


def extension(kind, value, critical=b""):
    return sequence(oid(kind), critical, tlv(4, value))


def san(*names):
    return extensions(extension("2.5.29.17", sequence(*names)))


cases = {}


def structure():
    good = request(cn(odd()))
    body = info(cn(odd()), spki(P256))
    signature = bits(sign(body))
    cases.update({
        "nothing but a SEQUENCE": sequence(),
        "a SET instead of a SEQUENCE": b"\x31" + good[1:],
        "an INTEGER": integer(1),
        "NULL": NULL,
        "one byte": b"\x30",
        "a length beyond the data": b"\x30\x82\x7f\xff" + good[4:],
        "a length of 4 GiB": b"\x30\x84\xff\xff\xff\xff" + good[4:],
        "a length of 126 bytes": b"\x30\xfe" + b"\x01" * 200,
        "the reserved length 255": b"\x30\xff" + good[4:],
        "an indefinite length": b"\x30\x80" + good[4:] + b"\x00\x00",
        "a length that is not minimal": b"\x30\x83\x00" + good[2:],
        "a high tag number": b"\x3f\x81\x01" + good[1:],
        "a thousand SEQUENCEs in each other": b"\x30\x80" * 1000,
        "four thousand nested lengths": nested(4_000),
        "no signature": sequence(body, ECDSA_SHA256),
        "no signature algorithm": sequence(body, signature),
        "the parts in another order": sequence(ECDSA_SHA256, body, signature),
        "a fourth part": sequence(body, ECDSA_SHA256, signature, NULL),
        "the signature as an OCTET STRING": sequence(body, ECDSA_SHA256, tlv(4, sign(body))),
        "the info alone": body,
        "version 1": request(cn(odd()), version=integer(1)),
        "version minus 1": request(cn(odd()), version=integer(-1)),
        "a version of 20 bytes": request(cn(odd()), version=integer(1 << 150)),
        "a version that is not minimal": request(cn(odd()), version=b"\x02\x02\x00\x00"),
        "an empty version": request(cn(odd()), version=b"\x02\x00"),
        "no version": wrap(sequence(cn(odd()), spki(P256), tlv(0xA0))),
        "no subject": wrap(sequence(integer(0), spki(P256), tlv(0xA0))),
        "no key": wrap(sequence(integer(0), cn(odd()), tlv(0xA0))),
        "attributes under another tag": request(cn(odd()), tag=0xA1),
        "attributes as a SET": request(cn(odd()), tag=0x31),
        "something after the attributes": wrap(
            sequence(integer(0), cn(odd()), spki(P256), tlv(0xA0), NULL)),
        "a whole certificate request in another one": sequence(good, ECDSA_SHA256, signature),
    })


def wrap(body):
    return sequence(body, ECDSA_SHA256, bits(sign(body)))


def nested(depth):
    body = b""
    for _ in range(depth):
        body = tlv(0x30, body)
    return body


def signatures():
    body = info(cn(odd()), spki(P256))
    right = sign(body)

    def with_signature(value, algorithm=ECDSA_SHA256):
        return sequence(body, algorithm, value)

    order = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
    cases.update({
        "an empty signature": with_signature(bits(b"")),
        "a signature without its count of bits": with_signature(tlv(3)),
        "a signature with unused bits": with_signature(bits(right[:-1] + bytes([right[-1] & 0xF0]), 4)),
        "a signature with 9 unused bits": with_signature(bits(right, 9)),
        "a signature of zeros": with_signature(bits(sequence(integer(0), integer(0)))),
        "a signature with negative numbers": with_signature(bits(sequence(integer(-1), integer(-1)))),
        "a signature with numbers beyond the order": with_signature(bits(sequence(integer(order), integer(order)))),
        "a signature that is no DER": with_signature(bits(b"\x01\x02\x03")),
        "a signature with bytes behind it": with_signature(bits(right + b"\x00")),
        "a signature of 64 bare bytes": with_signature(bits(b"\x01" * 64)),
        "a signature by another key": sequence(body, ECDSA_SHA256, bits(sign(body, OTHER))),
        "a signature of other bytes": sequence(body, ECDSA_SHA256, bits(sign(body + b"x"))),
        "the signature of RSA over a key of ECDSA": sequence(body, RSA_SHA256, bits(sign(body, RSA))),
        "the algorithm of another hash": with_signature(bits(right), sequence(oid("1.2.840.10045.4.3.3"))),
        "ECDSA with SHA-1": sequence(
            body, sequence(oid("1.2.840.10045.4.1")), bits(sign(body, P256, hashes.SHA1()))),
        "ECDSA with parameters": with_signature(bits(right), sequence(oid("1.2.840.10045.4.3.2"), NULL)),
        "an algorithm nobody knows": with_signature(bits(right), sequence(oid("1.3.6.1.4.1.99999.1"))),
        "an empty algorithm": with_signature(bits(right), sequence()),
        "an algorithm that is no OID": with_signature(bits(right), sequence(integer(7))),
        "an empty OID": with_signature(bits(right), sequence(tlv(6))),
        "an OID that is not minimal": with_signature(bits(right), sequence(tlv(6, b"\x80\x01"))),
        "an OID that does not end": with_signature(bits(right), sequence(tlv(6, b"\x2a\x86"))),
        "RSA with MD5": rsa_request(sequence(oid("1.2.840.113549.1.1.4"), NULL), hashes.MD5()),
        "RSA with SHA-1": rsa_request(sequence(oid("1.2.840.113549.1.1.5"), NULL), hashes.SHA1()),
        "RSA PSS": rsa_pss(),
        "a signature of RSA that is short": rsa_cut(),
    })


def rsa_request(algorithm, digest):
    return request(cn(odd()), algorithm=algorithm, signer=RSA, digest=digest)


def rsa_pss():
    body = info(cn(odd()), spki(RSA))
    signature = RSA.sign(body, padding.PSS(padding.MGF1(hashes.SHA256()), 32), hashes.SHA256())
    return sequence(body, sequence(oid("1.2.840.113549.1.1.10"), sequence()), bits(signature))


def rsa_cut():
    body = info(cn(odd()), spki(RSA))
    return sequence(body, RSA_SHA256, bits(sign(body, RSA)[:-1]))


def ec_key(point, curve="1.2.840.10045.3.1.7"):
    return sequence(sequence(EC_KEY, oid(curve)), bits(point))


def rsa_key(modulus, exponent):
    key = sequence(integer(modulus), integer(exponent))
    return sequence(sequence(oid("1.2.840.113549.1.1.1"), NULL), bits(key))


def keys():
    point = P256.public_key().public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    compressed = P256.public_key().public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.CompressedPoint)
    modulus = RSA.public_key().public_numbers().n
    ed = ed25519.Ed25519PrivateKey.generate()
    ed_oid, x_oid, dsa_key = oid("1.3.101.112"), oid("1.3.101.110"), dsa.generate_private_key(1024)
    for title, curve in (("P-224", ec.SECP224R1()), ("P-192", ec.SECP192R1()), ("secp256k1", ec.SECP256K1()),
                         ("brainpoolP256r1", ec.BrainpoolP256R1())):
        signer = ec.generate_private_key(curve)
        cases["a key on " + title] = request(cn(odd()), signer=signer)
    for size in (1024, 1536, 2040):
        try:
            signer = rsa.generate_private_key(65537, size)
        except ValueError:
            continue
        cases[f"an RSA key of {size} bits"] = request(cn(odd()), algorithm=RSA_SHA256, signer=signer)
    cases.update({
        "the key of another": request(cn(odd()), key=spki(OTHER)),
        "a point that is not on the curve": request(cn(odd()), key=ec_key(point[:-1] + bytes([point[-1] ^ 1]))),
        "a point of zeros": request(cn(odd()), key=ec_key(b"\x04" + b"\x00" * 64)),
        "the point at infinity": request(cn(odd()), key=ec_key(b"\x00")),
        "a compressed point": request(cn(odd()), key=ec_key(compressed)),
        "a hybrid point": request(cn(odd()), key=ec_key(bytes([6 + (point[-1] & 1)]) + point[1:])),
        "a point that is short": request(cn(odd()), key=ec_key(point[:-1])),
        "a point that is long": request(cn(odd()), key=ec_key(point + b"\x00")),
        "a point on another curve than it says": request(cn(odd()), key=ec_key(point, "1.3.132.0.34")),
        "no point": request(cn(odd()), key=ec_key(b"")),
        "a curve nobody knows": request(cn(odd()), key=ec_key(point, "1.3.6.1.4.1.99999.2")),
        "no curve": request(cn(odd()), key=sequence(sequence(EC_KEY), bits(point))),
        "NULL for a curve": request(cn(odd()), key=sequence(sequence(EC_KEY, NULL), bits(point))),
        "explicit curve parameters": request(
            cn(odd()), key=sequence(sequence(EC_KEY, sequence(integer(1), sequence(), sequence())), bits(point))),
        "a key with unused bits": request(
            cn(odd()), key=sequence(sequence(EC_KEY, oid("1.2.840.10045.3.1.7")), bits(point, 1))),
        "a key of an algorithm nobody knows": request(
            cn(odd()), key=sequence(sequence(oid("1.3.6.1.4.1.99999.3")), bits(point))),
        "a key that is a SEQUENCE of nothing": request(cn(odd()), key=sequence()),
        "a key that is NULL": request(cn(odd()), key=NULL),
        "an RSA key of 512 bits": request(cn(odd()), key=rsa_key((1 << 511) + 1, 65537)),
        "an RSA key of 16384 bits": request(cn(odd()), key=rsa_key((1 << 16383) + 1, 65537)),
        "an RSA exponent of 1": request(cn(odd()), key=rsa_key(modulus, 1), algorithm=RSA_SHA256, signer=RSA),
        "an even RSA exponent": request(cn(odd()), key=rsa_key(modulus, 65536), algorithm=RSA_SHA256, signer=RSA),
        "an RSA exponent of 300 bits": request(
            cn(odd()), key=rsa_key(modulus, (1 << 299) + 1), algorithm=RSA_SHA256, signer=RSA),
        "an even RSA modulus": request(cn(odd()), key=rsa_key(modulus - 1, 65537), algorithm=RSA_SHA256, signer=RSA),
        "a negative RSA modulus": request(cn(odd()), key=rsa_key(-modulus, 65537), algorithm=RSA_SHA256, signer=RSA),
        "an RSA modulus of zero": request(cn(odd()), key=rsa_key(0, 65537), algorithm=RSA_SHA256, signer=RSA),
        "an Ed25519 key of 31 bytes": request(cn(odd()), key=sequence(sequence(ed_oid), bits(b"\x09" * 31))),
        "an Ed25519 key with parameters": request(
            cn(odd()), key=sequence(sequence(ed_oid, NULL), bits(spki(ed)[-32:])), algorithm=sequence(ed_oid),
            signer=ed),
        "an Ed448 key": request(
            cn(odd()), algorithm=sequence(oid("1.3.101.113")), signer=ed448.Ed448PrivateKey.generate()),
        "an X25519 key, which cannot sign": request(
            cn(odd()), key=sequence(sequence(x_oid), bits(spki(x25519.X25519PrivateKey.generate())[-32:]))),
        "a DSA key": request(
            cn(odd()), algorithm=sequence(oid("2.16.840.1.101.3.4.3.2")), signer=dsa_key),
    })


def subjects():
    def subject(title, value):
        cases[title] = request(value)

    subject("an empty common name", cn(""))
    subject("a common name of spaces", cn("   "))
    subject("a common name with a NUL", cn("odd\0name"))
    subject("a common name with a line break", cn("odd\nname"))
    subject("a common name with DEL", cn("odd\x7fname"))
    subject("a common name with a C1 control", cn("odd\u0085name"))
    subject("a common name that writes backwards", cn(odd() + "\u202Ename"))
    subject("a common name with a zero-width space", cn(odd() + "\u200Bname"))
    subject("a common name that is no UTF-8", cn(b"odd\xff\xfe"))
    subject("a common name with half a surrogate", cn(b"odd\xed\xa0\x80"))
    subject("a common name of overlong UTF-8", cn(b"odd\xc0\xaf"))
    subject("a PrintableString with an at sign", cn("odd@name", 0x13))
    subject("a PrintableString beyond ASCII", cn(odd().encode() + b"\xe9", 0x13))
    subject("a BMPString of an odd length", cn(b"\x00o\x00d\x00", 0x1E))
    subject("a UniversalString of 5 bytes", cn(b"\x00\x00\x00od", 0x1C))
    subject("an IA5String beyond ASCII", cn(odd().encode() + b"\xe9", 0x16))
    subject("a NumericString with letters", cn(odd(), 0x12))
    subject("a common name that is an INTEGER", cn(b"\x07", 0x02))
    subject("a common name that is a SEQUENCE", cn(NULL, 0x30))
    subject("a common name of 65 letters", cn("a" * 65))
    subject("a common name of 5000 letters", cn("a" * 5000))
    subject("two common names in one RDN", sequence(a_set(
        attribute(CN, tlv(12, b"a")), attribute(CN, tlv(12, b"b")))))
    subject("an RDN of nothing", sequence(a_set()))
    subject("an attribute without a value", sequence(a_set(sequence(oid(CN)))))
    subject("an attribute with two values", sequence(a_set(sequence(oid(CN), tlv(12, b"a"), tlv(12, b"b")))))
    subject("an attribute without a type", sequence(a_set(sequence(tlv(12, b"a")))))
    subject("a subject that is a SET", a_set(a_set(attribute(CN, tlv(12, odd().encode())))))
    subject("a subject that is a text", tlv(12, b"CN=odd"))
    subject("a country of three letters", name(("2.5.4.6", 0x13, b"DEU"), (CN, 12, odd().encode())))
    subject("an empty organization", name(("2.5.4.10", 12, b""), (CN, 12, odd().encode())))
    subject("an organization of 65 letters", name(("2.5.4.10", 12, b"o" * 65), (CN, 12, odd().encode())))
    subject("a common name with three colons", cn("a:b:c:d"))
    subject("a colon alone", cn(":"))
    subject("500 RDNs", name(*[("2.5.4.11", 12, b"unit")] * 500, (CN, 12, odd().encode())))


def names():
    def names_of(title, *values):
        cases[title] = request(cn(odd()), attributes=san(*values))

    names_of("an alternative name of no names")
    names_of("an empty DNS name", tlv(0x82, b""))
    names_of("a DNS name with a NUL", tlv(0x82, b"a\0.example"))
    names_of("a DNS name with a space", tlv(0x82, b"a b.example"))
    names_of("a DNS name beyond ASCII", tlv(0x82, "é.example".encode()))
    names_of("a DNS name with an empty label", tlv(0x82, b"a..example"))
    names_of("a DNS name with a label of 64", tlv(0x82, b"a" * 64 + b".example"))
    names_of("a DNS name of 300", tlv(0x82, b".".join([b"a" * 50] * 6)))
    names_of("a DNS name that begins with a hyphen", tlv(0x82, b"-a.example"))
    names_of("a DNS name with an underscore in front of a slash", tlv(0x82, b"a/b.example"))
    names_of("a wildcard", tlv(0x82, b"*.example"))
    names_of("an IP address of 3 bytes", tlv(0x87, b"\x01\x02\x03"))
    names_of("an IP address of 5 bytes", tlv(0x87, b"\x01\x02\x03\x04\x05"))
    names_of("an IP address with a mask", tlv(0x87, b"\x0a\x00\x00\x00\xff\x00\x00\x00"))
    names_of("an empty IP address", tlv(0x87, b""))
    names_of("a mail address without an at sign", tlv(0x81, b"a.example"))
    names_of("an empty mail address", tlv(0x81, b""))
    names_of("a mail address beyond ASCII", tlv(0x81, "é@example".encode()))
    names_of("a relative URI", tlv(0x86, b"/a/b"))
    names_of("an empty URI", tlv(0x86, b""))
    names_of("a URI with a space", tlv(0x86, b"http://a b/"))
    names_of("a URI with a line break", tlv(0x86, b"http://a/\n"))
    names_of("a registered id that is not minimal", tlv(0x88, b"\x80\x01"))
    names_of("an empty registered id", tlv(0x88, b""))
    names_of("another name without a type", tlv(0xA0, b""))
    names_of("a directory name that is none", tlv(0xA4, NULL))
    names_of("a name of an unknown kind", tlv(0x89, b"a"))
    names_of("a DNS name under a constructed tag", tlv(0xA2, b"a.example"))
    names_of("a thousand DNS names", *[tlv(0x82, b"device-%04d.plant.example" % n) for n in range(1000)])
    one = extension("2.5.29.17", sequence(tlv(0x82, b"a.example")))
    two = extension("2.5.29.17", sequence(tlv(0x82, b"b.example")))

    def attributes(title, *values):
        cases[title] = request(cn(odd()), attributes=b"".join(values))

    attributes("the alternative name twice", extensions(one, two))
    attributes("the extensions asked for twice", extensions(one), extensions(two))
    attributes("an alternative name that is no DER", extensions(extension("2.5.29.17", b"\x30\x05\x01")))
    attributes("an alternative name with bytes behind it", extensions(
        extension("2.5.29.17", sequence(tlv(0x82, b"a.example")) + b"\x00")))
    attributes("extensions that are no SEQUENCE", attribute("1.2.840.113549.1.9.14", a_set(NULL)))
    attributes("extensions without a value", attribute("1.2.840.113549.1.9.14", a_set()))
    attributes("extensions of two values", attribute(
        "1.2.840.113549.1.9.14", a_set(sequence(one), sequence(two))))
    attributes("an extension without a value", extensions(sequence(oid("2.5.29.17"))))
    attributes("a criticality that is no BOOLEAN", extensions(
        sequence(oid("2.5.29.17"), integer(1), tlv(4, sequence(tlv(0x82, b"a.example"))))))
    attributes("a criticality of 7", extensions(
        sequence(oid("2.5.29.17"), b"\x01\x01\x07", tlv(4, sequence(tlv(0x82, b"a.example"))))))
    attributes("an attribute that is no SEQUENCE", NULL)
    attributes("an attribute without values", sequence(oid("1.2.840.113549.1.9.14")))


structure()
signatures()
keys()
subjects()
names()
json.dump({title: base64.b64encode(der).decode() for title, der in cases.items()}, sys.stdout)
