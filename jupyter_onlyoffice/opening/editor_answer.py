"""What a tab is answered that opens a document in an editor of Docs: the signed config, and how the document stands."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import inf

from ..config.settings import Settings
from ..docs_server.signing import BrowserSigner
from ..docs_server.urls import Urls
from ..editor.capabilities import abilities
from ..editor.config import ActionLink, Document, Person, Preferences, editor_config
from ..events import iso
from ..features.references import References
from ..messages import Notice
from ..security.signed_links import Bounds, Links
from ..security.tokens import Clock
from ..sessions.session import Session
from ..storage.file_info import FileInfo
from .answers import AccessNotice, DocsEditor, SaveState
from .document_access import Granted

API_SCRIPT = "/web-apps/apps/api/documents/api.js"


@dataclass(frozen=True)
class Visitor:
    """Who asks, and what they may do."""

    username: str
    name: str
    may_write: bool
    preferences: Preferences
    groups: tuple[str, ...] | None = None  #: None where Jupyter knows of no groups
    image: str = ""  #: the address of a picture of them
    action: ActionLink | None = None  #: the place in the document to open it at
    bounds: Bounds = Bounds()  #: what their links are narrowed to, if they came by a share link


class EditorAnswer:
    """Makes it."""

    def __init__(
        self,
        settings: Settings,
        signer: BrowserSigner,
        urls: Urls,
        links: Links,
        references: References,
        clock: Clock,
    ) -> None:
        self._settings = settings
        self._signer = signer
        self._urls = urls
        self._links = links
        self._references = references
        self._clock = clock

    async def make(
        self,
        info: FileInfo,
        session: Session,
        granted: Granted,
        served: str,
        visitor: Visitor,
        told: Notice | AccessNotice | None,
    ) -> DocsEditor:
        """The answer; ``served`` is the type of what Docs is given in the file's place, ``told`` a notice to show."""
        access, document_format = granted.access, granted.format
        user = self._links.user_id(visitor.username)
        bounds = visitor.bounds
        document = Document(
            session.key,
            info.name,
            document_format,
            self._urls.of("download", session.key, user, served, bounds),
            # Nothing can be read by it, and a final save can come days later.
            self._urls.of("callback", session.key, user, bounds=replace(bounds, until=inf)),
            await self._references.name(info.path),
            served,
        )
        config = editor_config(
            document,
            Person(user, visitor.name, visitor.groups or ()),
            access.mode,
            access.permissions,
            visitor.preferences,
            self._settings.editor,
            self._settings.force_save,
            granted.docs_major,
            visitor.action,
        )
        return {
            "editor": "docs",
            "path": info.path,
            "mode": access.mode,
            "modes": access.modes,
            "notice": told,
            "apiUrl": f"{self._settings.docs_url}{API_SCRIPT}",
            "forceSave": config["editorConfig"]["customization"]["forcesave"],
            "can": abilities(
                access.mode,
                visitor.may_write,
                access.modes,
                share=self._settings.share_links,
                history=self._settings.versions != "off",
                download=access.permissions["download"],
            ),
            "config": await self._signer.config(config, bounds.until - self._clock()),
            **session_state(session, user),
        }


def session_state(session: Session, user: str) -> SaveState:
    """How a document stands, for ``user``: its key, its last save, and what failed."""
    failure = session.unstored
    return {
        "key": session.key,
        "storedAt": iso(session.stored_at),
        "savedAs": session.copy_path,
        "conflict": session.conflict if session.may_decide(user) else None,
        "failure": {**failure.as_json(), "at": iso(failure.at)} if failure else None,
    }
