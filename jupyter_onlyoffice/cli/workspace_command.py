"""``jupyter onlyoffice workspace``: portals of ONLYOFFICE Workspace by hand."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ..errors import OnlyOfficeError
from ..messages import trouble
from ..workspace.hosting import Hosting

KEY, ADDRESS = "ONLYOFFICE_WORKSPACE_KEY", "ONLYOFFICE_WORKSPACE_URL"


def parser() -> argparse.ArgumentParser:
    """The arguments of the command."""
    main = argparse.ArgumentParser(
        prog="jupyter onlyoffice workspace",
        description="Portals of ONLYOFFICE Workspace, for who hosts them. Answers are printed as JSON.",
    )
    main.add_argument("--url", help=f"address of Workspace's API system (or {ADDRESS})")
    main.add_argument("--key-file", help=f"file with the machine key, core.machinekey (or the key in {KEY})")
    main.add_argument("--ca-bundle", help="PEM file with the authority of its certificate")
    actions = main.add_subparsers(dest="action", required=True, metavar="ACTION")

    def action(name: str, text: str, portal: bool = True) -> argparse.ArgumentParser:
        made = actions.add_parser(name, help=text, description=text)
        if portal:
            made.add_argument("portal", help="name of the portal")
        return made

    action("get", "list portals, or show one", portal=False).add_argument("portal", nargs="?", default="")
    register = action("register", "make a portal and its owner")
    for name in ("first-name", "last-name", "email"):
        register.add_argument(f"--{name}", required=True)
    for name in ("phone", "language", "time-zone-name"):
        register.add_argument(f"--{name}")
    register.add_argument("--password-file", help="file with the owner's password")
    action("remove", "delete a portal").add_argument("--yes", action="store_true", required=True, help="it is meant")
    action("status", "switch a portal on or off").add_argument("state", choices=("on", "off"))
    action("validate", "whether a portal can have this name")
    action("tariff", "show the tariff of a portal")
    change = action("set-tariff", "change the tariff of a portal")
    for name, unit in (("active-users", "people"), ("max-file-size", "bytes"), ("max-total-size", "bytes")):
        change.add_argument(f"--{name}", type=int, help=unit)
    change.add_argument("--due-date", help="for example 2027-01-31")
    change.add_argument("--features", help="for example whitelabel")
    return main


def run(arguments: Sequence[str], environ: Mapping[str, str] = os.environ) -> int:
    """Do what the arguments say; the exit code."""
    options = parser().parse_args(arguments)
    try:
        print(json.dumps(_do(options, environ), indent=2, ensure_ascii=False))
    except OnlyOfficeError as error:
        print(error.line, file=sys.stderr)
        return 1
    except OSError as error:
        print(trouble("workspace.no-file", file=error.filename, reason=error.strerror).line, file=sys.stderr)
        return 1
    return 0


def _do(options: argparse.Namespace, environ: Mapping[str, str]) -> Any:
    url = options.url or environ.get(ADDRESS, "")
    key = _text(options.key_file) or environ.get(KEY, "")
    if not url or not key:
        missing, variable = ("workspace.no-key", KEY) if url else ("workspace.no-address", ADDRESS)
        raise trouble(missing, variable=variable)
    hosting = Hosting(url, key, options.ca_bundle or True)
    portal = options.portal
    if options.action == "get":
        return hosting.portals(portal)
    if options.action == "register":
        more = {"phone": options.phone, "language": options.language, "timeZoneName": options.time_zone_name}
        more["password"] = _text(options.password_file)
        given = {name: value for name, value in more.items() if value}
        return hosting.register(portal, options.first_name, options.last_name, options.email, **given)
    if options.action == "remove":
        return hosting.remove(portal)
    if options.action == "status":
        return hosting.status(portal, options.state == "on")
    if options.action == "validate":
        return hosting.validate_name(portal)
    if options.action == "tariff":
        return hosting.tariff(portal)
    names = ("activeUsers", "dueDate", "features", "maxFileSize", "maxTotalSize")
    values = (options.active_users, options.due_date, options.features, options.max_file_size, options.max_total_size)
    changes = {name: value for name, value in zip(names, values, strict=True) if value is not None}
    return hosting.set_tariff(portal, **changes)


def _text(file: str | None) -> str:
    return Path(file).read_text(encoding="utf-8").strip() if file else ""
