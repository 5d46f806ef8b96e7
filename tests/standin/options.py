"""What can be set on the stand-in. The defaults are what was measured on Docs 9.3.0 (build 138)."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace

from .wire import Caution

SECRET = "standin-secret-0123456789abcdef0123456789"


@dataclass(frozen=True)
class Timings:
    """Delays in seconds. ``scaled`` makes a test quick without changing what happens in which order."""

    app_ready: float = 1.3  # the frame has loaded its program; the tool bar is measured
    document_ready: float = 3.0  # after app_ready: the page is drawn; the first theft of the focus is just before
    focus_again: float = 0.75  # after document_ready: the second theft
    settle: float = 2.0  # from a key to the moment when Docs has it and the state is false
    clean_close: float = 0.2  # from leaving without a change to status 4
    close: float = 2.8  # from leaving with changes to status 2
    lost: float = 300.0  # from a connection that broke to the final save
    force_save: float = 1.3  # from the order to status 6
    version_changed: float = 1.2  # after app_ready: onRequestRefreshFile
    conversion: float = 0.5  # what the converter works on one document
    retries: tuple[float, ...] = (1.0, 2.0, 4.0)  # between the tries of a final save
    download_retry: float = 1.0

    def scaled(self, factor: float) -> Timings:
        """The same delays, each times ``factor``."""
        delays = {name: value * factor for name, value in vars(self).items() if isinstance(value, float)}
        return replace(self, **delays, retries=tuple(pause * factor for pause in self.retries))

    def with_(self, **changes: float) -> Timings:
        """The same delays but for ``changes``."""
        return replace(self, **changes)  # type: ignore[arg-type]  # none of them is `retries`


class Clock:
    """The time of day, that a test can move: a result dies after 900 s, a finished key after 300 s."""

    def __init__(self) -> None:
        self._fixed: float | None = None
        self._offset = 0.0

    def __call__(self) -> float:
        """Seconds since the epoch."""
        return time.time() + self._offset if self._fixed is None else self._fixed

    def advance(self, seconds: float) -> None:
        """Move on by ``seconds``."""
        if self._fixed is None:
            self._offset += seconds
        else:
            self._fixed += seconds

    def stop_at(self, moment: float) -> None:
        """Stand still at ``moment``."""
        self._fixed = moment


@dataclass
class Options:
    """Settings of one stand-in. Those that a request looks at may be changed while it runs."""

    secret: str = SECRET  # "" switches tokens off
    inbox: str | None = None  # the secret for requests to Docs, and for configs; None: `secret`
    browser: str | None = None  # the secret for configs of a Docs that reads one, unlike the genuine one; None: `inbox`
    outbox: str | None = None  # the secret for requests of Docs; None: `secret`
    jwt_header: str = "Authorization"
    host: str = "127.0.0.1"
    port: int = 0  # 0: any free one
    prefix: str = ""  # a path that all routes are under, as behind a reverse proxy: "/docs"
    public_url: str = ""  # what result URLs start with; "" is the address that the browser used
    version: str = "9.3.0"
    build: int = 138
    purpose_check: str = "validate"  # of 10.0: whether tokens must say what they are for: off, validate, strict
    converts_for_others: bool = True  # convertServiceEnable of 10.0
    old_command_paths: bool = False  # a server before 8.2: no /command and /converter
    password: str = "secret"  # of every encrypted document
    ooxml_fallback: bool = False  # deliver .docx, .xlsx, .pptx for every other format
    result_lifetime: int = 900  # seconds
    finished_lifetime: int = 300  # seconds for which the key of a stored document is "version changed"
    max_download: int = 100 * 1024 * 1024  # bytes
    callback_timeout: float = 600  # seconds
    checks_certificates: bool = False  # of connectors; a genuine one does unless it is told not to
    blocks_private: bool = False  # calls private addresses only with a token; a genuine one does so
    blocked_loopback: bool = False  # it is in a container: 127.0.0.1 is another machine for it
    blocked_hosts: tuple[str, ...] = ()  # its filter of addresses
    places: int = 20  # how many may edit at a time
    licence: int = 3  # the state of its licence: 3 is good, 2 has ended
    healthy: bool = True  # /healthcheck
    converts: bool = True  # its converter runs
    converter_reaches: bool = True  # the converter gets to the connector; callbacks come from another program
    closes_editors: int = 0  # the code with which editors are sent away, as when it is shut down
    asks_orders: bool = True  # whether orders of connectors need a token, where there is a secret
    asks_editors: bool | None = None  # whether an editor needs a token; None: when there is a secret
    page_headers: dict[str, str] = field(default_factory=dict)  # a proxy adds them to the page of an editor
    certfile: str = ""  # serve https with this certificate
    keyfile: str = ""
    timings: Timings = field(default_factory=Timings)
    clock: Clock = field(default_factory=Clock)

    @property
    def caution(self) -> Caution:
        """What is looked at before a connector is called."""
        private = self.orders_need_token or not self.blocks_private
        return Caution(self.checks_certificates, private, not self.blocked_loopback)

    @property
    def is_ten(self) -> bool:
        """Whether it behaves as Docs 10.0, as far as that is published (docs/docs-versions.md)."""
        return int(self.version.partition(".")[0]) >= 10

    @property
    def speaks_sockjs(self) -> bool:
        """Whether editors speak SockJS with it, as before 7.3."""
        return tuple(map(int, self.version.split(".")[:2])) < (7, 3)

    @property
    def orders_need_token(self) -> bool:
        """Whether an order without a token is refused; only what comes by a signed one is fetched with a token."""
        return bool(self.inbox_secret) and self.asks_orders

    @property
    def editors_need_token(self) -> bool:
        """Whether an editor without a token is refused."""
        return bool(self.inbox_secret) if self.asks_editors is None else self.asks_editors

    @property
    def inbox_secret(self) -> str:
        """What verifies requests to Docs."""
        return self.secret if self.inbox is None else self.inbox

    @property
    def browser_secret(self) -> str:
        """What verifies configs: since 7.2 Docs does not read the secret that it has for it."""
        return self.inbox_secret if self.browser is None else self.browser

    @property
    def outbox_secret(self) -> str:
        """What signs requests of Docs."""
        return self.secret if self.outbox is None else self.outbox

    @property
    def release(self) -> str:
        """The folder that the editor is served from, as Docs has it for caching."""
        return f"{self.version}-{self.build}"
