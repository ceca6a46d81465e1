"""Judge: the official JSON Schema of CloudEvents, as check-jsonschema applies it, format checks included.

Argument: the schema. Standard input: one base64 of a JSON document a line; an array is a batch.
Standard output: one JSON object a line, in the same order: {"error": null or what is wrong}.
"""

import base64
import json
import sys

import jsonschema
from check_jsonschema.formats import FormatOptions, make_format_checker
from check_jsonschema.regex_variants import RegexImplementation, RegexVariantName

with open(sys.argv[1], encoding="utf-8") as file:
    schema = json.load(file)
options = FormatOptions(regex_impl=RegexImplementation(RegexVariantName.default))
formats = make_format_checker(options, schema["$schema"])
# Without its helpers a format check passes everything and says nothing.
for name in ("uri", "uri-reference", "date-time"):
    assert name in formats.checkers, f"no check for the format {name}"
validator = jsonschema.Draft7Validator(schema, format_checker=formats)


def verdict(document):
    try:
        value = json.loads(document)
    except ValueError as error:
        return f"not JSON: {error}"
    for event in value if isinstance(value, list) else [value]:
        for error in validator.iter_errors(event):
            return f"{error.json_path}: {error.message}"
    return None


for line in sys.stdin:
    print(json.dumps({"error": verdict(base64.b64decode(line))}))
