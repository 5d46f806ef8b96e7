"""``jupyter onlyoffice token``: tokens made and looked at by hand."""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from jupyter_server.serverapp import ServerApp

from ..config.resolving import resolve
from ..config.settings import Settings
from ..errors import OnlyOfficeError
from ..messages import phrase, trouble
from ..security import jws
from ..security.keyring import Keyring, Secret
from ..security.token_inspection import Inspection, inspect
from ..security.tokens import sign

_SECRETS = (
    "A secret is never given on the command line, where other users of the machine see it and the shell keeps it: it "
    "is that of the configuration, or in a file, or in a variable."
)


def parser() -> argparse.ArgumentParser:
    """The arguments of the command."""
    main = argparse.ArgumentParser(
        prog="jupyter onlyoffice token",
        description="Sign and decode the tokens that ONLYOFFICE Docs and this server exchange, by hand.",
        epilog=_SECRETS + " Exit codes: 0 signed, or in order; 1 this server would refuse the token; 2 not possible.",
    )
    actions = main.add_subparsers(dest="action", required=True, metavar="ACTION")

    def action(name: str, text: str, what: str) -> argparse.ArgumentParser:
        made = actions.add_parser(name, help=text, description=text[0].upper() + text[1:] + ".", epilog=_SECRETS)
        made.add_argument("file", nargs="?", default="-", help=f"file with {what} (default: standard input)")
        source = made.add_mutually_exclusive_group()
        source.add_argument("--secret-file", metavar="FILE", help="file with the secret, not the configured ones")
        source.add_argument("--secret-variable", metavar="NAME", help="the same, in a variable of the environment")
        made.add_argument("--config", metavar="FILE", help="configuration file of Jupyter (default: those it finds)")
        return made

    signing = action("sign", "sign a JSON object", "the JSON object")
    uses = {"browser": "a config", "inbox": "a request to Docs", "outbox": "a request of Docs"}
    meaning = ", ".join(f"{name}: {what}" for name, what in uses.items())
    signing.add_argument("--for", dest="use", choices=tuple(uses), default="inbox", help=f"{meaning} (default: inbox)")
    signing.add_argument("--expiry", type=int, metavar="SECONDS", help="how long it is good (default: as configured)")
    shapes = {
        "token": "the token alone",
        "body": "the object with its token",
        "header": "the line of an HTTP header, with the object as payload",
    }
    meaning = ", ".join(f"{name}: {what}" for name, what in shapes.items())
    signing.add_argument("--as", dest="shape", choices=tuple(shapes), default="token", help=meaning)
    decoding = action("decode", "show what a token says, and whether it is in order", "the token")
    decoding.add_argument("--json", action="store_true", help="print one JSON object")
    return main


def run(arguments: Sequence[str], environ: Mapping[str, str] = os.environ) -> int:
    """Do what the arguments say; the exit code."""
    options = parser().parse_args(arguments)
    try:
        settings = _settings(options, environ)
        keyring = _keyring(options, environ) or settings.keyring
        text = _read(options.file)
        if options.action == "sign":
            print(_signed(options, settings, keyring, text))
            return 0
        return _decoded(options, inspect(_bare(text), keyring, time.time(), settings.leeway))
    except OnlyOfficeError as error:
        print(error.line, file=sys.stderr)
        return 2


def _settings(options: argparse.Namespace, environ: Mapping[str, str]) -> Settings:
    server: Any = ServerApp()
    if options.config:
        if not Path(options.config).is_file():
            raise trouble("token.no-file", file=options.config, reason=phrase("there is no such file"))
        server.config_file = options.config
    server.load_config_file()
    settings = resolve(server.config, environ)
    for problem in settings.problems:
        if problem.reason.startswith("secret."):
            print(problem.as_error().line, file=sys.stderr)
    return settings


def _keyring(options: argparse.Namespace, environ: Mapping[str, str]) -> Keyring | None:
    """The secret that was named, for everything; None when that is left to the configuration."""
    if options.secret_file:
        secret = Secret(options.secret_file, _read(options.secret_file).strip())
    elif options.secret_variable:
        secret = Secret(options.secret_variable, environ.get(options.secret_variable, ""))
    else:
        return None
    if not secret:
        raise trouble("token.empty", place=secret.trait)
    return Keyring(secret, secret, secret)


def _signed(options: argparse.Namespace, settings: Settings, keyring: Keyring, text: str) -> str:
    try:
        given = json.loads(text)
    except ValueError:
        given = None
    if not isinstance(given, dict):
        raise trouble("token.no-object")
    secret: Secret = getattr(keyring, options.use)
    if not secret:
        raise trouble("token.unsigned")
    if options.expiry is not None and options.expiry <= 0:
        raise trouble("token.no-time")
    usual = settings.config_expiry if options.use == "browser" else settings.request_expiry
    claims = {name: value for name, value in given.items() if name not in ("token", "iat", "exp")}
    in_header = options.shape == "header"
    token = sign({"payload": claims} if in_header else claims, secret.value, time.time(), options.expiry or usual)
    if in_header:
        return f"{settings.jwt_header}: Bearer {token}"
    return json.dumps({**claims, "token": token}) if options.shape == "body" else token


def _decoded(options: argparse.Namespace, found: Inspection) -> int:
    trouble = found.trouble
    if options.json:
        answer = {
            "header": found.header,
            "claims": found.claims,
            "times": found.times,
            "verified": found.secret is not None,
            "secret": found.secret.trait if found.secret else None,
            "uses": list(found.uses),
            "reason": trouble.reason if trouble else "",
            **dict(zip(("cause", "remedy"), (trouble.cause, trouble.remedy) if trouble else ("", ""), strict=True)),
        }
        print(json.dumps(answer, indent=2, ensure_ascii=False))
        return 1 if trouble else 0
    for name, said in (("Header", found.header), ("Claims", found.claims)):
        print(f"{name}: {'not readable' if said is None else json.dumps(said, indent=2, ensure_ascii=False)}")
    for words in found.times.values():
        print(words[0].upper() + words[1:])
    if found.secret:
        print(f"Signature: verifies with {found.secret.trait} ({', '.join(found.uses)})")
    else:
        print("Signature: does not verify with any of the secrets")
    print(trouble.line if trouble else "The token is in order.")
    return 1 if trouble else 0


def _read(name: str) -> str:
    try:
        if name == "-":
            return sys.stdin.read(jws.MAX_BODY + 1)
        with open(name, encoding="utf-8") as file:
            return file.read(jws.MAX_BODY + 1)
    except (OSError, UnicodeDecodeError) as error:
        reason: str = phrase("it is not text")
        if isinstance(error, OSError):
            reason = error.strerror or phrase("it cannot be read")
        raise trouble("token.no-file", file=name, reason=reason) from None


def _bare(text: str) -> str:
    """The token of a header's line, or of what was copied with quotes around it."""
    words = text.strip().strip("\"'").split()
    return words[-1].strip("\"'") if words else ""
