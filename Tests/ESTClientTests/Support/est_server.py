"""An EST server of scripted answers: TLS and HTTP by Python's own library. Usage: est_server.py PORT CERTIFICATE KEY"""
import base64
import email.mime.base
import email.mime.multipart
import http.server
import ssl
import sys


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self, status, body=b"", **fields):
        self.send_response(status)
        for name, value in fields.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        label = self.path.split("/")[3]
        if label == "nothing":
            self.answer(204)
        else:
            self.answer(200, base64.encodebytes(b"0\x00"), Content_Type="application/csrattrs")

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        label, operation = self.path.split("/")[3:5]
        if self.headers["Content-Type"] != "application/pkcs10" or base64.b64decode(body) != b"request":
            self.answer(400, b"not the request\n")
        elif label == "password" and self.headers["Authorization"] != "Basic " + base64.b64encode(b"us:er:pa").decode():
            self.answer(401, b"wrong password\n", WWW_Authenticate='Basic realm="EST"')
        elif label == "later":
            self.answer(202, b"a person decides\n", Retry_After="17")
        elif label == "often":
            self.answer(429, b"too many requests\n", Retry_After="3")
        elif operation == "serverkeygen":
            self.parts(label)
        else:
            self.answer(403, ("said by %s\n" % operation).encode())

    def parts(self, label):
        key = ("pkcs8", b"a key") if label == "plain" else ("pkcs7-mime; smime-type=server-generated-key", b"a key")
        with open(sys.argv[2] + ".p7", "rb") as file:
            parts = [key, ("pkcs7-mime; smime-type=certs-only", file.read())]
        if label == "swapped":
            parts.reverse()
        message = email.mime.multipart.MIMEMultipart("mixed", boundary="a-boundary")
        for kind, content in parts:
            part = email.mime.base.MIMEBase("application", kind.split(";")[0])
            part.replace_header("Content-Type", "application/" + kind)
            part["Content-Transfer-Encoding"] = "base64"
            part.set_payload(base64.encodebytes(content).decode())
            message.attach(part)
        text = message.as_bytes(policy=message.policy.clone(linesep="\r\n"))
        head, _, body = text.partition(b"\r\n\r\n")
        if label == "broken":
            body = body.replace(b"a-boundary", b"another")
        self.answer(200, body, Content_Type='multipart/mixed; boundary="a-boundary"')

    def log_message(self, *arguments):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler)
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(sys.argv[2], sys.argv[3])
server.socket = context.wrap_socket(server.socket, server_side=True)
server.serve_forever()
