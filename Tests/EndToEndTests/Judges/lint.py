"""Judge: pkilint (PyPI pkilint) on files, all in one process, for it takes long to start.

Arguments: files; what they hold is told by their ending: pem (certificate), crl, ors (OCSP answer). Standard output: one
JSON object a line, in the same order: {"file", "status" (pkilint's, the number of findings), "findings"}: errors and worse.
"""

import contextlib
import io
import json
import sys

from pkilint.bin import lint_crl, lint_ocsp_response, lint_pkix_cert

PROGRAMS = {
    "pem": (lint_pkix_cert.main, []),
    "crl": (lint_crl.main, ["-t", "CRL", "-p", "PKIX"]),
    "ors": (lint_ocsp_response.main, []),
}

for file in sys.argv[1:]:
    program, options = PROGRAMS[file.rsplit(".", 1)[1]]
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        status = program(["lint", "-s", "ERROR", *options, file])
    print(json.dumps({"file": file, "status": status, "findings": printed.getvalue()}))
