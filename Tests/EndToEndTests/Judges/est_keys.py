"""What EST carries beside certificates: CsrAttrs (RFC 9908), and keys in CMS (RFC 7030, section 4.4)."""

import hashlib

from cryptography import x509
from cryptography.hazmat.primitives import hashes, padding
from cryptography.hazmat.primitives.asymmetric import ec, padding as rsa_padding, rsa
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.kdf.x963kdf import X963KDF
from cryptography.hazmat.primitives.keywrap import aes_key_unwrap
from cryptography.x509.name import _ASN1Type
from pyasn1.codec.der import decoder, encoder
from pyasn1.type import univ
from pyasn1_alt_modules import rfc4055, rfc5280, rfc5652, rfc5753, rfc5958, rfc7030, rfc8017, rfc9908

CURVES = {"1.2.840.10045.3.1.7": "EC-256", "1.3.132.0.34": "EC-384", "1.3.132.0.35": "EC-521"}
HASHES = {"2.16.840.1.101.3.4.2.1": hashes.SHA256, "2.16.840.1.101.3.4.2.2": hashes.SHA384,
          "2.16.840.1.101.3.4.2.3": hashes.SHA512}
AGREEMENTS = {"1.3.132.1.11.1": hashes.SHA256, "1.3.132.1.11.2": hashes.SHA384, "1.3.132.1.11.3": hashes.SHA512}
WRAPS = {"2.16.840.1.101.3.4.1.5": 16, "2.16.840.1.101.3.4.1.45": 32}
CIPHERS = {"2.16.840.1.101.3.4.1.2": 16, "2.16.840.1.101.3.4.1.42": 32}
SIGNED_DATA, KEY_PACKAGE = "1.2.840.113549.1.7.2", "2.16.840.1.101.2.1.2.78.5"
MESSAGE_DIGEST = "1.2.840.113549.1.9.4"


def read(der, spec):
    value, rest = decoder.decode(bytes(der), asn1Spec=spec)
    assert not rest, "something follows"
    return value


def template(der):
    """The template among the attributes: subject with the values that are fixed, key, extensions."""
    wanted = rfc9908.id_aa_certificationRequestInfoTemplate
    for item in read(der, rfc7030.CsrAttrs()):
        if item.getName() == "attribute" and item["attribute"]["attrType"] == wanted:
            (value,) = item["attribute"]["attrValues"]
            return members(read(value, rfc9908.CertificationRequestInfoTemplate()))
    return {"subject": [["2.5.4.3", None]], "key": None, "extensions": []}


def members(template):
    subject = []
    if template["subject"].isValue:
        for name in template["subject"]["rdnSequence"]:
            (each,) = name
            value = str(read(each["value"], None)) if each["value"].isValue else None
            subject.append([str(each["type"]), value])
    extensions = []
    for attribute in template["attributes"]:
        assert attribute["type"] in (rfc9908.id_aa_extensionReqTemplate, univ.ObjectIdentifier("1.2.840.113549.1.9.14"))
        (value,) = attribute["values"]
        extensions += [str(each["extnID"]) for each in read(value, rfc9908.ExtensionReqTemplate())]
    return {"subject": subject, "key": key_kind(template["subjectPKInfo"]), "extensions": extensions}


def key_kind(info):
    if not info.isValue:
        return None
    algorithm = str(info["algorithm"]["algorithm"])
    if algorithm == "1.2.840.10045.2.1":
        return CURVES[str(read(info["algorithm"]["parameters"], univ.ObjectIdentifier()))]
    if algorithm == "1.2.840.113549.1.1.1":
        placeholder = read(info["subjectPublicKey"].asOctets(), rfc8017.RSAPublicKey())
        return f"RSA-{int(placeholder['modulus']).bit_length()}"
    assert algorithm == "1.3.101.112", algorithm
    return "ED25519"


def asking(builder, key):
    """Adds the wish that the new key be encrypted to the one of the request (RFC 7030, 4.4.1.2)."""
    identifier = x509.SubjectKeyIdentifier.from_public_key(key.public_key()).digest
    oid = x509.ObjectIdentifier("1.2.840.113549.1.9.16.2.54")
    return builder.add_attribute(oid, identifier, _tag=_ASN1Type.OctetString)


