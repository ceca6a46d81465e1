"""Reads a CRL with the package cryptography, checks its signature, and prints what it says on one line."""
import sys
import warnings

from cryptography import x509

warnings.simplefilter("ignore")
CODES = {
    "unspecified": 0, "keyCompromise": 1, "cACompromise": 2, "affiliationChanged": 3, "superseded": 4,
    "cessationOfOperation": 5, "certificateHold": 6, "removeFromCRL": 8, "privilegeWithdrawn": 9, "aACompromise": 10,
}

crl = x509.load_pem_x509_crl(open(sys.argv[1], "rb").read())
ca = x509.load_pem_x509_certificate(open(sys.argv[2], "rb").read())
if not crl.is_signature_valid(ca.public_key()):
    sys.exit("the signature does not hold")
if crl.issuer != ca.subject:
    sys.exit("the issuer is not the CA")
identifier = crl.extensions.get_extension_for_class(x509.AuthorityKeyIdentifier).value.key_identifier
if identifier != ca.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest:
    sys.exit("the authority key identifier is not the CA's")
number = crl.extensions.get_extension_for_class(x509.CRLNumber)
if number.critical:
    sys.exit("the number is critical")
base = "-"
for extension in crl.extensions:
    if isinstance(extension.value, x509.DeltaCRLIndicator):
        base = extension.value.crl_number
        if not extension.critical:
            sys.exit("the delta indicator is not critical")
    if isinstance(extension.value, x509.IssuingDistributionPoint) and not extension.critical:
        sys.exit("the issuing distribution point is not critical")
lines = []
for entry in crl:
    code = 0
    for extension in entry.extensions:
        if isinstance(extension.value, x509.CRLReason):
            code = CODES[extension.value.reason.value]
            if code == 0:
                sys.exit("a reason says unspecified")
    serial = entry.serial_number.to_bytes((entry.serial_number.bit_length() + 7) // 8, "big").hex()
    lines.append(f"{serial}:{code}:{int(entry.revocation_date_utc.timestamp())}")
print(" ".join([str(number.value.crl_number), str(base)] + sorted(lines)))
