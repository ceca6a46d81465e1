"""Judge: the CloudEvents SDK for Python (PyPI cloudevents) reads a batch.

Standard input: the batch. Standard output: one JSON object an event, in the same order: the attributes as the SDK
understands them, and the data.
"""

import json
import sys

from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent

for item in json.load(sys.stdin):
    event = JSONFormat().read(CloudEvent, json.dumps(item))
    attributes = {name: str(value) for name, value in event.get_attributes().items()}
    print(json.dumps({"attributes": attributes, "data": event.get_data()}))
