"""Judge: the CloudEvents SDK for Python (PyPI cloudevents) reads what is given to it, and writes what is asked for.

Standard input: one JSON object a line. Standard output: one JSON object a line, in the same order.
"""

import base64
import json
import sys
from datetime import datetime, timedelta, timezone

from cloudevents.core.bindings import http
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent
from dateutil.parser import isoparse

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


def attribute(value):
    """A value with the name of its type, so that nothing is lost on the way."""
    if isinstance(value, datetime):
        return ["time", str((value - EPOCH) // timedelta(microseconds=1))]
    if isinstance(value, bool):
        return ["boolean", json.dumps(value)]
    if isinstance(value, int):
        return ["integer", str(value)]
    return [type(value).__name__, str(value)]


def same_data(value, expected):
    if expected is None:
        return value is None
    content = base64.b64decode(expected["content"])
    if expected["kind"] == "json":
        wanted = json.dumps(json.loads(content), sort_keys=True)
        return json.dumps(value, sort_keys=True, default=repr) == wanted
    if expected["inBody"] and not content:
        return value is None
    if expected["kind"] == "text":
        return isinstance(value, str) and value.encode() == content
    found = value.encode() if expected["inBody"] and isinstance(value, str) else value
    return found == content


def described(event, expected):
    attributes = {name: attribute(value) for name, value in event.get_attributes().items()}
    return {"attributes": attributes, "sameData": same_data(event.get_data(), expected)}


def read(case):
    body = base64.b64decode(case["body"])
    if case["mode"] == "batched":
        events = [JSONFormat().read(CloudEvent, json.dumps(item)) for item in json.loads(body)]
    else:
        message = http.HTTPMessage(headers={name: value for name, value in case["headers"]}, body=body)
        events = [http.from_http(message, JSONFormat(), CloudEvent)]
    return {"events": [described(event, wanted) for event, wanted in zip(events, case["expected"], strict=True)]}


def message(written):
    body = base64.b64encode(written.body).decode()
    return {"headers": [[name, value] for name, value in written.headers.items()], "body": body}


def write(case):
    attributes = {}
    for name, (kind, text) in case["attributes"].items():
        values = {"time": isoparse, "integer": int, "boolean": json.loads}
        attributes[name] = values.get(kind, str)(text)
    data = None
    if case.get("data"):
        content = base64.b64decode(case["data"]["content"])
        data = {"json": json.loads, "text": bytes.decode, "binary": bytes}[case["data"]["kind"]](content)
    event = CloudEvent(attributes, data)
    return {"binary": message(http.to_binary_event(event)), "structured": message(http.to_structured_event(event))}


for line in sys.stdin:
    case = json.loads(line)
    try:
        answer = write(case) if case["do"] == "write" else read(case)
    except Exception as error:  # the SDK raises many kinds
        answer = {"error": f"{type(error).__name__}: {error}"}
    print(json.dumps(answer))
