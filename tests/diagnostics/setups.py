"""The table of broken set-ups: how each is broken, and what the doctor says of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from ..standin.options import SECRET
from .proxy import Faults, Reply
from .world import World, own_address, unprivileged

OTHER = "another-secret-0123456789abcdef0123456789"
_PAGE = "<!doctype html><title>Welcome to nginx!</title>"
_LOGIN = "<!doctype html><title>Sign in</title>"
_DOCS = "Node.js"  # begins the agent of Docs


@dataclass(frozen=True)
class Setup:
    """``leg`` fails with the row ``code``, in whose sentences are the ``words``; so do ``also``, and no others."""

    name: str
    broken: Callable[[World], object]
    leg: str
    code: str
    words: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    silent: bool = False  #: something does not answer, so that to wait for it shows nothing more
    known: bool = False  #: whether the authority of the test is one that everybody trusts


def traits(**values: object) -> Callable[[World], object]:
    """Other values for traits of ours."""
    return lambda world: world.traits.update(values)


def docs(**values: object) -> Callable[[World], object]:
    """Docs is set up in another way."""

    def change(world: World) -> None:
        world.options = replace(world.options, **values)  # type: ignore[arg-type]

    return change


def before_docs(*replies: Reply, **faults: object) -> Callable[[World], object]:
    """A proxy before Docs."""

    def change(world: World) -> None:
        world.docs_proxy = Faults(replies=replies, **faults)  # type: ignore[arg-type]

    return change


def before_us(*replies: Reply, **faults: object) -> Callable[[World], object]:
    """A proxy before this server."""

    def change(world: World) -> None:
        world.our_proxy = Faults(replies=replies, **faults)  # type: ignore[arg-type]

    return change


def both(*changes: Callable[[World], object]) -> Callable[[World], object]:
    """One after the other."""

    def change(world: World) -> None:
        for one in changes:
            one(world)

    return change


def clock(seconds: float) -> Callable[[World], object]:
    """The clock of Docs differs."""
    return lambda world: world.options.clock.advance(seconds)


def docs_certificate(kind: str, **values: object) -> Callable[[World], object]:
    """Docs has TLS, with this certificate of the authority."""

    def change(world: World) -> None:
        pair = getattr(world.authority, kind)
        world.options = replace(world.options, certfile=pair.certificate, keyfile=pair.key)
        world.traits.update(values)

    return change


def our_certificate(kind: str, checks: bool = True) -> Callable[[World], object]:
    """This server has TLS, and Docs looks at certificates."""

    def change(world: World) -> None:
        world.our_pair = getattr(world.authority, kind)
        world.options = replace(world.options, checks_certificates=checks)

    return change


def set_(**values: object) -> Callable[[World], object]:
    """Another value of the world."""

    def change(world: World) -> None:
        for name, value in values.items():
            assert hasattr(world, name)
            setattr(world, name, value)

    return change


def result(kind: str, **values: object) -> Callable[[World], object]:
    """The first result of Docs is bad."""
    return lambda world: world.later.append(lambda ready: ready.standin.faults.result(kind, **values))


UNREACHED = ("callback", "download")
SETUPS = [
    # This side
    Setup("a trait of the wrong type", traits(max_file_size="much"), "configuration", "", ("max_file_size",)),
    *(
        Setup(
            f"{address} for the address of Docs",
            traits(docs_url=address),
            "configuration",
            "",
            ("c.OnlyOffice.docs_url", "http://"),
        )
        for address in ("http://[::1", "http://docs.example:99999", "ftp://docs.example", "//docs.example")
    ),
    *(
        Setup(
            f"{address} for the address of this server",
            traits(jupyter_url=address),
            "configuration",
            "",
            ("c.OnlyOffice.jupyter_url", "http://"),
        )
        for address in ("127.0.0.1:8888", "http://[::1", "http://jupyter.example:port/", "http://")
    ),
    Setup(
        "a name of Docs with a dot too many",
        traits(docs_url="http://docs..invalid"),
        "docs-address",
        "doctor.address-dns",
        ("docs..invalid", "c.OnlyOffice.docs_url"),
    ),
    Setup(
        "two traits that are wrong",
        traits(max_file_size="much", save_timeout="long", jwt_leeway=-1),
        "configuration",
        "",
        ("c.OnlyOffice.max_file_size", "c.OnlyOffice.save_timeout", "c.OnlyOffice.jwt_leeway"),
    ),
    Setup("an address that is none", traits(docs_url="docs.example"), "configuration", "", ("docs_url",)),
    Setup(
        "a folder that can not be made",
        lambda world: world.traits.update(data_dir=unprivileged(world.folder)),
        "data-dir",
        "doctor.data-dir",
        ("c.OnlyOffice.data_dir",),
    ),
    # The way to Docs
    Setup(
        "a name that nobody knows",
        traits(docs_url="http://docs.invalid"),
        "docs-address",
        "doctor.address-dns",
        ("docs.invalid", "c.OnlyOffice.docs_url"),
    ),
    Setup(
        "another name inside that nobody knows",
        traits(docs_internal_url="http://onlyoffice.invalid"),
        "docs-address",
        "doctor.address-dns",
        ("c.OnlyOffice.docs_internal_url", "/etc/hosts"),
    ),
    Setup(
        "a wrong port",
        traits(docs_url="http://127.0.0.1:1"),
        "docs-address",
        "doctor.address-refused",
        ("port 1 of 127.0.0.1",),
    ),
    Setup(
        "https:// where Docs speaks plain HTTP",
        lambda world: world.later.append(lambda ready: ready.change(docs_url=ready.docs_url.replace("http", "https"))),
        "docs-tls",
        "doctor.tls-plain",
        ("plain HTTP", "http://"),
        silent=True,
    ),
    Setup(
        "http:// where Docs speaks TLS",
        both(
            docs_certificate("good"),
            lambda world: world.later.append(
                lambda ready: ready.change(docs_url=ready.docs_url.replace("https", "http"))
            ),
        ),
        "docs-tls",
        "doctor.tls-needed",
        ("speaks TLS", "https://"),
    ),
    Setup(
        "a self-signed certificate of Docs",
        docs_certificate("self_signed"),
        "docs-tls",
        "doctor.tls-untrusted",
        ("of itself, issued by itself, good until", "c.OnlyOffice.ca_bundle"),
    ),
    Setup(
        "an authority that is not known here",
        docs_certificate("good"),
        "docs-tls",
        "doctor.tls-untrusted",
        ("issued by Test authority",),
    ),
    Setup(
        "an expired certificate of Docs",
        both(docs_certificate("expired"), lambda world: world.traits.update(ca_bundle=world.authority.bundle)),
        "docs-tls",
        "doctor.tls-expired",
        ("2020-02-01 00:00 UTC", "SSL_CERTIFICATE_PATH"),
    ),
    Setup(
        "a certificate of Docs for another host",
        both(docs_certificate("other_host"), lambda world: world.traits.update(ca_bundle=world.authority.bundle)),
        "docs-tls",
        "doctor.tls-host",
        ("docs.example", "127.0.0.1"),
    ),
    Setup(
        "a bundle of authorities that is not there",
        docs_certificate("good", ca_bundle="/nowhere/ca.pem"),
        "docs-tls",
        "doctor.tls-bundle",
        ("c.OnlyOffice.ca_bundle",),
        ("configuration",),
    ),
    Setup(
        "a Docs without its database",
        docs(healthy=False),
        "docs-health",
        "doctor.health-false",
        ("/healthcheck", "log of Docs"),
    ),
    Setup(
        "a Docs that does nothing without its database",
        docs(healthy=False, converts=False, closes_editors=4004),
        "docs-health",
        "doctor.health-false",
        ("its database, its message queue",),
        silent=True,
    ),
    Setup(
        "the path forgotten",
        both(docs(prefix="/docs"), set_(docs_path="/nothing")),
        "docs-health",
        "doctor.health-path",
        ("/docs, not at", "/nothing"),
    ),
    Setup("a path too many", set_(docs_path="/docs"), "docs-health", "doctor.health-path", ("c.OnlyOffice.docs_url",)),
    Setup(
        "some other web server",
        before_docs(Reply(404)),
        "docs-health",
        "doctor.health-absent",
        ("no ONLYOFFICE Docs (HTTP 404)",),
    ),
    Setup(
        "the welcome page of a web server",
        before_docs(Reply(200, _PAGE)),
        "docs-health",
        "doctor.health-page",
        ("“Welcome to nginx!”",),
    ),
    Setup("a proxy without Docs", before_docs(Reply(502)), "docs-health", "doctor.health-gateway", ("HTTP 502",)),
    Setup(
        "a proxy that redirects",
        before_docs(Reply(301, location="https://docs.example/healthcheck?secret=1")),
        "docs-health",
        "doctor.health-redirect",
        ("to https://docs.example,", "c.OnlyOffice.docs_url"),
    ),
    Setup(
        "a log-in before Docs",
        before_docs(Reply(302, location="https://sso.example/login?next=x")),
        "docs-health",
        "doctor.health-login",
        ("redirects to https://sso.example/login.", "without a log-in"),
    ),
    Setup(
        "a proxy with a password",
        before_docs(Reply(401, _LOGIN)),
        "docs-health",
        "doctor.health-refused",
        ("HTTP 401", "services.CoAuthoring.ipfilter.rules"),
    ),
    Setup(
        "a server that hangs up",
        before_docs(hang_up=True),
        "docs-health",
        "doctor.health-broken",
        ("hangs up",),
        silent=True,
    ),
    Setup("an old Docs", docs(version="7.1.1"), "docs-version", "doctor.version-old", ("7.1.1", "7.2")),
    # Tokens and clocks
    Setup(
        "another secret",
        traits(jwt_secret=OTHER),
        "jwt-inbox",
        "doctor.inbox-secret",
        ("c.OnlyOffice.jwt_secret", "JWT_SECRET"),
        ("jwt-browser",),
    ),
    Setup(
        "a secret in quotes",
        traits(jwt_secret=f"'{SECRET}'"),
        "jwt-inbox",
        "doctor.inbox-quotes",
        ("--env-file", "c.OnlyOffice.jwt_secret"),
        ("jwt-browser",),
    ),
    Setup(
        "a secret of Docs in quotes",
        both(docs(secret=f'"{SECRET}"'), traits(jwt_secret=SECRET)),
        "jwt-inbox",
        "doctor.inbox-quotes-there",
        ("JWT_SECRET of Docs", "--env-file"),
        ("jwt-browser",),
    ),
    Setup(
        "another secret, and a Docs before 7.3",
        both(docs(version="7.2.2"), traits(jwt_secret=OTHER)),
        "jwt-inbox",
        "doctor.inbox-secret",
        ("c.OnlyOffice.jwt_secret", "JWT_SECRET"),
        ("jwt-browser",),
    ),
    Setup(
        "another secret for the way to Docs",
        traits(jwt_secret_inbox=OTHER),
        "jwt-inbox",
        "doctor.inbox-secret",
        ("c.OnlyOffice.jwt_secret_inbox",),
        ("jwt-browser",),
    ),
    Setup(
        "no secret here",
        traits(jwt_secret=""),
        "jwt-inbox",
        "doctor.inbox-none",
        ("demands a JWT", "c.OnlyOffice.jwt_secret"),
        ("jwt-browser",),
    ),
    Setup(
        "no JWT in Docs",
        both(docs(secret=""), traits(jwt_secret=SECRET)),
        "jwt-inbox",
        "doctor.inbox-off",
        ("JWT_ENABLED=true", "services.CoAuthoring.token.enable.request.inbox"),
        ("jwt-outbox", "jwt-browser", "callback"),
    ),
    Setup(
        "a proxy that strips the token on its way to Docs",
        before_docs(strip=("Authorization",)),
        "jwt-inbox",
        "doctor.inbox-stripped",
        ("header Authorization", "c.OnlyOffice.jwt_header"),
    ),
    Setup(
        "a Docs that does what anybody orders",
        docs(asks_orders=False),
        "jwt-inbox",
        "doctor.inbox-off",
        ("services.CoAuthoring.token.enable.request.inbox",),
    ),
    Setup(
        "a header of its own in Docs",
        docs(jwt_header="X-Docs-Token"),
        "jwt-inbox",
        "doctor.inbox-stripped",
        ("or Docs looks into another", "c.OnlyOffice.jwt_header", "services.CoAuthoring.token.inbox.header"),
        ("jwt-outbox",),
    ),
    Setup(
        "a line break at the end of the secret here",
        traits(jwt_secret=f"{SECRET}\n"),
        "jwt-inbox",
        "doctor.inbox-space",
        ("c.OnlyOffice.jwt_secret", "line break"),
        ("jwt-browser",),
    ),
    Setup(
        "a line break at the end of the secret of Docs",
        both(docs(secret=f"{SECRET}\n"), traits(jwt_secret=SECRET)),
        "jwt-inbox",
        "doctor.inbox-space-there",
        ("JWT_SECRET", "line break"),
        ("jwt-browser",),
    ),
    Setup(
        "another header in Docs",
        docs(jwt_header="AuthorizationJwt"),
        "jwt-inbox",
        "doctor.inbox-renamed",
        ("c.OnlyOffice.jwt_header to AuthorizationJwt", "JWT_HEADER"),
        ("jwt-outbox",),
    ),
    Setup(
        "a proxy that takes no more than a few bytes",
        before_docs(body_limit=100),
        "jwt-inbox",
        "doctor.inbox-large",
        ("HTTP 413", "client_max_body_size"),
    ),
    Setup(
        "a proxy that takes commands only, as conversions are larger",
        before_docs(body_limit=1000),
        "download",
        "doctor.download-large",
        ("HTTP 413", "client_max_body_size"),
    ),
    Setup(
        "a proxy that passes no commands",
        before_docs(Reply(404, line="ommand")),
        "jwt-inbox",
        "doctor.inbox-silent",
        ("/command",),
    ),
    Setup("a clock of Docs that is ahead", clock(100), "clock", "doctor.clock-ahead", ("ahead", "NTP")),
    Setup("a clock of Docs that is behind", clock(-100), "clock", "doctor.clock-behind", ("behind", "NTP")),
    Setup(
        "a clock of Docs that is far ahead",
        clock(1000),
        "jwt-inbox",
        "doctor.inbox-clock",
        ("s ahead",),
        ("clock",),
    ),
    Setup(
        "a clock of Docs that is hours ahead",
        clock(2 * 3600),
        "jwt-browser",
        "doctor.browser-clock",
        ("expired", "NTP"),
        ("clock", "jwt-inbox"),
    ),
    Setup(
        "a clock of Docs that is far behind",
        clock(-1000),
        "jwt-outbox",
        "doctor.outbox-clock",
        ("misses its time by", "NTP"),
        ("clock", "callback"),
    ),
    # The way to this server
    Setup(
        "a name of this server that nobody knows",
        traits(jupyter_url="http://jupyter.invalid:8888/"),
        "this-server",
        "doctor.here-dns",
        ("jupyter.invalid", "c.OnlyOffice.jupyter_url"),
        UNREACHED,
    ),
    Setup(
        "a wrong port of this server",
        traits(jupyter_url="http://127.0.0.1:1<base_url>"),
        "this-server",
        "doctor.here-port",
        ("port 1 of", "this server listens on port", "c.ServerApp.port"),
        UNREACHED,
    ),
    Setup(
        "nothing where this server should be",
        both(traits(jupyter_url="http://127.0.0.1:1<base_url>"), set_(listens_port=1)),
        "this-server",
        "doctor.here-refused",
        ("Nothing listens on port 1",),
        UNREACHED,
    ),
    Setup(
        "the path of another user",
        traits(jupyter_url="http://127.0.0.1:<port>/"),
        "this-server",
        "doctor.here-path",
        ("base_url is /user/ann/, not /", "HTTP 404"),
        UNREACHED,
    ),
    Setup(
        "a log-in before this server",
        before_us(Reply(302, location="/hub/login?next=x", line="onlyoffice"), Reply(200, _LOGIN, line="/hub/login")),
        "this-server",
        "doctor.here-login",
        ("log-in", "/hub/login)", "/user/ann/"),
        UNREACHED,
    ),
    Setup(
        "a page that Docs takes for the document",
        before_us(Reply(200, _LOGIN, agent=_DOCS)),
        "download",
        "doctor.download-elsewhere",
        ("not from this server", "c.OnlyOffice.jupyter_url"),
        ("callback",),
    ),
    Setup(
        "a Host check",
        before_us(Reply(403, _PAGE)),
        "this-server",
        "doctor.here-forbidden",
        ("Host check", "c.ServerApp.allow_remote_access"),
        UNREACHED,
    ),
    Setup(
        "a redirect to another address",
        before_us(Reply(302, location="https://jupyter.example/")),
        "this-server",
        "doctor.here-redirect",
        ("redirects to https://jupyter.example/",),
        UNREACHED,
    ),
    Setup(
        "a proxy without this server",
        before_us(Reply(502)),
        "this-server",
        "doctor.here-gateway",
        ("HTTP 502", "c.OnlyOffice.jupyter_url"),
        UNREACHED,
    ),
    Setup(
        "another server in the place of this one",
        before_us(Reply(200, "true")),
        "this-server",
        "doctor.here-stranger",
        ("another server answers (HTTP 200)",),
        ("callback", "download"),
    ),
    Setup(
        "a self-signed certificate of this server",
        our_certificate("self_signed"),
        "this-server",
        "doctor.here-untrusted",
        ("of itself, issued by itself", "USE_UNAUTHORIZED_STORAGE"),
        UNREACHED,
    ),
    Setup(
        "an expired certificate of this server",
        our_certificate("expired"),
        "this-server",
        "doctor.here-expired",
        ("2020-02-01 00:00 UTC", "c.ServerApp.certfile"),
        UNREACHED,
    ),
    Setup(
        "a certificate of this server for another name",
        our_certificate("other_host"),
        "this-server",
        "doctor.here-host",
        ("not for the name 127.0.0.1", "c.OnlyOffice.jupyter_url"),
        UNREACHED,
        known=True,
    ),
    Setup(
        "another installation in the place of this server",
        lambda world: world.later.append(lambda ready: ready.change(jupyter_url=ready.neighbour())),
        "this-server",
        "doctor.here-other",
        ("another installation", "c.OnlyOffice.data_dir"),
        UNREACHED,
    ),
    Setup(
        "a certificate of this server that Docs refuses",
        our_certificate("good"),
        "download",
        "doctor.unreached-tls",
        ("issued by Test authority", "services.CoAuthoring.requestDefaults.rejectUnauthorized"),
        ("callback", "this-server"),
    ),
    Setup(
        "https:// where this server speaks plain HTTP",
        set_(our_scheme="https"),
        "this-server",
        "doctor.here-plain",
        ("plain HTTP", "http://"),
        UNREACHED,
        silent=True,
    ),
    Setup(
        "http:// where this server speaks TLS",
        both(our_certificate("good", checks=False), set_(our_scheme="http")),
        "this-server",
        "doctor.here-tls",
        ("speaks TLS", "https://"),
        UNREACHED,
    ),
    Setup(
        "localhost for a Docs in a container",
        docs(blocked_loopback=True),
        "download",
        "doctor.unreached-loopback",
        ("for Docs 127.0.0.1 is its own machine or container", "host.docker.internal", "c.ServerApp.ip"),
        ("callback",),
    ),
    Setup(
        "a private address without JWT",
        both(docs(secret="", blocks_private=True), traits(jwt_secret="")),
        "download",
        "doctor.unreached-unsigned",
        ("private address", "ALLOW_PRIVATE_IP_ADDRESS=true", "allowPrivateIPAddress"),
        ("callback",),
    ),
    Setup(
        "a private address and no JWT in Docs only",
        both(docs(secret="", blocks_private=True), traits(jwt_secret=SECRET)),
        "download",
        "doctor.unreached-unsigned",
        ("private address", "ALLOW_PRIVATE_IP_ADDRESS=true", "for a Docs in a container"),
        ("jwt-inbox", "jwt-browser", "callback"),
    ),
    Setup(
        "a filter of addresses in Docs",
        docs(blocked_hosts=("127.0.0.1",)),
        "download",
        "doctor.unreached-host",
        ("told not to call it", "services.CoAuthoring.ipfilter.rules"),
        ("callback",),
    ),
    Setup(
        "a converter that fails",
        lambda world: world.later.append(lambda ready: ready.standin.faults.conversion(9)),
        "download",
        "doctor.download-failed",
        ("its converter failed",),
    ),
    Setup(
        "a converter that does not run",
        docs(converts=False),
        "download",
        "doctor.download-idle",
        ("its converter does not run", "ds-converter", "RabbitMQ"),
        silent=True,
    ),
    Setup(
        "a converter that is only for the editors of Docs",
        docs(version="10.0.0", converts_for_others=False),
        "download",
        "doctor.download-refused",
        ("HTTP 403", "convertServiceEnable", "docbuilderEnable"),
    ),
    Setup(
        "a Docs that demands a purpose in each token",
        both(docs(version="10.0.0", purpose_check="strict"), traits(jwt_operation=False)),
        "jwt-inbox",
        "doctor.inbox-purpose",
        ("c.OnlyOffice.jwt_operation", "purposeCheck"),
    ),
    Setup(
        "a converter in a network of its own",
        docs(converter_reaches=False),
        "download",
        "doctor.download-apart",
        ("its converter does not",),
    ),
    Setup(
        "a proxy that passes no conversions",
        before_docs(Reply(405, line="onver")),
        "download",
        "doctor.download-silent",
        ("/converter",),
    ),
    Setup(
        "a proxy that strips the token of Docs",
        before_us(strip=("Authorization",)),
        "jwt-outbox",
        "doctor.outbox-missing",
        ("without the header Authorization", "services.CoAuthoring.token.enable.request.outbox"),
    ),
    Setup(
        "a proxy that renames the header of Docs",
        before_us(rename={"Authorization": "X-Forwarded-Authorization"}),
        "jwt-outbox",
        "doctor.outbox-renamed",
        ("X-Forwarded-Authorization, not in Authorization",),
    ),
    Setup(
        "the header that is usual besides, for what Docs sends",
        before_us(rename={"Authorization": "AuthorizationJwt"}),
        "jwt-outbox",
        "doctor.outbox-renamed",
        ("c.OnlyOffice.jwt_header to AuthorizationJwt",),
    ),
    Setup(
        "a proxy that has its own log-in in the header",
        before_us(replace={"Authorization": "Basic YW5uOmFubg=="}),
        "jwt-outbox",
        "doctor.outbox-replaced",
        ("something else than its token", "JWT_HEADER"),
    ),
    Setup(
        "another secret for the way from Docs",
        docs(outbox=OTHER),
        "jwt-outbox",
        "doctor.outbox-secret",
        ("c.OnlyOffice.jwt_secret_outbox to", "services.CoAuthoring.secret.outbox"),
        ("callback",),
    ),
    Setup(
        "a Docs that does not sign",
        docs(outbox=""),
        "callback",
        "doctor.callback-unsigned",
        ("nothing is stored", "services.CoAuthoring.token.enable.request.outbox"),
        ("jwt-outbox",),
    ),
    Setup(
        "results at an address that is not known",
        result("foreign-host", target="http://onlyoffice:8080"),
        "result",
        "doctor.result-foreign",
        ("http://onlyoffice:8080", "c.OnlyOffice.docs_url", "X-Forwarded-Host"),
    ),
    Setup(
        "a proxy that drops the port of Docs",
        docs(public_url="http://127.0.0.1"),
        "result",
        "doctor.result-origin",
        ("takes http://127.0.0.1 for its own address", "X-Forwarded-Host", "$http_host"),
    ),
    Setup(
        "a proxy that does not tell that browsers speak TLS with it",
        both(
            docs_certificate("good"),
            lambda world: world.traits.update(ca_bundle=world.authority.bundle),
            lambda world: world.later.append(lambda ready: ready.tells(ready.docs_url.replace("https", "http"))),
        ),
        "result",
        "doctor.result-origin",
        ("not https://127.0.0.1:", "X-Forwarded-Proto"),
    ),
    Setup(
        "a proxy that does not tell the path of Docs",
        both(
            docs(prefix="/docs"),
            lambda world: world.later.append(lambda ready: ready.tells(ready.docs_url.removesuffix("/docs"))),
        ),
        "result",
        "doctor.result-origin",
        ("/docs (c.OnlyOffice.docs_url)", "X-Forwarded-Prefix"),
    ),
    Setup(
        "a log-in before results",
        before_docs(Reply(200, _LOGIN, line="/cache/")),
        "result",
        "doctor.result-page",
        ("web page",),
    ),
    Setup(
        "a proxy that loses the signature of results",
        before_docs(Reply(403, line="/cache/")),
        "result",
        "doctor.result-status",
        ("HTTP 403", "secure_link_secret"),
    ),
    Setup(
        "results that are elsewhere",
        before_docs(Reply(302, location="https://sso.example/?next=x", line="/cache/")),
        "result",
        "doctor.result-redirect",
        ("redirects to https://sso.example/",),
    ),
    Setup("empty results", result("empty"), "result", "doctor.result-damaged", ("no document",)),
    Setup(
        "a limit that nothing meets",
        traits(max_file_size=10),
        "result",
        "doctor.result-large",
        ("c.OnlyOffice.max_file_size",),
    ),
    Setup(
        "a small limit of Docs",
        docs(max_download=1_000_000),
        "size-limits",
        "doctor.size-docs",
        ("FileConverter.converter.maxDownloadBytes",),
    ),
    Setup(
        "a small limit before this server",
        before_us(body_limit=100_000),
        "size-limits",
        "doctor.size-post",
        ("HTTP 413", "client_max_body_size"),
    ),
    Setup(
        "short headers only",
        before_us(header_limit=4000),
        "size-limits",
        "doctor.size-header",
        ("HTTP 431", "large_client_header_buffers"),
    ),
    # Editing
    Setup(
        "a proxy without WebSocket",
        before_docs(upgrade=False),
        "websocket",
        "doctor.socket-upgrade",
        ("HTTP 400", "proxy_set_header Upgrade"),
    ),
    Setup(
        "a log-in before the WebSocket",
        before_docs(Reply(302, location="http://sso.invalid/", line="/doc/")),
        "websocket",
        "doctor.socket-refused",
        ("HTTP 302", "without a log-in"),
    ),
    Setup(
        "a proxy that passes some paths only",
        before_docs(Reply(404, line="/doc/")),
        "websocket",
        "doctor.socket-absent",
        ("/doc/",),
    ),
    Setup(
        "another secret for the browser",
        traits(jwt_secret_browser=OTHER),
        "jwt-browser",
        "doctor.browser-secret",
        ("c.OnlyOffice.jwt_secret_browser", "services.CoAuthoring.secret.browser"),
    ),
    Setup(
        "a Docs that is being shut down",
        docs(closes_editors=4001),
        "jwt-browser",
        "doctor.browser-shutdown",
        ("Restart ONLYOFFICE Docs",),
    ),
    Setup(
        "a Docs that lets everybody in",
        docs(asks_editors=False),
        "jwt-browser",
        "doctor.browser-off",
        ("services.CoAuthoring.token.enable.browser",),
    ),
    Setup(
        "a proxy that passes no POST",
        before_us(Reply(405, line="POST")),
        "callback",
        "doctor.callback-none",
        ("no callback to", "c.OnlyOffice.jupyter_url"),
    ),
    Setup(
        "a Docs that is full",
        docs(places=0),
        "connections",
        "doctor.connections-full",
        ("can only view",),
    ),
    Setup(
        "a licence that has ended",
        docs(licence=2),
        "connections",
        "doctor.connections-ended",
        ("has ended",),
    ),
]
#: What is worth a note, while all is well.
NOTES = [
    Setup("a Docs that is not the newest", docs(version="8.0.1"), "docs-version", "doctor.version-lacks", ("8.0.1",)),
    Setup(
        "a Docs that keeps its health to itself",
        before_docs(Reply(403, line="/healthcheck")),
        "docs-health",
        "doctor.health-hidden",
        ("HTTP 403",),
    ),
    Setup("little room", traits(max_file_size=1 << 60), "data-dir", "doctor.data-dir-space", ("MiB left",)),
    Setup(
        "certificates that are not looked at",
        docs_certificate("self_signed", verify_tls=False),
        "docs-tls",
        "doctor.tls-unchecked",
        ("c.OnlyOffice.verify_tls",),
    ),
    Setup(
        "an address that only Docs reaches",
        before_us(Reply(404, agent="jupyter-onlyoffice-doctor")),
        "this-server",
        "doctor.here-docs-only",
        ("but ONLYOFFICE Docs does",),
    ),
    Setup(
        "a short secret",
        both(docs(secret="short"), traits(jwt_secret="short")),
        "configuration",
        "",
        ("shorter than 32 characters",),
    ),
    Setup("the free edition", lambda world: None, "connections", "doctor.connections-limit", ("20 connections",)),
]
#: Other ways in which all is well.
SOUND = {
    "under a path": docs(prefix="/docs"),
    "with TLS": both(
        docs_certificate("good"),
        our_certificate("good", checks=False),
        lambda world: world.traits.update(ca_bundle=world.authority.bundle),
    ),
    "with another header": both(docs(jwt_header="AuthorizationJwt"), traits(jwt_header="AuthorizationJwt")),
    "with a Docs 10 that demands a purpose of tokens": docs(version="10.0.0", purpose_check="strict"),
    "with a Docs before 8.2": docs(version="8.1.0", old_command_paths=True),
    "with a Docs before 7.3": docs(version="7.2.2", old_command_paths=True),
    "without JWT": both(docs(secret=""), traits(jwt_secret="")),
    "with a secret for each direction": both(
        docs(secret=OTHER, outbox="third-secret-0123456789abcdef0123456789"),
        traits(jwt_secret=OTHER, jwt_secret_outbox="third-secret-0123456789abcdef0123456789"),
    ),
    "while a secret is changed": both(docs(secret=OTHER), traits(jwt_secret=SECRET, jwt_accepted_secrets=[OTHER])),
}
if address := own_address():  # where there is no network, nobody can be elsewhere
    SETUPS.append(
        Setup(
            "a server that listens on localhost only",
            lambda world: world.traits.update(jupyter_url=f"http://{address}:<port><base_url>"),
            "this-server",
            "doctor.here-only-local",
            ("127.0.0.1 only", "c.ServerApp.ip = '0.0.0.0'"),
            UNREACHED,
        )
    )
