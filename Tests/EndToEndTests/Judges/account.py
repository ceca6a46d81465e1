"""Judge: what an AWS account holds, as AWS's own client library (PyPI botocore) reads it.

Argument: the endpoint. Standard input: one JSON object a line: {"service", "operation", "parameters"}. Standard output:
one JSON object a line, in the same order: the answer, or {"error": code}.
"""

import base64
import json
import sys

import botocore.exceptions
import botocore.session
from botocore.config import Config

session = botocore.session.get_session()
clients = {}


def client(service):
    if service not in clients:
        clients[service] = session.create_client(
            service, region_name="eu-west-1", endpoint_url=sys.argv[1], aws_access_key_id="judge",
            aws_secret_access_key="judge", config=Config(retries={"total_max_attempts": 1}))
    return clients[service]


def plain(value):
    return base64.b64encode(value).decode() if isinstance(value, bytes) else str(value)


for line in sys.stdin:
    case = json.loads(line)
    try:
        answer = getattr(client(case["service"]), case["operation"])(**case["parameters"])
        answer.pop("ResponseMetadata")
    except botocore.exceptions.ClientError as error:
        answer = {"error": error.response["Error"]["Code"]}
    print(json.dumps(answer, default=plain))
