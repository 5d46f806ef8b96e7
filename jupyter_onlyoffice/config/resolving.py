"""From the traits and the environment to the settings: read, checked together, and what is wrong told.

A wrong value stops nothing else: it becomes a :class:`Problem`, which is logged in one sentence and shown in the tab
when a document is opened.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from jupyter_core.paths import jupyter_data_dir
from traitlets import TraitError
from traitlets.config import Config
from traitlets.utils.importstring import import_item

from ..editor import permissions, settings
from ..editor.settings import Policy
from ..messages import phrase
from ..security.tokens import EXPIRY
from . import secrets
from .settings import CONFIG_EXPIRY, MIB, Problem, Settings, problem
from .traits import OnlyOffice


def resolve(config: Config, environ: Mapping[str, str], base_url: str = "/", unread: Collection[str] = ()) -> Settings:
    """Read the traits from ``config``, then the environment for those not set there, and check them together.

    ``unread`` are names that are set in a file which jupyter_server does not read for extensions.
    """
    problems: list[Problem] = []
    if unread:
        problems.append(problem("configuration.unread", fatal=False, names=", ".join(sorted(unread))))
    traits = _read(config, environ, problems)
    docs_url = _address(traits.docs_url, "docs_url", problems, path_allowed=bool(traits.docs_internal_url))
    internal = _address(traits.docs_internal_url, "docs_internal_url", problems) or docs_url
    return Settings(
        docs_url=docs_url,
        docs_internal_url=internal,
        jupyter_url=_slashed(_address(_filled_in(traits.jupyter_url, base_url), "jupyter_url", problems)),
        keyring=secrets.keyring(traits, problems),
        jwt_header=secrets.header(traits.jwt_header, problems),
        verify=_verify(traits, problems),
        data_dir=Path(traits.data_dir or Path(jupyter_data_dir()) / "onlyoffice").expanduser().absolute(),
        force_save=traits.force_save,
        max_file_size=_positive(traits.max_file_size, "max_file_size", phrase("bytes"), 2048 * MIB, problems),
        save_timeout=_positive(traits.save_timeout, "save_timeout", phrase("seconds"), 300.0, problems),
        share_links=traits.share_links,
        people_provider=_function(traits.people_provider, "people_provider", problems),
        permissions=_permissions(traits.permissions, problems),
        permissions_hook=_function(traits.permissions_hook, "permissions_hook", problems, fatal=True),
        editor=Policy(_editor(traits.editor, problems), traits.allow_macros, traits.allow_plugins),
        templates_dir=_templates(traits.templates_dir, problems),
        versions=traits.versions,
        versions_count=_positive(traits.versions_count, "versions_count", phrase("versions"), 50, problems),
        versions_size=_positive(traits.versions_size, "versions_size", phrase("bytes"), 1024 * MIB, problems),
        config_expiry=_positive(
            traits.jwt_config_expiry, "jwt_config_expiry", phrase("seconds"), CONFIG_EXPIRY, problems
        ),
        request_expiry=_positive(traits.jwt_request_expiry, "jwt_request_expiry", phrase("seconds"), EXPIRY, problems),
        leeway=secrets.leeway(traits.jwt_leeway, problems),
        operation=traits.jwt_operation,
        problems=tuple(problems),
    )


def _read(config: Config, environ: Mapping[str, str], problems: list[Problem]) -> OnlyOffice:
    """The traits with every value that traitlets accepts; the others become problems and keep their default."""
    accepted: dict[str, object] = {}
    section = dict(config.get("OnlyOffice", {}))
    for name, trait in OnlyOffice.class_traits(config=True).items():
        variable = trait.metadata.get("env")
        try:
            if name in section:
                OnlyOffice(config=Config({"OnlyOffice": {name: section[name]}}))
                accepted[name] = section[name]
            elif variable and environ.get(variable):
                value = trait.from_string(environ[variable])
                setattr(OnlyOffice(), name, value)
                accepted[name] = value
        except (TraitError, ValueError):
            kind = type(trait).__name__.lower()
            wanted = _KINDS.get(kind, kind)
            problems.append(problem("configuration.type", trait=name, kind=wanted, variable=variable))
    unknown = {name: value for name, value in section.items() if name not in OnlyOffice.class_traits(config=True)}
    return OnlyOffice(config=Config({"OnlyOffice": {**unknown, **accepted}}))


_KINDS = {
    "jsondict": phrase("dictionary"),
    "unicode": phrase("string"),
    "bool": phrase("boolean (True or False)"),
    "int": phrase("whole number"),
    "float": phrase("number"),
    "caselessstrenum": phrase("word of those that its help names"),
    "union": phrase("function or its dotted name"),
    "wordlist": phrase("list of strings"),
}


def _address(value: str, name: str, problems: list[Problem], path_allowed: bool = False) -> str:
    value = value.strip().rstrip("/")
    if not value or (path_allowed and value.startswith("/") and not value.startswith("//")):
        return value
    try:
        parts = urlsplit(value)
        valid = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
        valid = valid and not (parts.username or parts.password or parts.query or parts.fragment)
    except ValueError:
        valid = False
    if not valid:
        problems.append(problem("configuration.address", trait=name))
    return value


def _function(value: Any, name: str, problems: list[Problem], fatal: bool = False) -> Any:
    """The function that a trait names; None without one."""
    if callable(value) or not value:
        return value or None
    try:
        found = import_item(value)
    except Exception:  # whatever the administrator's module raises
        found = None
    if callable(found):
        return found
    problems.append(problem("configuration.function", fatal, trait=name))
    return None


def _filled_in(value: str, base_url: str) -> str:
    # KubeSpawner makes {base_url} of {{base_url}} and stops at a single brace; other spawners leave both alone.
    return value.replace("{{base_url}}", base_url).replace("{base_url}", base_url)


def _slashed(value: str) -> str:
    return value + "/" if value else ""


def _verify(traits: OnlyOffice, problems: list[Problem]) -> bool | str:
    if not traits.verify_tls:
        return False
    if not traits.ca_bundle:
        return True
    bundle = Path(traits.ca_bundle).expanduser()
    if not os.access(bundle, os.R_OK):
        problems.append(problem("configuration.ca-bundle"))
    return str(bundle)


def _permissions(value: Mapping[str, Any], problems: list[Problem]) -> Mapping[str, Any]:
    if wrong := permissions.wrong(value):
        names = ", ".join(sorted(permissions.NAMES))
        problems.append(problem("configuration.permissions", wrong=wrong, names=names))
        return {}
    return dict(value)


def _editor(value: Mapping[str, Any], problems: list[Problem]) -> Mapping[str, Any]:
    if wrong := settings.wrong(value):
        problems.append(problem("configuration.editor", fatal=False, names=", ".join(wrong)))
    return settings.accepted(value)


def _templates(value: str, problems: list[Problem]) -> Path | None:
    if not value:
        return None
    folder = Path(value).expanduser().absolute()
    if not (folder.is_dir() and os.access(folder, os.R_OK | os.X_OK)):
        problems.append(problem("configuration.templates", fatal=False))
    return folder


_Number = TypeVar("_Number", int, float)


def _positive(value: _Number, name: str, unit: str, default: _Number, problems: list[Problem]) -> _Number:
    if value > 0:
        return value
    problems.append(problem("configuration.positive", fatal=False, trait=name, unit=unit, usual=f"{default:.12g}"))
    return default
