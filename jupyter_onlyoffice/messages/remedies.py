"""What is said in several rows of the table."""

from __future__ import annotations

#: Of a request that failed, to Docs or for a result: what is wrong, and what helps.
FAILURES = {
    "certificate": ("its certificate is not trusted", "Set c.OnlyOffice.ca_bundle to the authority that signed it."),
    "proxy": ("the proxy does not connect", "Check HTTP_PROXY, HTTPS_PROXY and NO_PROXY."),
    "timeout": ("it does not answer in time", "Look whether Docs is overloaded or stopped."),
    "connection": ("no connection", "Look whether Docs runs, and check c.OnlyOffice.docs_internal_url."),
    "encoding": ("its content encoding is damaged", "Look at the proxy between this server and Docs."),
    "broken-off": (
        "the connection broke off",
        "Save again; if that fails too, look at the log of Docs. Until then the edit is with Docs.",
    ),
    "request": (
        "the request could not be made",
        "Check c.OnlyOffice.docs_internal_url, verify_tls and ca_bundle.",
    ),
}
#: What helps when Docs and this server do not accept each other's tokens.
CHECK_SECRET = (
    "Set c.OnlyOffice.jwt_secret (or jwt_secret_inbox) to the JWT_SECRET of Docs, and compare the clocks of both "
    "machines."
)
