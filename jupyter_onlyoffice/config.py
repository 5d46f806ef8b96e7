"""The traits (``c.OnlyOffice.*``) and what follows from them: addresses, secret, and what is wrong with them.

:class:`OnlyOffice` is what an administrator writes; :class:`Settings` is what all other modules take: resolved,
checked and immutable. A wrong value stops nothing else: it becomes a :class:`Problem`, which is logged in one sentence
and shown in the tab when a document is opened.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from jupyter_core.paths import jupyter_data_dir
from traitlets import Bool, Callable, CaselessStrEnum, Float, Int, TraitError, Unicode, Union
from traitlets.config import Config, LoggingConfigurable
from traitlets.utils.importstring import import_item

from . import editor_settings, permissions
from .config_types import JsonDict
from .editor_settings import Policy
from .features.people import Provider
from .permissions import Hook

MIB = 1024 * 1024


@dataclass(frozen=True)
class Problem:
    """Something wrong in the configuration. ``fatal``: no document can be opened before it is mended."""

    code: str
    cause: str
    remedy: str
    fatal: bool = True

    def as_json(self) -> dict[str, str]:
        """For ``GET onlyoffice/status``."""
        return {"code": self.code, "cause": self.cause, "remedy": self.remedy}


@dataclass(frozen=True)
class Settings:
    """The configuration, resolved and checked."""

    docs_url: str  #: as the browser reaches Docs, no trailing slash; "" without a Docs server
    docs_internal_url: str  #: as this server reaches Docs, no trailing slash
    jupyter_url: str  #: as Docs reaches this server, with base_url and a trailing slash; "" to derive it
    secret: str = field(repr=False)  #: the JWT secret of Docs; "" when Docs runs without
    jwt_header: str
    verify: bool | str  #: what requests takes as ``verify``
    data_dir: Path
    force_save: bool
    max_file_size: int  #: bytes
    save_timeout: float  #: seconds
    share_links: bool = False
    people_provider: Provider | None = None  #: finds people to mention, besides those who were here
    permissions: Mapping[str, Any] = field(default_factory=dict)  #: those of everybody, see permissions.py
    permissions_hook: Hook | None = None  #: has the last word on them, see rights.py
    editor: Policy = Policy()
    versions: str = "data_dir"  #: where versions are kept: "data_dir", "beside" or "off"
    versions_count: int = 50  #: of one document
    versions_size: int = 1024 * MIB  #: bytes, of all documents together
    problems: tuple[Problem, ...] = ()
    templates_dir: Path | None = None  #: the administrator's templates of new documents

    @property
    def builtin(self) -> bool:
        """Whether the built-in editor is used, because no Docs server is configured."""
        return not self.docs_url

    @property
    def fatal(self) -> Problem | None:
        """The first problem that keeps documents from being opened."""
        return next((problem for problem in self.problems if problem.fatal), None)


class OnlyOffice(LoggingConfigurable):
    """ONLYOFFICE Docs in JupyterLab. Without ``docs_url`` the built-in editor is used."""

    docs_url = Unicode(
        help="Address of ONLYOFFICE Docs as the browser reaches it, for example 'https://docs.example.com' or "
        "'https://example.com/docs'. Empty: the built-in editor. Environment: ONLYOFFICE_DOCS_URL."
    ).tag(config=True, env="ONLYOFFICE_DOCS_URL")
    docs_internal_url = Unicode(
        help="Address of ONLYOFFICE Docs as this server reaches it, for example 'http://onlyoffice:80'. "
        "Default: docs_url. Environment: ONLYOFFICE_DOCS_INTERNAL_URL."
    ).tag(config=True, env="ONLYOFFICE_DOCS_INTERNAL_URL")
    jupyter_url = Unicode(
        help="Address of this server as Docs reaches it, base_url included, for example 'http://jupyter:8888/' or, on "
        "a JupyterHub, 'http://proxy:8000{base_url}' ({base_url} stands for this server's). Default: derived from how "
        "the server listens. Environment: ONLYOFFICE_JUPYTER_URL."
    ).tag(config=True, env="ONLYOFFICE_JUPYTER_URL")
    jwt_secret = Unicode(
        help="The secret that Docs signs with (its JWT_SECRET), at least 32 characters, for example the output of "
        "'openssl rand -hex 32'. Empty: Docs runs without JWT. Environment: ONLYOFFICE_JWT_SECRET."
    ).tag(config=True, env="ONLYOFFICE_JWT_SECRET")
    jwt_secret_file = Unicode(
        help="A file that holds the secret instead, for example '/run/secrets/onlyoffice'. "
        "Environment: ONLYOFFICE_JWT_SECRET_FILE."
    ).tag(config=True, env="ONLYOFFICE_JWT_SECRET_FILE")
    jwt_header = Unicode(
        help="The HTTP header in which Docs sends and expects its token (its JWT_HEADER), for example "
        "'AuthorizationJwt'. Default: 'Authorization'. Environment: ONLYOFFICE_JWT_HEADER."
    ).tag(config=True, env="ONLYOFFICE_JWT_HEADER", default="Authorization")
    verify_tls = Bool(
        True,
        help="Whether this server checks the certificate of Docs, for example False for a test with a self-signed one "
        "(better: ca_bundle). Environment: ONLYOFFICE_VERIFY_TLS ('true' or 'false').",
    ).tag(config=True, env="ONLYOFFICE_VERIFY_TLS")
    ca_bundle = Unicode(
        help="A PEM file with the authorities that signed the certificate of Docs, for example "
        "'/etc/ssl/company-ca.pem'. Default: the well-known ones. Environment: ONLYOFFICE_CA_BUNDLE."
    ).tag(config=True, env="ONLYOFFICE_CA_BUNDLE")
    data_dir = Unicode(
        help="Folder for sessions, link key and files under way, for example '/var/lib/jupyter-onlyoffice'. "
        "It must outlive a restart. Default: 'onlyoffice' in the Jupyter data directory. "
        "Environment: ONLYOFFICE_DATA_DIR."
    ).tag(config=True, env="ONLYOFFICE_DATA_DIR")
    force_save = Bool(
        True,
        help="Whether the Save button and Ctrl+S write to storage at once, for example False to store only when the "
        "last editor leaves. Environment: ONLYOFFICE_FORCE_SAVE ('true' or 'false').",
    ).tag(config=True, env="ONLYOFFICE_FORCE_SAVE")
    max_file_size = Int(
        2048 * MIB,
        help="The largest result, in bytes, that is taken from Docs, for example 104857600 for 100 MiB. "
        "Environment: ONLYOFFICE_MAX_FILE_SIZE.",
    ).tag(config=True, env="ONLYOFFICE_MAX_FILE_SIZE")
    save_timeout = Float(
        300.0,
        help="How long, in seconds, fetching one result from Docs may take, for example 60. "
        "Environment: ONLYOFFICE_SAVE_TIMEOUT.",
    ).tag(config=True, env="ONLYOFFICE_SAVE_TIMEOUT")
    share_links = Bool(
        False,
        help="Whether users may make links that open one document for guests without a Jupyter account, for example "
        "True on a server that guests can reach. Environment: ONLYOFFICE_SHARE_LINKS ('true' or 'false').",
    ).tag(config=True, env="ONLYOFFICE_SHARE_LINKS")
    people_provider = Union(
        [Callable(), Unicode()],
        default_value="",
        help="A function, or its dotted name, that finds people to mention in comments, for example "
        "'company.people.find': called with a part of a name (empty: all) in a thread, it returns mappings with "
        "'username', 'name', 'email' and 'image'. Default: those who have opened a document on this server. "
        "Environment: ONLYOFFICE_PEOPLE_PROVIDER.",
    ).tag(config=True, env="ONLYOFFICE_PEOPLE_PROVIDER")
    permissions = JsonDict(
        help="What the editor does not allow anybody, or does only to some groups: names and values of document."
        "permissions in the API of Docs, for example {'download': False, 'print': False}. Nobody gets more than the "
        "file and Jupyter allow. Environment: ONLYOFFICE_PERMISSIONS, as JSON."
    ).tag(config=True, env="ONLYOFFICE_PERMISSIONS")
    permissions_hook = Union(
        [Callable(), Unicode()],
        default_value="",
        help="A function, or the name of one such as 'company.rights.of', that is called (or awaited) with a "
        "PermissionsRequest for each document that is opened, and returns what is to differ from its permissions, for "
        "example {'edit': False, 'comment': True}. If it fails, the document opens for viewing. "
        "Environment: ONLYOFFICE_PERMISSIONS_HOOK, the name.",
    ).tag(config=True, env="ONLYOFFICE_PERMISSIONS_HOOK")
    editor = JsonDict(
        help="Settings of the editor for everybody, whatever they chose in JupyterLab: coEditing ('fast' or 'strict'), "
        "autosave, compactHeader, compactToolbar, spellcheck, zoom (percent, -1 page, -2 width), unit ('auto', 'cm', "
        "'pt' or 'inch'), theme ('auto', 'light' or 'dark'), for example {'coEditing': 'strict', 'unit': 'cm'}. "
        "Environment: ONLYOFFICE_EDITOR, as JSON."
    ).tag(config=True, env="ONLYOFFICE_EDITOR")
    allow_macros = Bool(
        False,
        help="Whether documents may have macros, which the editor runs only after a question, for example True where "
        "all who write documents are trusted. Environment: ONLYOFFICE_ALLOW_MACROS ('true' or 'false').",
    ).tag(config=True, env="ONLYOFFICE_ALLOW_MACROS")
    allow_plugins = Bool(
        False,
        help="Whether the plugins that are installed in Docs are offered, for example True; some send what they work "
        "on to services outside. Environment: ONLYOFFICE_ALLOW_PLUGINS ('true' or 'false').",
    ).tag(config=True, env="ONLYOFFICE_ALLOW_PLUGINS")
    templates_dir = Unicode(
        help="Folder on the server's disk with templates that every user can make new documents of, for example "
        "'/srv/templates'. Default: none. Environment: ONLYOFFICE_TEMPLATES_DIR."
    ).tag(config=True, env="ONLYOFFICE_TEMPLATES_DIR")
    versions = CaselessStrEnum(
        ["data_dir", "beside", "off"],
        "data_dir",
        help="Where the versions that the editor's version history shows are kept: in data_dir ('data_dir'), next to "
        "each document in the hidden folder .onlyoffice-versions ('beside'), or nowhere ('off'), for example 'beside'. "
        "Environment: ONLYOFFICE_VERSIONS.",
    ).tag(config=True, env="ONLYOFFICE_VERSIONS")
    versions_count = Int(
        50,
        help="How many versions of one document are kept, the newest ones, for example 10. "
        "Environment: ONLYOFFICE_VERSIONS_COUNT.",
    ).tag(config=True, env="ONLYOFFICE_VERSIONS_COUNT")
    versions_size = Int(
        1024 * MIB,
        help="How much, in bytes, the versions of all documents may take together, for example 10737418240 for 10 GiB; "
        "the oldest go first, and of a larger document there are none. Environment: ONLYOFFICE_VERSIONS_SIZE.",
    ).tag(config=True, env="ONLYOFFICE_VERSIONS_SIZE")


@dataclass(frozen=True)
class Listening:
    """How this server listens: what the default of ``jupyter_url`` is derived from."""

    ip: str = "localhost"
    port: int = 8888
    base_url: str = "/"
    tls: bool = False


def resolve(config: Config, environ: Mapping[str, str], base_url: str = "/") -> Settings:
    """Read the traits from ``config``, then the environment for those not set there, and check them together."""
    problems: list[Problem] = []
    traits = _read(config, environ, problems)
    docs_url = _address(traits.docs_url, "docs_url", problems, path_allowed=bool(traits.docs_internal_url))
    internal = _address(traits.docs_internal_url, "docs_internal_url", problems) or docs_url
    return Settings(
        docs_url=docs_url,
        docs_internal_url=internal,
        jupyter_url=_slashed(_address(traits.jupyter_url.replace("{base_url}", base_url), "jupyter_url", problems)),
        secret=_secret(traits, problems),
        jwt_header=_header(traits.jwt_header, problems),
        verify=_verify(traits, problems),
        data_dir=Path(traits.data_dir or Path(jupyter_data_dir()) / "onlyoffice").expanduser().absolute(),
        force_save=traits.force_save,
        max_file_size=_positive(traits.max_file_size, "max_file_size", "bytes", 2048 * MIB, problems),
        save_timeout=_positive(traits.save_timeout, "save_timeout", "seconds", 300.0, problems),
        share_links=traits.share_links,
        people_provider=_function(traits.people_provider, "people_provider", problems),
        permissions=_permissions(traits.permissions, problems),
        permissions_hook=_function(traits.permissions_hook, "permissions_hook", problems, fatal=True),
        editor=Policy(_editor(traits.editor, problems), traits.allow_macros, traits.allow_plugins),
        templates_dir=_templates(traits.templates_dir, problems),
        versions=traits.versions,
        versions_count=_positive(traits.versions_count, "versions_count", "versions", 50, problems),
        versions_size=_positive(traits.versions_size, "versions_size", "bytes", 1024 * MIB, problems),
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
            problems.append(
                Problem(
                    "configuration",
                    f"c.OnlyOffice.{name} has a value of the wrong type: it takes a {_KINDS.get(kind, kind)}.",
                    f"Correct c.OnlyOffice.{name} in jupyter_server_config.py or {variable} and restart the server.",
                )
            )
    unknown = {name: value for name, value in section.items() if name not in OnlyOffice.class_traits(config=True)}
    return OnlyOffice(config=Config({"OnlyOffice": {**unknown, **accepted}}))


_KINDS = {
    "jsondict": "dictionary",
    "unicode": "string",
    "bool": "boolean (True or False)",
    "int": "whole number",
    "float": "number",
    "caselessstrenum": "word of those that its help names",
    "union": "function or its dotted name",
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
        problems.append(
            Problem(
                "configuration",
                f"c.OnlyOffice.{name} is not an address that can be used.",
                f"Write it with http:// or https:// and a host, for example c.OnlyOffice.{name} = "
                "'https://docs.example.com', without user name, '?' or '#'.",
            )
        )
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
    problems.append(
        Problem(
            "configuration",
            f"c.OnlyOffice.{name} names no function that can be imported.",
            "Give its dotted name, for example 'package.module.function', of a module that this server can import.",
            fatal,
        )
    )
    return None


def _slashed(value: str) -> str:
    return value + "/" if value else ""


def derive_jupyter_url(environ: Mapping[str, str], listening: Listening) -> str:
    """Where Docs most likely reaches this server when ``jupyter_url`` is not set."""
    public = environ.get("JUPYTERHUB_PUBLIC_URL", "")  # set by JupyterHub 5 and later when it knows its own address
    if public:
        return public.rstrip("/") + "/"
    host = listening.ip or "*"
    if host in ("*", "0.0.0.0", "::"):
        host = _own_address()
    elif host == "localhost":
        # Docs resolves "localhost" to ::1 first on some systems, where a server bound to 127.0.0.1 does not listen.
        host = "127.0.0.1"
    if ":" in host:
        host = f"[{host}]"
    scheme = "https" if listening.tls else "http"
    return f"{scheme}://{host}:{listening.port}{listening.base_url.rstrip('/')}/"


def _own_address() -> str:
    # The host's name would not do: on Debian it leads to 127.0.1.1. Connecting a datagram socket sends nothing.
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("198.51.100.1", 9))  # any address outside (RFC 5737)
        except OSError:
            return "127.0.0.1"
        return str(probe.getsockname()[0])


def _secret(traits: OnlyOffice, problems: list[Problem]) -> str:
    secret = traits.jwt_secret
    if not secret and traits.jwt_secret_file:
        try:
            secret = Path(traits.jwt_secret_file).expanduser().read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "it is not text"
            problems.append(
                Problem(
                    "configuration",
                    f"The file named by c.OnlyOffice.jwt_secret_file could not be read: {reason}.",
                    "Name a text file that holds the secret and that the user of this server may read.",
                )
            )
    if secret and len(secret.encode()) < 32:
        problems.append(
            Problem(
                "weak-secret",
                "The JWT secret is shorter than 32 characters, which can be guessed.",
                "Set a longer one, for example from 'openssl rand -hex 32', here and in Docs (JWT_SECRET).",
                fatal=False,
            )
        )
    if traits.docs_url and not secret:
        problems.append(
            Problem(
                "no-secret",
                "No JWT secret is set, so Docs can not tell this server's requests from anybody else's.",
                "Set c.OnlyOffice.jwt_secret (or ONLYOFFICE_JWT_SECRET) to the JWT_SECRET of Docs.",
                fatal=False,
            )
        )
    return secret


def _header(value: str, problems: list[Problem]) -> str:
    name = value.strip() or "Authorization"
    if not all(character.isascii() and (character.isalnum() or character in "-_") for character in name):
        problems.append(
            Problem(
                "configuration",
                "c.OnlyOffice.jwt_header is not the name of an HTTP header.",
                "Use letters, digits and '-' only, for example 'AuthorizationJwt', the same as JWT_HEADER of Docs.",
            )
        )
        return "Authorization"
    return name


def _verify(traits: OnlyOffice, problems: list[Problem]) -> bool | str:
    if not traits.verify_tls:
        return False
    if not traits.ca_bundle:
        return True
    bundle = Path(traits.ca_bundle).expanduser()
    if not os.access(bundle, os.R_OK):
        problems.append(
            Problem(
                "configuration",
                "The file named by c.OnlyOffice.ca_bundle can not be read.",
                "Name a PEM file that the user of this server may read, or leave it out for a public certificate.",
            )
        )
    return str(bundle)


def _permissions(value: Mapping[str, Any], problems: list[Problem]) -> Mapping[str, Any]:
    if wrong := permissions.wrong(value):
        problems.append(
            Problem(
                "configuration",
                f"c.OnlyOffice.permissions can not be used: {wrong}.",
                f"Use {', '.join(sorted(permissions.NAMES))}.",
            )
        )
        return {}
    return dict(value)


def _editor(value: Mapping[str, Any], problems: list[Problem]) -> Mapping[str, Any]:
    if wrong := editor_settings.wrong(value):
        problems.append(
            Problem(
                "configuration",
                f"c.OnlyOffice.editor has settings that can not be used: {', '.join(wrong)}.",
                "Correct or remove them; the others are in force.",
                fatal=False,
            )
        )
    return editor_settings.accepted(value)


def _templates(value: str, problems: list[Problem]) -> Path | None:
    if not value:
        return None
    folder = Path(value).expanduser().absolute()
    if not (folder.is_dir() and os.access(folder, os.R_OK | os.X_OK)):
        problems.append(
            Problem(
                "configuration",
                "The folder named by c.OnlyOffice.templates_dir can not be read.",
                "Name a folder that the user of this server may read, or leave it out.",
                fatal=False,
            )
        )
    return folder


_Number = TypeVar("_Number", int, float)


def _positive(value: _Number, name: str, unit: str, default: _Number, problems: list[Problem]) -> _Number:
    if value > 0:
        return value
    problems.append(
        Problem(
            "configuration",
            f"c.OnlyOffice.{name} must be greater than 0 {unit}.",
            f"Leave it out for the default of {default:g} {unit}.",
            fatal=False,
        )
    )
    return default
