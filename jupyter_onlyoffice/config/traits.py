"""The traits ``c.OnlyOffice.*``: what an administrator writes, with the help of each."""

from __future__ import annotations

import json
from typing import Any

from traitlets import Bool, Callable, CaselessStrEnum, Dict, Float, Int, List, Unicode, Union
from traitlets.config import LoggingConfigurable

from ..security.tokens import EXPIRY, LEEWAY
from .settings import CONFIG_EXPIRY, MIB


class JsonDict(Dict):
    """A dictionary; in the environment, or on the command line, it is JSON."""

    def from_string(self, s: str) -> dict[str, Any]:
        """Raises ValueError when ``s`` is no JSON object."""
        value = json.loads(s)
        if not isinstance(value, dict):
            raise ValueError("This is no JSON object.")
        return value


class WordList(List):  # type: ignore[type-arg]  # not generic in its older versions
    """A list of strings; in the environment, or on the command line, they are separated by spaces, or JSON."""

    def from_string(self, s: str) -> list[str]:
        """Raises ValueError when ``s`` begins like JSON and is none."""
        if not s.lstrip().startswith("["):
            return s.split()
        value = json.loads(s)
        if not all(isinstance(word, str) for word in value):
            raise ValueError("This is no list of strings.")
        return list(value)

    def from_string_list(self, s_list: list[str]) -> list[str]:
        """From an argument that was given several times."""
        return [word for s in s_list for word in self.from_string(s)]


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
    ).tag(config=True, env="ONLYOFFICE_JWT_SECRET", secret=True)
    jwt_secret_file = Unicode(
        help="A file that holds the secret instead, for example '/run/secrets/onlyoffice'. "
        "Environment: ONLYOFFICE_JWT_SECRET_FILE."
    ).tag(config=True, env="ONLYOFFICE_JWT_SECRET_FILE")
    jwt_secret_browser = Unicode(
        help="The secret for what the browser hands to Docs, the config of an editor, if it is another than that for "
        "requests (services.CoAuthoring.secret.browser of Docs before 7.2; newer versions use secret.inbox), for "
        "example the output of 'openssl rand -hex 32'. Default: that for requests. "
        "Environment: ONLYOFFICE_JWT_SECRET_BROWSER."
    ).tag(config=True, env="ONLYOFFICE_JWT_SECRET_BROWSER", secret=True)
    jwt_secret_inbox = Unicode(
        help="The secret for this server's requests to Docs, commands and conversions, if it is another "
        "(services.CoAuthoring.secret.inbox of Docs), for example the output of 'openssl rand -hex 32'. "
        "Default: jwt_secret. Environment: ONLYOFFICE_JWT_SECRET_INBOX."
    ).tag(config=True, env="ONLYOFFICE_JWT_SECRET_INBOX", secret=True)
    jwt_secret_outbox = Unicode(
        help="The secret for what Docs sends to this server, callbacks and downloads, if it is another "
        "(services.CoAuthoring.secret.outbox of Docs), for example the output of 'openssl rand -hex 32'. "
        "Default: jwt_secret. Environment: ONLYOFFICE_JWT_SECRET_OUTBOX."
    ).tag(config=True, env="ONLYOFFICE_JWT_SECRET_OUTBOX", secret=True)
    jwt_accepted_secrets = WordList(
        Unicode(),
        help="Other secrets that are good too while one is being changed, the old or the new one, for example "
        "['7d1b...']. Environment: ONLYOFFICE_JWT_ACCEPTED_SECRETS, separated by spaces or as JSON.",
    ).tag(config=True, env="ONLYOFFICE_JWT_ACCEPTED_SECRETS", secret=True)
    jwt_header = Unicode(
        help="The HTTP header in which Docs sends and expects its token (its JWT_HEADER), for example "
        "'AuthorizationJwt'. Default: 'Authorization'. Environment: ONLYOFFICE_JWT_HEADER."
    ).tag(config=True, env="ONLYOFFICE_JWT_HEADER", default="Authorization")
    jwt_config_expiry = Int(
        CONFIG_EXPIRY,
        help="For how many seconds the token in the config of an editor can be used to open it, for example 600. The "
        "open editor does not need it any more. Environment: ONLYOFFICE_JWT_CONFIG_EXPIRY.",
    ).tag(config=True, env="ONLYOFFICE_JWT_CONFIG_EXPIRY")
    jwt_request_expiry = Int(
        EXPIRY,
        help="For how many seconds the token of a request to Docs is good, for example 60. "
        "Environment: ONLYOFFICE_JWT_REQUEST_EXPIRY.",
    ).tag(config=True, env="ONLYOFFICE_JWT_REQUEST_EXPIRY")
    jwt_leeway = Int(
        LEEWAY,
        help="By how many seconds the clock of Docs may differ from this server's when a token of Docs is verified, "
        "for example 120; from 0 to 3600. Environment: ONLYOFFICE_JWT_LEEWAY.",
    ).tag(config=True, env="ONLYOFFICE_JWT_LEEWAY")
    jwt_operation = Bool(
        True,
        help="Whether the token of a request to Docs says which service it is for, as Docs 10 can be set to demand "
        "(services.CoAuthoring.token.purposeCheck), for example False for a server that refuses it; older ones of "
        "ONLYOFFICE overlook it. Environment: ONLYOFFICE_JWT_OPERATION ('true' or 'false').",
    ).tag(config=True, env="ONLYOFFICE_JWT_OPERATION")
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
