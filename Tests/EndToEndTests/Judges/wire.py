"""Sends bytes over TLS as no HTTP library would, and tells what came back.

Reads a JSON file: {"host", "port", "cases": [{"name", "cert", "key", "parts", "pause", "end", "plain", "tls"}]}, where
`parts` are base64, sent one after another with `pause` seconds between them. `end` is what follows: "read" waits for an
answer, "half" says first that nothing more will come, "drop" closes without a look at the answer, "idle" waits until the
server closes. Writes one JSON list: {"name", "status", "headers", "body", "answers", "closed"}, status 0 for no answer.
"""
import base64
import concurrent.futures
import json
import socket
import ssl
import sys
import time

PATIENCE = 30


def connect(spec, case):
    raw = socket.create_connection((spec["host"], spec["port"]), timeout=PATIENCE)
    raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if case.get("plain"):
        return raw
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.set_ciphers("ALL:@SECLEVEL=0")
    if "tls" in case:
        version = getattr(ssl.TLSVersion, case["tls"])
        context.minimum_version = context.maximum_version = version
    if case.get("cert"):
        context.load_cert_chain(case["cert"], case["key"])
    if "alpn" in case:
        context.set_alpn_protocols(case["alpn"])
    return context.wrap_socket(raw)


def answer(data, is_head):
    """The first final answer, and where it ends; None while it is not complete."""
    while True:
        head, found, rest = data.partition(b"\r\n\r\n")
        if not found:
            return None
        lines = head.decode("latin-1").split("\r\n")
        status = int(lines[0].split(" ")[1])
        headers = {}
        for line in lines[1:]:
            name, _, value = line.partition(":")
            headers[name.strip().lower()] = value.strip()
        if status < 200:
            data = rest
            continue
        length = 0 if is_head else int(headers.get("content-length", "0"))
        return (status, headers, rest[:length], rest[length:]) if len(rest) >= length else None


def read(channel, is_head, count, until_closed):
    data, closed = b"", False
    while True:
        rest, answers = data, []
        while len(answers) < count and (found := answer(rest, is_head)):
            answers.append(found)
            rest = found[3]
        if closed or (len(answers) == count and not until_closed):
            return answers, closed
        try:
            more = channel.recv(65536)
        except (ssl.SSLError, ConnectionError):
            more = b""
        data, closed = data + more, more == b""


def run(spec, case):
    result = {"name": case["name"], "status": 0, "headers": {}, "body": "", "answers": [], "closed": False}
    try:
        channel = connect(spec, case)
    except (ssl.SSLError, ConnectionError, OSError):
        return result | {"closed": True}
    end = case.get("end", "read")
    try:
        for index, part in enumerate(case["parts"]):
            if index:
                time.sleep(case.get("pause", 0))
            channel.sendall(base64.b64decode(part))
    except (ssl.SSLError, ConnectionError, OSError):
        pass
    if end == "drop":
        channel.close()
        return result | {"closed": True}
    if end == "half":
        try:
            socket.socket.shutdown(channel, socket.SHUT_WR)
        except OSError:
            pass
    answers, closed = read(channel, case.get("head", False), case.get("count", 1), end == "idle")
    channel.close()
    result["closed"] = closed
    result["answers"] = [each[0] for each in answers]
    if answers:
        result["status"], result["headers"] = answers[-1][0], answers[-1][1]
        result["body"] = answers[-1][2].decode("utf-8", "replace")
    return result


spec = json.load(open(sys.argv[1]))
with concurrent.futures.ThreadPoolExecutor(spec.get("threads", 8)) as pool:
    json.dump(list(pool.map(lambda case: run(spec, case), spec["cases"])), sys.stdout)
