"""Our own links, which authorise one document for one purpose.

They are signed with a key of this installation that never leaves it.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import time
from contextlib import suppress
from dataclasses import dataclass
from math import ceil, inf
from pathlib import Path
from typing import Any, Literal

from ..errors import TokenError
from ..messages import trouble
from . import jws
from .document_keys import DocumentKeys
from .keyring import Secret
from .tokens import Clock, sign, verified

Purpose = Literal["download", "callback", "file", "version", "changes", "share", "probe"]
"""download, callback: a document by its key. file: any file of the user by its path, which Docs is to fetch once.
version, changes: an earlier version of a document by its own key, and the changes that led to it, fetched once too.
share: a share link by its id. probe: the connection check's own document by its key."""

#: The final save can come days after the document was opened, so a link must outlive a session of days.
LINK_SECONDS = 30 * 24 * 3600
#: A file that Docs is to fetch at once: an image to insert, a document to convert or to compare with, a version.
FILE_SECONDS = 3600
ONCE: tuple[Purpose, ...] = ("file", "version", "changes", "probe")
#: What is named by a path, or was made for one: the same path is another file under another root.
ROOTED: tuple[Purpose, ...] = ("file", "share")


@dataclass(frozen=True)
class Bounds:
    """What a link is narrowed to, besides its purpose."""

    share: str = ""  #: the id of the share link by which its guest came: it ends with that
    until: float = inf  #: when it ends at the latest, in seconds since the epoch
    signed: bool = False  #: whether only Docs may use it, which signs its requests, and not a browser that is given it


@dataclass(frozen=True)
class Link:
    """What one of our signed links allows: one purpose, for one document key (or path), on behalf of one user."""

    purpose: Purpose
    key: str
    user: str
    share: str = ""  #: as in Bounds
    signed: bool = False  #: as in Bounds


class Links:
    """Makes and checks our own links; also derives from the link key what must be stable per installation.

    ``scope`` names the root that paths are relative to: other servers of this installation have the same link key.
    """

    def __init__(self, link_key: str, clock: Clock = time.time, scope: str = "") -> None:
        self._key = link_key
        self._clock = clock
        self._root = self._derive(f"root:{scope}", 16)
        self.instance = self._derive("instance", 8)
        self.document_keys = DocumentKeys(self.instance, self._derive)

    def _derive(self, text: str, length: int) -> str:
        return hmac.new(self._key.encode(), text.encode(), hashlib.sha256).hexdigest()[:length]

    def user_id(self, username: str) -> str:
        """An opaque id, stable for this installation: Docs shows it to every integrator and writes it to its logs."""
        return self._derive(f"user:{username}", 24)

    def make(self, purpose: Purpose, key: str, user: str, seconds: int = 0, bounds: Bounds = Bounds()) -> str:
        """The token of a link; ``seconds`` is how long it is good, if not as usual for its purpose."""
        now = self._clock()
        claims: dict[str, Any] = {"iss": self.instance, "sub": user, "use": purpose, "doc": key}
        if purpose in ROOTED:
            claims["root"] = self._root
        if bounds.share:
            claims["share"] = bounds.share
        if bounds.signed:
            claims["signed"] = True
        usual = seconds or (FILE_SECONDS if purpose in ONCE else LINK_SECONDS)
        return sign(claims, self._key, now, usual if bounds.until == inf else min(usual, ceil(bounds.until - now)))

    def check(self, token: str, purpose: Purpose) -> Link:
        """What ``token`` allows.

        Raises LinkError when it is forged, expired, of another installation or root, or made for another purpose.
        """
        try:
            claims = verified(token, (Secret("link_key", self._key),), self._clock(), limit=jws.MAX_HEADER).claims
        except TokenError:
            raise trouble("link.invalid") from None
        key, user = claims.get("doc"), claims.get("sub")
        if claims.get("iss") != self.instance or claims.get("use") != purpose or not (key and isinstance(user, str)):
            raise trouble("link.other")
        if purpose in ROOTED and claims.get("root") != self._root:
            raise trouble("link.other")
        return Link(purpose, str(key), user, str(claims.get("share") or ""), claims.get("signed") is True)


def load_link_key(data_dir: Path) -> str:
    """The key that signs our links: made once per installation, readable by its owner only.

    Raises OSError when the folder can not be written.
    """
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = data_dir / "link_key"
    with suppress(FileNotFoundError):
        found = path.read_text(encoding="ascii").strip()
        if len(found) >= 64:
            return found
    # Written aside and linked into place: of two servers that start together both take the key of the first.
    fresh = path.with_name(f"link_key.{secrets.token_hex(8)}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(32))
        file.flush()
        os.fsync(file.fileno())
    try:
        with suppress(FileExistsError):
            os.link(fresh, path)
        found = path.read_text(encoding="ascii").strip()
        if len(found) < 64:  # a torn file of an earlier crash holds no key that any link was signed with
            os.replace(fresh, path)
            found = path.read_text(encoding="ascii").strip()
        return found
    finally:
        fresh.unlink(missing_ok=True)
