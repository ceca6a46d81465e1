"""Puts `openssl ocsp` behind HTTP: the responder that it has itself never answers again after a connection without a request,
such as that of whoever looks whether it listens.

Arguments: port, folder for files, and the arguments of `openssl ocsp`.
"""

import http.server
import itertools
import subprocess
import sys

port, folder, *arguments = sys.argv[1:]
numbers = itertools.count()


class Responder(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        place = f"{folder}/request-{next(numbers)}"
        with open(place, "wb") as file:
            file.write(self.rfile.read(int(self.headers["Content-Length"])))
        isRight = self.headers["Content-Type"] == "application/ocsp-request"
        subprocess.run(
            ["openssl", "ocsp", *arguments, "-reqin", place, "-respout", place + ".answer"], check=True)
        with open(place + ".answer", "rb") as file:
            answer = file.read()
        self.send_response(200 if isRight else 415)
        self.send_header("Content-Type", "application/ocsp-response")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)


http.server.ThreadingHTTPServer(("127.0.0.1", int(port)), Responder).serve_forever()
