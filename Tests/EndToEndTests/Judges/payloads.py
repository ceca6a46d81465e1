"""Judge: JSON Schema, draft 2020-12, as check-jsonschema applies it, format checks included.

Standard input: one JSON object a line: {"schema": ..., "values": [...]}. Standard output: one JSON list a line, in the
same order: for each value null, or what is wrong.
"""

import json
import sys

import jsonschema
from check_jsonschema.formats import FormatOptions, make_format_checker
from check_jsonschema.regex_variants import RegexImplementation, RegexVariantName

options = FormatOptions(regex_impl=RegexImplementation(RegexVariantName.default))


def fault(validator, value):
    for error in validator.iter_errors(value):
        return f"{error.json_path}: {error.message}"
    return None


for line in sys.stdin:
    case = json.loads(line)
    schema = case["schema"]
    jsonschema.Draft202012Validator.check_schema(schema)
    formats = make_format_checker(options, schema["$schema"])
    validator = jsonschema.Draft202012Validator(schema, format_checker=formats)
    print(json.dumps([fault(validator, value) for value in case["values"]]))
