"""Judge: pkilint on certificates, and what the parser of `cryptography` finds in them.

Arguments: PEM files. Standard output: one JSON object a file, in the same order:
{"findings": [errors and fatal errors of pkilint], and the members of the certificate}.
"""

import json
import sys

from cryptography import x509
from pkilint import loader, validation
from pkilint.pkix import certificate, extension, name

LINTER = certificate.create_pkix_certificate_validator_container(
    certificate.create_decoding_validators(name.ATTRIBUTE_TYPE_MAPPINGS, extension.EXTENSION_MAPPINGS),
    [
        certificate.create_issuer_validator_container([]),
        certificate.create_validity_validator_container(),
        certificate.create_subject_validator_container([]),
        certificate.create_extensions_validator_container([]),
        certificate.create_spki_validator_container([]),
    ],
)
SEVERE = (validation.ValidationFindingSeverity.ERROR, validation.ValidationFindingSeverity.FATAL)
USAGES = {
    "digital_signature": "digitalSignature",
    "content_commitment": "contentCommitment",
    "key_encipherment": "keyEncipherment",
    "data_encipherment": "dataEncipherment",
    "key_agreement": "keyAgreement",
    "key_cert_sign": "keyCertSign",
    "crl_sign": "cRLSign",
}


def findings(pem):
    document = loader.load_pem_certificate(pem, "certificate")
    results = LINTER.validate(document.root)
    return [
        f"{each.finding.severity.name} {each.finding.code}: {each.message or ''}"
        for result in results
        for each in result.finding_descriptions
        if each.finding.severity in SEVERE
    ]


def extensions(cert):
    shown = {
        "oids": [each.oid.dotted_string for each in cert.extensions],
        "critical": [each.oid.dotted_string for each in cert.extensions if each.critical],
    }
    for each in cert.extensions:
        value = each.value
        if isinstance(value, x509.KeyUsage):
            shown["key_usage"] = [text for member, text in USAGES.items() if getattr(value, member)]
            if value.key_agreement:
                shown["key_usage"] += ["encipherOnly"] * value.encipher_only + ["decipherOnly"] * value.decipher_only
        elif isinstance(value, x509.ExtendedKeyUsage):
            shown["extended_key_usages"] = [purpose.dotted_string for purpose in value]
        elif isinstance(value, x509.BasicConstraints):
            shown["basic_constraints"] = {"ca": value.ca, "path_length": value.path_length}
        elif isinstance(value, x509.CertificatePolicies):
            shown["certificate_policies"] = [
                {"oid": policy.policy_identifier.dotted_string, "cps": next(iter(policy.policy_qualifiers or []), None)}
                for policy in value
            ]
        elif isinstance(value, x509.SubjectAlternativeName):
            shown["names"] = [f"{type(each).__name__}:{each.value}" for each in value]
    return shown


for path in sys.argv[1:]:
    with open(path, encoding="ascii") as file:
        pem = file.read()
    cert = x509.load_pem_x509_certificate(pem.encode())
    print(
        json.dumps(
            {
                "findings": findings(pem),
                "subject": cert.subject.rfc4514_string(),
                "days": (cert.not_valid_after_utc - cert.not_valid_before_utc).total_seconds() / 86400,
                **extensions(cert),
            }
        )
    )
