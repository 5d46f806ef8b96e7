"""The configuration as all other modules take it: resolved, checked and immutable (made by resolving.py)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..editor.permissions import Hook
from ..editor.settings import Policy
from ..errors import ConfigurationError
from ..messages import Notice, word, words
from ..people.provider import Provider
from ..security.keyring import Keyring
from ..security.tokens import EXPIRY, LEEWAY

MIB = 1024 * 1024
#: A config token is used once, when the editor starts; reconnects use a token of Docs' own (docs/protocol.md, 2).
CONFIG_EXPIRY = 3600


@dataclass(frozen=True)
class Problem:
    """Something wrong in the configuration. ``fatal``: no document can be opened before it is mended."""

    code: str
    cause: str
    remedy: str
    fatal: bool = True
    reason: str = ""  #: the row of the table of troubles

    def as_json(self) -> Notice:
        """For ``GET onlyoffice/status``."""
        return {"code": self.code, "reason": self.reason, "cause": self.cause, "remedy": self.remedy}

    def as_error(self) -> ConfigurationError:
        """For whoever opens a document."""
        error = ConfigurationError(self.cause, self.remedy)
        error.reason = self.reason
        return error


def problem(code: str, /, fatal: bool = True, **values: object) -> Problem:
    """A row of the table as a problem of the configuration. Raises as ``troubles.words`` does."""
    return Problem(word(code), *words(code, **values), fatal, code)


@dataclass(frozen=True)
class Settings:
    """The configuration, resolved and checked."""

    docs_url: str  #: as the browser reaches Docs, no trailing slash; "" without a Docs server
    docs_internal_url: str  #: as this server reaches Docs, no trailing slash
    jupyter_url: str  #: as Docs reaches this server, with base_url and a trailing slash; "" to derive it
    keyring: Keyring  #: the JWT secrets of Docs
    jwt_header: str
    verify: bool | str  #: what requests takes as ``verify``
    data_dir: Path
    force_save: bool
    max_file_size: int  #: bytes
    save_timeout: float  #: seconds
    share_links: bool = False
    people_provider: Provider | None = None  #: finds people to mention, besides those who were here
    permissions: Mapping[str, Any] = field(default_factory=dict)  #: those of everybody, see permissions.py
    permissions_hook: Hook | None = None  #: has the last word on them, see opening/access_rules.py
    editor: Policy = Policy()
    versions: str = "data_dir"  #: where versions are kept: "data_dir", "beside" or "off"
    versions_count: int = 50  #: of one document
    versions_size: int = 1024 * MIB  #: bytes, of all documents together
    config_expiry: int = CONFIG_EXPIRY  #: how long the token of an editor's config is good
    request_expiry: int = EXPIRY  #: the same for a request to Docs, and an answer to an event of the editor
    leeway: int = LEEWAY  #: by how many seconds the clock of Docs may differ from ours
    operation: bool = True  #: whether the token of a request to Docs says which service it is for
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
