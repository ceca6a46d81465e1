"""A reverse proxy that ends TLS and says who its client is, as RFC 9440 has it:
proxy.py PORT CERTIFICATE KEY CLIENT_CAS UPSTREAM UPSTREAM_CA"""

import base64
import http.client
import http.server
import ssl
import sys
import urllib.parse

PORT, CERTIFICATE, KEY, CLIENT_CAS, UPSTREAM, UPSTREAM_CA = sys.argv[1:]
PASSED = ["Content-Type", "Accept", "User-Agent", "Authorization"]
RETURNED = ["Content-Type", "Content-Transfer-Encoding", "Retry-After", "WWW-Authenticate"]


class Proxy(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def forward(self):
        # What the client itself says of certificates and addresses stays here.
        headers = {name: self.headers[name] for name in PASSED if name in self.headers}
        headers["X-Forwarded-For"] = self.client_address[0]
        certificate = self.connection.getpeercert(binary_form=True)
        if certificate:
            headers["Client-Cert"] = f":{base64.b64encode(certificate).decode()}:"
        body = self.rfile.read(int(self.headers.get("Content-Length", "0"))) or None
        url = urllib.parse.urlsplit(UPSTREAM)
        upstream = http.client.HTTPSConnection(
            url.hostname, url.port, context=ssl.create_default_context(cafile=UPSTREAM_CA), timeout=60)
        upstream.request(self.command, self.path, body, headers)
        response = upstream.getresponse()
        content = response.read()
        upstream.close()
        self.send_response(response.status)
        for name in RETURNED:
            if response.getheader(name):
                self.send_header(name, response.getheader(name))
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = forward

    def log_message(self, *arguments):
        pass


class Server(http.server.ThreadingHTTPServer):
    def get_request(self):
        connection, address = super().get_request()
        return context.wrap_socket(connection, server_side=True, do_handshake_on_connect=False), address

    def handle_error(self, request, client_address):
        pass


context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(CERTIFICATE, KEY)
context.verify_mode = ssl.CERT_OPTIONAL
context.load_verify_locations(CLIENT_CAS)
Server(("127.0.0.1", int(PORT)), Proxy).serve_forever()
