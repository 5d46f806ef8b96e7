"""What editors need: the websocket, the signed config, the callback, and room for one more."""

from __future__ import annotations

from ...row import Row

ROWS = {
    "doctor.socket-upgrade": Row(
        None,
        "The proxy before ONLYOFFICE Docs at {address} does not let a WebSocket through (HTTP {status}).",
        "Let it pass on the headers Upgrade and Connection by HTTP/1.1 (nginx: proxy_http_version 1.1, "
        "proxy_set_header "
        "Upgrade $http_upgrade, proxy_set_header Connection upgrade).",
    ),
    "doctor.socket-refused": Row(
        None,
        "The proxy before ONLYOFFICE Docs at {address} refuses a WebSocket, or answers it with a log-in "
        "(HTTP {status}).",
        "Let it pass the path /doc/ on to Docs without a log-in.",
    ),
    "doctor.socket-absent": Row(
        None,
        "The proxy before ONLYOFFICE Docs at {address} does not pass the path /doc/ on (HTTP {status}).",
        "Let it pass on everything below the address of Docs.",
    ),
    "doctor.socket-silent": Row(
        None,
        "The WebSocket of ONLYOFFICE Docs at {address} cannot be opened: {reason}.",
        "Look at the proxy before Docs, and at the log of Docs.",
    ),
    "doctor.socket-proxied": Row(
        None,
        "Not tested, because the proxy that HTTP_PROXY or HTTPS_PROXY names lets this server open no WebSocket; "
        "editors do not use that proxy.",
        "If Docs is near, add {host} to NO_PROXY in the environment of this server.",
    ),
    "doctor.browser-secret": Row(
        None,
        "ONLYOFFICE Docs does not accept what this server signs for editors: the secrets differ.",
        "Set c.OnlyOffice.{trait} to the JWT_SECRET of Docs (in its local.json services.CoAuthoring.secret.inbox, "
        "before 7.2 services.CoAuthoring.secret.browser).",
    ),
    "doctor.browser-none": Row(
        None,
        "ONLYOFFICE Docs demands a JWT of editors, but this server has no secret to sign with.",
        "Set c.OnlyOffice.{trait} to the JWT_SECRET of Docs (in its local.json services.CoAuthoring.secret.inbox, "
        "before 7.2 services.CoAuthoring.secret.browser).",
    ),
    "doctor.browser-clock": Row(
        None,
        "ONLYOFFICE Docs takes what this server signs for editors for expired.",
        "Set the clocks of both machines by NTP.",
    ),
    "doctor.browser-denied": Row(
        None,
        "ONLYOFFICE Docs refuses the signed settings of an editor.",
        "Look at the log of Docs, and whether it is of a version that jupyter-onlyoffice knows.",
    ),
    "doctor.browser-shutdown": Row(
        None,
        "ONLYOFFICE Docs is being shut down: it lets no editor in.",
        "Restart ONLYOFFICE Docs.",
    ),
    "doctor.browser-closed": Row(
        None,
        "ONLYOFFICE Docs closes the connection of an editor with code {code}.",
        "Look at the log of Docs.",
    ),
    "doctor.browser-off": Row(
        None,
        "ONLYOFFICE Docs lets everybody open documents: it asks editors for no JWT, although c.OnlyOffice.{trait} is "
        "set.",
        "Set JWT_ENABLED=true in Docs (services.CoAuthoring.token.enable.browser in its local.json).",
    ),
    "doctor.browser-silent": Row(
        None,
        "ONLYOFFICE Docs takes the connection of an editor, but does not answer it.",
        "Look at the log of Docs, and at the proxy before it.",
    ),
    "doctor.callback-none": Row(
        None,
        "ONLYOFFICE Docs cannot tell this server what happens to a document: no callback to {address} arrived here.",
        "Set c.OnlyOffice.jupyter_url to an address of this server that Docs reaches, POST and all.",
    ),
    "doctor.callback-full": Row(
        None,
        "No callback could be caused, as the limit of ONLYOFFICE Docs is reached and it lets nobody else edit.",
        "Wait until somebody closes a document.",
    ),
    "doctor.callback-unsigned": Row(
        None,
        "The callback of ONLYOFFICE Docs has no token, although c.OnlyOffice.{trait} is set, so nothing is stored.",
        "Set JWT_ENABLED=true and the same JWT_SECRET in Docs (services.CoAuthoring.token.enable.request.outbox in its "
        "local.json).",
    ),
    "doctor.callback-secret": Row(
        None,
        "ONLYOFFICE Docs signs its callbacks with another secret than the one of this server, so nothing is stored.",
        "Set c.OnlyOffice.{trait} to the secret that Docs signs with (services.CoAuthoring.secret.outbox in its "
        "local.json).",
    ),
    "doctor.callback-clock": Row(
        None,
        "The callback of ONLYOFFICE Docs misses its time by {seconds} s, so nothing is stored.",
        "Set the clocks of both machines by NTP.",
    ),
    "doctor.callback-key": Row(
        None,
        "The callback of ONLYOFFICE Docs is about another document than its address.",
        "Look at the proxy between Docs and this server: it mixes up requests.",
    ),
    "doctor.callback-ended": Row(
        None,
        "No callback could be caused, as the licence of ONLYOFFICE Docs has ended and it lets nobody edit.",
        "Renew the licence of Docs.",
    ),
    "doctor.connections-full": Row(
        None,
        "ONLYOFFICE Docs is at its limit ({limit}): who comes now can only view.",
        "Close documents that nobody needs, or get a licence for more.",
    ),
    "doctor.connections-ended": Row(
        None,
        "The licence of ONLYOFFICE Docs has ended ({date}).",
        "Renew it.",
    ),
    "doctor.connections-limit": Row(
        None,
        "ONLYOFFICE Docs takes {limit} at a time; who comes later can only view.",
        "If that is too few, get a licence for more.",
    ),
}
