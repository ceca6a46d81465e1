"""An authorisation service: it verifies each request as the Standard Webhooks specification says, with other people's
cryptography, and answers as its path says.

Arguments: port, certificate chain, private key, public key (whpk_...), file that takes one JSON line for each request.
"""

import base64
import http.server
import json
import ssl
import sys
import time

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.x509 import load_pem_x509_certificate, load_pem_x509_csr

port, chain, key, public, log = sys.argv[1:]
verifier = Ed25519PublicKey.from_public_bytes(base64.b64decode(public.removeprefix("whpk_"), validate=True))
seen = set()


def fault(headers, body):
    """Why the request is not what it should be; None where it is."""
    identifier, timestamp = headers["webhook-id"], headers["webhook-timestamp"]
    version, signature = headers["webhook-signature"].split(",")
    if version != "v1a":
        return "scheme " + version
    if abs(time.time() - int(timestamp)) > 300:
        return "time " + timestamp
    if identifier in seen:
        return "identifier came twice"
    seen.add(identifier)
    try:
        verifier.verify(base64.b64decode(signature), f"{identifier}.{timestamp}.".encode() + body)
    except InvalidSignature:
        return "signature"
    data = json.loads(body)["data"]
    if not load_pem_x509_csr(data["csr"].encode()).is_signature_valid:
        return "request"
    for certificate in data["client_certificate_chain"]:
        load_pem_x509_certificate(certificate.encode())
    return None


class Service(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        reason = fault(self.headers, body)
        with open(log, "a", encoding="utf-8") as file:
            fields = {name.lower(): value for name, value in self.headers.items()}
            file.write(json.dumps({"fault": reason, "fields": fields, "body": json.loads(body)}) + "\n")
        if reason:
            return self.answer(200, json.dumps({"allow": False, "reason": "bad " + reason}).encode())
        device = json.loads(body)["data"]["device_id"]
        match self.path:
            case "/decide":
                listed = device.startswith("pump-")
                answer = {"allow": True} if listed else {"allow": False, "reason": f"{device} is not\non the list"}
                self.answer(200, json.dumps(answer).encode())
            case "/redirect":
                self.answer(307, b"", [("Location", "/decide")])
            case "/slow":
                time.sleep(4)
                self.answer(200, b'{"allow": true}')
            case "/large":
                self.answer(200, b'{"allow": true, "reason": "' + b"x" * 100_000 + b'"}')
            case "/rubbish":
                self.answer(200, b"yes")
            case "/text":
                self.answer(200, b'{"allow": "true"}')
            case "/number":
                self.answer(200, b'{"allow": 1}')
            case "/empty":
                self.answer(200, b"{}")
            case "/array":
                self.answer(200, b'[{"allow": true}]')
            case "/created":
                self.answer(201, b'{"allow": true}')
            case "/broken":
                self.answer(500, b'{"allow": true}')
            case "/half":
                self.send_response(200)
                self.send_header("Content-Length", "1000")
                self.end_headers()
                self.wfile.write(b'{"allow": true}')
                self.close_connection = True

    def answer(self, status, body, fields=()):
        self.send_response(status)
        for name, value in fields:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


server = http.server.ThreadingHTTPServer(("127.0.0.1", int(port)), Service)
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(chain, key)
server.socket = context.wrap_socket(server.socket, server_side=True)
server.serve_forever()
