"""The table of all routes, and the handler of each."""

from __future__ import annotations

from tornado.web import RequestHandler

from .browser import (
    ChoiceHandler,
    ForceSaveHandler,
    FormHandler,
    HeldHandler,
    OpenHandler,
    ResolveHandler,
    RetryHandler,
    StatusHandler,
    TitleHandler,
    ToldHandler,
)
from .builtin import ContentHandler, FileVersionHandler, ViewHandler
from .check import CheckEditorHandler, CheckHandler, CheckReportHandler, ProbeHandler
from .convert import ConvertedHandler, ConvertHandler, SaveAsHandler
from .create import CreateHandler, TemplatesHandler
from .from_docs import CallbackHandler, DownloadHandler, FileHandler
from .history import ChangesHandler, HistoryDataHandler, HistoryHandler, RestoreHandler, VersionHandler
from .insert import InsertHandler, ReferenceHandler
from .people import MentionsHandler, PeopleHandler
from .shares import ShareOpenHandler, SharePageHandler, SharePartHandler, SharesHandler, ShareStateHandler
from .thumbnails import ThumbnailHandler

#: Paths without base_url, which jupyter_server puts before them.
ROUTES: list[tuple[str, type[RequestHandler]]] = [
    (r"/onlyoffice/status", StatusHandler),
    (r"/onlyoffice/open", OpenHandler),
    (r"/onlyoffice/form", FormHandler),
    (r"/onlyoffice/check", CheckHandler),
    (r"/onlyoffice/check/editor", CheckEditorHandler),
    (r"/onlyoffice/check/report", CheckReportHandler),
    (r"/onlyoffice/probe", ProbeHandler),
    (r"/onlyoffice/create", CreateHandler),
    (r"/onlyoffice/templates", TemplatesHandler),
    (r"/onlyoffice/choice", ChoiceHandler),
    (r"/onlyoffice/forcesave", ForceSaveHandler),
    (r"/onlyoffice/resolve", ResolveHandler),
    (r"/onlyoffice/retry", RetryHandler),
    (r"/onlyoffice/held", HeldHandler),
    (r"/onlyoffice/told", ToldHandler),
    (r"/onlyoffice/shares", SharesHandler),
    (r"/onlyoffice/share", SharePageHandler),
    (r"/onlyoffice/share/page\.(js|css)", SharePartHandler),
    (r"/onlyoffice/share/open", ShareOpenHandler),
    (r"/onlyoffice/share/state", ShareStateHandler),
    (r"/onlyoffice/people", PeopleHandler),
    (r"/onlyoffice/mentions", MentionsHandler),
    (r"/onlyoffice/convert", ConvertHandler),
    (r"/onlyoffice/converted", ConvertedHandler),
    (r"/onlyoffice/saveas", SaveAsHandler),
    (r"/onlyoffice/title", TitleHandler),
    (r"/onlyoffice/insert", InsertHandler),
    (r"/onlyoffice/reference", ReferenceHandler),
    (r"/onlyoffice/thumbnail", ThumbnailHandler),
    (r"/onlyoffice/history", HistoryHandler),
    (r"/onlyoffice/history/version", HistoryDataHandler),
    (r"/onlyoffice/history/restore", RestoreHandler),
    (r"/onlyoffice/version", VersionHandler),
    (r"/onlyoffice/changes", ChangesHandler),
    (r"/onlyoffice/download", DownloadHandler),
    (r"/onlyoffice/file", FileHandler),
    (r"/onlyoffice/callback", CallbackHandler),
    (r"/onlyoffice/builtin/content", ContentHandler),
    (r"/onlyoffice/builtin/version", FileVersionHandler),
    (r"/onlyoffice/builtin/view", ViewHandler),
]
