"""A client of EST (RFC 7030, RFC 8951, RFC 9908): Python's own TLS, HTTP and MIME, cryptography, and pyasn1's modules
that are compiled from the RFCs. One operation a run. It believes nothing that it can check, prints one JSON object,
and ends with 1 where the server refuses."""

import argparse
import base64
import email
import email.policy
import http.client
import json
import ssl
import sys
import time
import urllib.parse

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import pkcs7
from cryptography.x509 import verification
from cryptography.x509.oid import NameOID

import est_keys

PATIENCE = 100


class Refused(Exception):
    def __init__(self, response, text):
        super().__init__(text)
        self.members = {"status": response.status, "text": text}


class Client:
    """One connection to one label of a server."""

    def __init__(self, options):
        url = urllib.parse.urlsplit(options.url)
        context = ssl.create_default_context(cafile=options.trust)
        if options.tls:
            version = {"1.2": ssl.TLSVersion.TLSv1_2, "1.3": ssl.TLSVersion.TLSv1_3}[options.tls]
            context.minimum_version = context.maximum_version = version
        if options.cert:
            context.load_cert_chain(options.cert, options.key)
        self.connection = http.client.HTTPSConnection(url.hostname, url.port, context=context, timeout=60)
        self.connection.connect()
        self.tls = self.connection.sock.version()
        self.server_certificate = self.connection.sock.getpeercert(binary_form=True)
        self.path = "/.well-known/est/" + (f"{options.label}/" if options.label else "")
        self.user = options.user
        self.waits = []

    def ask(self, method, operation, media_type, body=None, headers=None):
        """Asks until the answer is neither "later" nor "who are you"; gives its headers and its body."""
        headers, isKnown = dict(headers or {}), False
        for _ in range(PATIENCE):
            self.connection.request(method, self.path + operation, body, headers)
            response = self.connection.getresponse()
            content = response.read()
            assert response.getheader("Transfer-Encoding") is None and response.getheader("Content-Length")
            challenge = response.getheader("WWW-Authenticate", "")
            if response.status == 401 and challenge.startswith("Basic ") and self.user and not isKnown:
                # Credentials go out after the server asked for them, and not before (RFC 7030, 3.2.3).
                headers["Authorization"] = "Basic " + base64.b64encode(self.user.encode()).decode()
                isKnown = True
                continue
            if response.status in (202, 429, 503):
                self.waits.append(response.status)
                time.sleep(int(response.getheader("Retry-After")))
                continue
            if response.status != 200:
                raise Refused(response, content.decode())
            assert response.headers.get_content_type() == media_type, response.getheader("Content-Type")
            return response, content
        raise Refused(response, "the client has no more patience")

    def post(self, operation, request, media_type):
        text = base64.encodebytes(request.public_bytes(serialization.Encoding.DER))
        return self.ask("POST", operation, media_type, text, {"Content-Type": "application/pkcs10"})


def decoded(text):
    """Base64 of RFC 4648, white space anywhere, and nothing else (RFC 8951, 3)."""
    return base64.b64decode(b"".join(text.split()), validate=True)


def certificates(response, content):
    assert response.headers.get_param("smime-type") == "certs-only"
    return pkcs7.load_der_pkcs7_certificates(decoded(content))


def cacerts(client):
    return certificates(*client.ask("GET", "cacerts", "application/pkcs7-mime"))


def wanted(client):
    """What csrattrs asks for, where it asks for anything."""
    response, content = client.ask("GET", "csrattrs", "application/csrattrs")
    return est_keys.template(decoded(content))


def new_key(kind):
    name, size = (kind.split("-") + [""])[:2]
    if name == "RSA":
        return rsa.generate_private_key(65537, int(size or 2048))
    if name == "ED25519":
        return ed25519.Ed25519PrivateKey.generate()
    return ec.generate_private_key({"256": ec.SECP256R1, "384": ec.SECP384R1, "521": ec.SECP521R1}[size]())


def signed(builder, key):
    return builder.sign(key, None if isinstance(key, ed25519.Ed25519PrivateKey) else hashes.SHA256())


def first_request(options, key, template):
    """Subject as the template has it, the device's name where it leaves the value to the client."""
    attributes = [
        x509.NameAttribute(x509.ObjectIdentifier(type), value if value is not None else options.name)
        for type, value in template["subject"]
    ]
    assert [each.oid for each in attributes].count(NameOID.COMMON_NAME) == 1
    names = x509.SubjectAlternativeName([x509.DNSName(f"{options.name.lower()}.plant.example")])
    builder = x509.CertificateSigningRequestBuilder().subject_name(x509.Name(attributes)).add_extension(names, False)
    return signed(est_keys.asking(builder, key) if options.encrypted else builder, key)


