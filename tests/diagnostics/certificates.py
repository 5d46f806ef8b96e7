"""Certificates of every kind, made by the command line of OpenSSL."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path

_CONFIG = """
[ca]
default_ca = usual
[usual]
database = index.txt
new_certs_dir = .
serial = serial
default_md = sha256
policy = any
copy_extensions = copy
unique_subject = no
[any]
commonName = supplied
[req]
distinguished_name = none
[none]
"""
_KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
_HERE = "IP:127.0.0.1,DNS:localhost"


@dataclass(frozen=True)
class Pair:
    """A certificate with its key."""

    certificate: str
    key: str


class Authority:
    """Signs certificates; its own is ``bundle``."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir()
        (folder / "openssl.cnf").write_text(_CONFIG)
        (folder / "index.txt").touch()
        (folder / "serial").write_text("01")
        self.bundle = str(folder / "ca.pem")
        made = ("-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=Test authority", "-days", "30")
        use = ("-addext", "basicConstraints=critical,CA:TRUE", "-addext", "keyUsage=keyCertSign")
        self._openssl("req", "-x509", *_KEY, *made, *use)
        self.good = self._signed("good", _HERE)
        self.expired = self._signed("expired", _HERE, "20200101000000Z", "20200201000000Z")
        self.other_host = self._signed("other", "DNS:docs.example")
        own = ("-keyout", "self.key", "-out", "self.pem", "-subj", "/CN=itself", "-days", "30")
        self._openssl("req", "-x509", *_KEY, *own, "-addext", f"subjectAltName={_HERE}")
        self.self_signed = self._pair("self")

    def _signed(self, name: str, names: str, begins: str = "", ends: str = "") -> Pair:
        request = ("-keyout", f"{name}.key", "-out", f"{name}.csr", "-subj", f"/CN={name}")
        self._openssl("req", "-new", *_KEY, *request, "-addext", f"subjectAltName={names}")
        times = ("-startdate", begins, "-enddate", ends) if begins else ("-days", "30")
        signer = ("-batch", "-notext", "-cert", "ca.pem", "-keyfile", "ca.key")
        self._openssl("ca", *signer, "-in", f"{name}.csr", "-out", f"{name}.pem", *times)
        return self._pair(name)

    def _pair(self, name: str) -> Pair:
        return Pair(str(self._folder / f"{name}.pem"), str(self._folder / f"{name}.key"))

    def _openssl(self, command: str, *arguments: str) -> None:
        subprocess.run(
            ["openssl", command, "-config", "openssl.cnf", *arguments],
            cwd=self._folder,
            check=True,
            capture_output=True,
        )
