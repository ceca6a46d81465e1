"""Reads an OpenAPI document from standard input; ends with 0 where it is valid, else says why and ends with 1."""
import json
import sys

from openapi_spec_validator import validate
from openapi_spec_validator.validation.exceptions import OpenAPIValidationError

try:
    validate(json.load(sys.stdin))
except OpenAPIValidationError as error:
    print(error.message, list(error.absolute_path))
    sys.exit(1)