def renewal_request(options, key):
    """The same names as the certificate that is shown (RFC 7030, 4.2.2)."""
    with open(options.cert, "rb") as file:
        current = x509.load_pem_x509_certificate(file.read())
    names = current.extensions.get_extension_for_class(x509.SubjectAlternativeName)
    builder = x509.CertificateSigningRequestBuilder().subject_name(current.subject)
    return signed(builder.add_extension(names.value, names.critical), key)


def is_root(certificate):
    """Signed by its own key; the links of a rollover have the same names, and another key (RFC 4210, 4.4)."""
    try:
        certificate.verify_directly_issued_by(certificate)
        return True
    except (InvalidSignature, ValueError):
        return False


def verify(client, options, leaf):
    """By what the server hands out, as a TLS server would judge its client; with an anchor, from that one only."""
    authorities = cacerts(client)
    roots = [each for each in authorities if is_root(each)]
    if options.anchor:
        with open(options.anchor, "rb") as file:
            roots = x509.load_pem_x509_certificates(file.read())
    below = [each for each in authorities if not is_root(each)]
    verifier = verification.PolicyBuilder().store(verification.Store(roots)).build_client_verifier()
    return len(verifier.verify(leaf, below).chain)


def public(key):
    return key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)


def keep(client, options, key, response, content):
    """Takes a certificate for what it is: one, of this key, that leads to the server's CAs."""
    (leaf,) = certificates(response, content)
    assert public(leaf.public_key()) == public(key.public_key()), "a certificate of another key"
    length = verify(client, options, leaf)
    with open(options.out + ".key", "wb") as file:
        file.write(key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
    with open(options.out + ".pem", "wb") as file:
        file.write(leaf.public_bytes(serialization.Encoding.PEM))
    text = f"{leaf.serial_number:x}"
    digits = text.zfill(len(text) + len(text) % 2)
    serial = "-".join(digits[i:i + 2] for i in range(0, len(digits), 2))
    return {"subject": leaf.subject.rfc4514_string(), "serial_number": serial, "chain": length}


def generated(client, options, request, own_key):
    """The key and the certificate of an answer of serverkeygen (RFC 7030, 4.4.2)."""
    response, content = client.post("serverkeygen", request, "multipart/mixed")
    head = f"Content-Type: {response.getheader('Content-Type')}\r\n\r\n".encode()
    message = email.message_from_bytes(head + content, policy=email.policy.HTTP)
    first, second = message.iter_parts()
    assert not message.defects and not first.defects and not second.defects
    der = decoded(first.get_payload().encode())
    if options.encrypted:
        assert first.get_content_type() == "application/pkcs7-mime"
        assert first.get_param("smime-type") == "server-generated-key"
        der = est_keys.opened(der, own_key, client.server_certificate)
    else:
        assert first.get_content_type() == "application/pkcs8"
    key = serialization.load_der_private_key(der, None)
    assert public(key.public_key()) != public(own_key.public_key())
    part = type("Part", (), {"headers": second})
    return keep(client, options, key, part, second.get_payload().encode())


def run(client, options):
    if options.operation == "cacerts":
        return {"subjects": sorted(each.subject.rfc4514_string() for each in cacerts(client))}
    if options.operation == "csrattrs":
        for _ in range(options.times - 1):
            wanted(client)
        return wanted(client)
    if options.operation == "verify":
        with open(options.leaf, "rb") as file:
            return {"chain": verify(client, options, x509.load_pem_x509_certificate(file.read()))}
    if options.operation == "simplereenroll":
        key = new_key(options.kind)
        return keep(client, options, key, *client.post(
            "simplereenroll", renewal_request(options, key), "application/pkcs7-mime"))
    template = wanted(client)
    key = new_key(template["key"] or options.kind)
    request = first_request(options, key, template)
    if options.operation == "serverkeygen":
        return generated(client, options, request, key)
    return keep(client, options, key, *client.post("simpleenroll", request, "application/pkcs7-mime"))


def main():
    parser = argparse.ArgumentParser()
    operations = ["cacerts", "csrattrs", "simpleenroll", "simplereenroll", "serverkeygen", "verify"]
    parser.add_argument("operation", choices=operations)
    for name in ["url", "trust", "label", "cert", "key", "user", "name", "out", "anchor", "leaf"]:
        parser.add_argument("--" + name)
    parser.add_argument("--tls", choices=["1.2", "1.3"])
    parser.add_argument("--kind", default="EC-256")
    parser.add_argument("--encrypted", action="store_true")
    parser.add_argument("--times", type=int, default=1)
    options = parser.parse_args()
    client = Client(options)
    try:
        answer, status = run(client, options), 0
    except Refused as refused:
        answer, status = refused.members, 1
    print(json.dumps({"tls": client.tls, "waits": client.waits} | answer))
    return status


if __name__ == "__main__":
    sys.exit(main())