def opened(der, key, server_certificate):
    """The PKCS #8 in an EnvelopedData to `key`, over a SignedData of the server's."""
    message = read(der, rfc5652.ContentInfo())
    assert message["contentType"] == rfc5652.id_envelopedData
    envelope = read(message["content"], rfc5652.EnvelopedData())
    (recipient,) = envelope["recipientInfos"]
    if recipient.getName() == "ktri":
        secret = transported(recipient["ktri"], key)
    else:
        secret = agreed(recipient["kari"], key)
    content = envelope["encryptedContentInfo"]
    assert str(content["contentType"]) == SIGNED_DATA
    return verified(decrypted(content, secret), server_certificate)


def transported(recipient, key):
    """RSAES-OAEP (RFC 4055, section 4.1)."""
    assert isinstance(key, rsa.RSAPrivateKey)
    algorithm = recipient["keyEncryptionAlgorithm"]
    assert algorithm["algorithm"] == rfc4055.id_RSAES_OAEP
    parameters = read(algorithm["parameters"], rfc4055.RSAES_OAEP_params())
    digest = HASHES[str(parameters["hashFunc"]["algorithm"])]()
    mask = read(parameters["maskGenFunc"]["parameters"], rfc5280.AlgorithmIdentifier())
    scheme = rsa_padding.OAEP(rsa_padding.MGF1(HASHES[str(mask["algorithm"])]()), digest, None)
    return key.decrypt(bytes(recipient["encryptedKey"]), scheme)


def agreed(recipient, key):
    """Ephemeral-static ECDH (RFC 5753, section 3.1)."""
    algorithm = recipient["keyEncryptionAlgorithm"]
    wrap = read(algorithm["parameters"], rfc5280.AlgorithmIdentifier())
    size = WRAPS[str(wrap["algorithm"])]
    point = recipient["originator"]["originatorKey"]["publicKey"].asOctets()
    shared = key.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(key.curve, point))
    info = rfc5753.ECC_CMS_SharedInfo()
    info["keyInfo"] = wrap
    if recipient["ukm"].isValue:
        info["entityUInfo"] = bytes(recipient["ukm"])
    info["suppPubInfo"] = (size * 8).to_bytes(4, "big")
    digest = AGREEMENTS[str(algorithm["algorithm"])]()
    wrapping = X963KDF(digest, size, encoder.encode(info)).derive(shared)
    (encrypted,) = recipient["recipientEncryptedKeys"]
    return aes_key_unwrap(wrapping, bytes(encrypted["encryptedKey"]))


def decrypted(content, secret):
    algorithm = content["contentEncryptionAlgorithm"]
    assert CIPHERS[str(algorithm["algorithm"])] == len(secret)
    vector = bytes(read(algorithm["parameters"], univ.OctetString()))
    cipher = Cipher(algorithms.AES(secret), modes.CBC(vector)).decryptor()
    padded = cipher.update(bytes(content["encryptedContent"])) + cipher.finalize()
    unpadder = padding.PKCS7(128).unpadder()
    return unpadder.update(padded) + unpadder.finalize()


def verified(der, server_certificate):
    """The key in a package (RFC 5958) that the EST server itself signed."""
    message = read(der, rfc5652.SignedData())
    package = bytes(message["encapContentInfo"]["eContent"])
    assert str(message["encapContentInfo"]["eContentType"]) == KEY_PACKAGE
    (signer,) = message["signerInfos"]
    digest = HASHES[str(signer["digestAlgorithm"]["algorithm"])]()
    attributes = {str(each["attrType"]): each["attrValues"][0] for each in signer["signedAttrs"]}
    digested = hashlib.new(digest.name, package).digest()
    assert bytes(read(attributes[MESSAGE_DIGEST], univ.OctetString())) == digested
    # What is signed has the tag of a SET (RFC 5652, section 5.4).
    signed = b"\x31" + encoder.encode(signer["signedAttrs"])[1:]
    public = x509.load_der_x509_certificate(server_certificate).public_key()
    public.verify(bytes(signer["signature"]), signed, ec.ECDSA(digest))
    (key,) = read(package, rfc5958.AsymmetricKeyPackage())
    return encoder.encode(key)
