"""What the doctor finds: on the way between browser, this server and ONLYOFFICE Docs (`jupyter onlyoffice check`)."""

from __future__ import annotations

from ..errors import BusyError, NotAllowedError
from .row import Row

ROWS = {
    "doctor.busy": Row(
        BusyError,
        "The connection is being checked already.",
        "Wait until that is done, about a minute at the most.",
    ),
    "doctor.readers": Row(
        NotAllowedError,
        "You may not change documents on this server, so you may not check its connection either.",
        "Ask who runs this server.",
    ),
    "doctor.untested": Row(None, "Not tested, because {because} failed.", "Mend that first."),
    "doctor.fault": Row(
        None,
        "This could not be tested: {reason}.",
        "Check again; if it happens again, report it with the report of the check.",
    ),
    # This side
    "doctor.data-dir": Row(
        None,
        "The folder c.OnlyOffice.data_dir ({folder}) cannot be written to: {reason}.",
        "Name a folder that the user of this server may write to, on a disk with free space.",
    ),
    "doctor.data-dir-space": Row(
        None,
        "The disk of c.OnlyOffice.data_dir ({folder}) has {free} MiB left, less than the largest document that "
        "c.OnlyOffice.max_file_size allows ({size} MiB).",
        "Make room, or lower c.OnlyOffice.max_file_size.",
    ),
    "doctor.no-docs": Row(
        None,
        "No ONLYOFFICE Docs server is set, so documents open in the built-in editor.",
        "To use one, set c.OnlyOffice.docs_url to its address and c.OnlyOffice.jwt_secret to its JWT_SECRET.",
    ),
    # From this server to Docs
    "doctor.address-dns": Row(
        None,
        "The host name {host} in c.OnlyOffice.{trait} is not known to this server.",
        "Correct c.OnlyOffice.{trait}, or make the name known to this machine (DNS or /etc/hosts; for containers: one "
        "network, and the name of the service).",
    ),
    "doctor.address-refused": Row(
        None,
        "Nothing listens on port {port} of {host} (c.OnlyOffice.{trait}).",
        "Start ONLYOFFICE Docs, or correct the port in c.OnlyOffice.{trait}.",
    ),
    "doctor.address-timeout": Row(
        None,
        "{host} does not answer on port {port} within {seconds} s (c.OnlyOffice.{trait}).",
        "Open the port in the firewall between this server and ONLYOFFICE Docs, or correct c.OnlyOffice.{trait}.",
    ),
    "doctor.address-network": Row(
        None,
        "This server has no way to {host}, port {port} (c.OnlyOffice.{trait}): {reason}.",
        "Connect the two networks, or correct c.OnlyOffice.{trait}.",
    ),
    "doctor.address-proxy": Row(
        None,
        "The proxy that HTTP_PROXY or HTTPS_PROXY names does not connect this server with {host}.",
        "Add {host} to NO_PROXY in the environment of this server, or correct HTTP_PROXY and HTTPS_PROXY.",
    ),
    "doctor.address-proxied": Row(
        None,
        "This server reaches {host} through the proxy that HTTP_PROXY or HTTPS_PROXY names.",
        "If Docs is near, add {host} to NO_PROXY in the environment of this server.",
    ),
    "doctor.tls-untrusted": Row(
        None,
        "This server does not trust the certificate of ONLYOFFICE Docs at {address} ({certificate}): {reason}.",
        "Set c.OnlyOffice.ca_bundle to a PEM file with the authority that signed it.",
    ),
    "doctor.tls-expired": Row(
        None,
        "The certificate of ONLYOFFICE Docs at {address} ({certificate}) is out of date: {reason}.",
        "Renew it on the side of Docs (ssl_certificate of its web server, SSL_CERTIFICATE_PATH in Docker), and compare "
        "the clocks.",
    ),
    "doctor.tls-host": Row(
        None,
        "The certificate of ONLYOFFICE Docs at {address} ({certificate}) is not for the name {host}.",
        "Use a name of the certificate in c.OnlyOffice.{trait}, or give Docs a certificate for {host}.",
    ),
    "doctor.tls-plain": Row(
        None,
        "{address} speaks plain HTTP, although c.OnlyOffice.{trait} begins with https://.",
        "Write http:// in c.OnlyOffice.{trait}, or the port on which Docs speaks TLS.",
    ),
    "doctor.tls-needed": Row(
        None,
        "{address} speaks TLS, although c.OnlyOffice.{trait} begins with http://.",
        "Write https:// in c.OnlyOffice.{trait}, or the port on which Docs speaks plain HTTP.",
    ),
    "doctor.tls-broken": Row(
        None,
        "The TLS handshake of this server with ONLYOFFICE Docs at {address} fails: {reason}.",
        "Look at the TLS settings of the web server of Docs, and at c.OnlyOffice.{trait}.",
    ),
    "doctor.tls-bundle": Row(
        None,
        "The certificates in c.OnlyOffice.ca_bundle cannot be used: {reason}.",
        "Name a PEM file with the authority that signed the certificate of Docs, which this server may read.",
    ),
    "doctor.tls-unchecked": Row(
        None,
        "The certificate of ONLYOFFICE Docs is not checked, as c.OnlyOffice.verify_tls is False.",
        "Set c.OnlyOffice.ca_bundle to the authority that signed it instead.",
    ),
    "doctor.health-false": Row(
        None,
        "ONLYOFFICE Docs at {address} says itself that it does not work (/healthcheck is false).",
        "Look at the log of Docs: its database, its message queue or its storage cannot be used.",
    ),
    "doctor.health-redirect": Row(
        None,
        "{address} redirects to {target}, which no request of this server follows.",
        "Set c.OnlyOffice.{trait} to {target}, or to the address of Docs behind that proxy.",
    ),
    "doctor.health-gateway": Row(
        None,
        "The proxy at {address} does not reach ONLYOFFICE Docs (HTTP {status}).",
        "Start Docs, or correct the address of Docs in the configuration of that proxy.",
    ),
    "doctor.health-refused": Row(
        None,
        "{address} refuses the requests of this server (HTTP {status}).",
        "Let the proxy pass requests to Docs without a log-in, and look at "
        "services.CoAuthoring.ipfilter.rules of Docs.",
    ),
    "doctor.health-hidden": Row(
        None,
        "ONLYOFFICE Docs at {address} works, but this server may not ask /healthcheck (HTTP {status}).",
        "Let the proxy before Docs pass /healthcheck on, if Docs is to tell when its database fails.",
    ),
    "doctor.health-path": Row(
        None,
        "ONLYOFFICE Docs is at {found}, not at {address}.",
        "Set c.OnlyOffice.{trait} to {found}.",
    ),
    "doctor.health-absent": Row(
        None,
        "At {address} there is a web server, but no ONLYOFFICE Docs (HTTP 404).",
        "Correct host, port and path in c.OnlyOffice.{trait}.",
    ),
    "doctor.health-page": Row(
        None,
        "At {address} something else than ONLYOFFICE Docs answers: the web page{title} (HTTP {status}).",
        "Correct host, port and path in c.OnlyOffice.{trait}.",
    ),
    "doctor.health-other": Row(
        None,
        "At {address} something else than a working ONLYOFFICE Docs answers (HTTP {status}).",
        "Correct c.OnlyOffice.{trait}, and look at the log of Docs.",
    ),
    "doctor.health-broken": Row(
        None,
        "ONLYOFFICE Docs at {address} takes the connection, but gives no answer: {reason}.",
        "Look whether Docs is overloaded or still starting, and whether c.OnlyOffice.{trait} is the address of Docs.",
    ),
    "doctor.version-old": Row(
        None,
        "ONLYOFFICE Docs is of version {version}; 7.2 is the oldest that works.",
        "Update ONLYOFFICE Docs.",
    ),
    "doctor.version-lacks": Row(
        None,
        "ONLYOFFICE Docs {version} is too old for: {features}.",
        "Update ONLYOFFICE Docs to {newest} or later for them.",
    ),
    "doctor.version-untold": Row(
        None, "ONLYOFFICE Docs does not tell its version.", "Look whether it is 7.2 or later."
    ),
    # Tokens and clocks
    "doctor.inbox-secret": Row(
        None,
        "ONLYOFFICE Docs does not accept the requests of this server: they are signed with another secret "
        "than its own.",
        "Set c.OnlyOffice.{trait} to the JWT_SECRET of Docs (services.CoAuthoring.secret.inbox in its local.json).",
    ),
    "doctor.inbox-none": Row(
        None,
        "ONLYOFFICE Docs demands a JWT, but this server has no secret to sign with.",
        "Set c.OnlyOffice.{trait} to the JWT_SECRET of Docs (services.CoAuthoring.secret.inbox in its local.json).",
    ),
    "doctor.inbox-clock": Row(
        None,
        "ONLYOFFICE Docs takes the requests of this server for expired: its clock is {seconds} s ahead.",
        "Set the clocks of both machines by NTP.",
    ),
    "doctor.inbox-off": Row(
        None,
        "ONLYOFFICE Docs accepts requests whoever signs them: its JWT is off, although c.OnlyOffice.{trait} is set, so "
        "its own requests come without a token and nothing is stored.",
        "Set JWT_ENABLED=true and the same JWT_SECRET in Docs (services.CoAuthoring.token.enable.request.inbox in its "
        "local.json), or remove c.OnlyOffice.{trait}.",
    ),
    "doctor.inbox-stripped": Row(
        None,
        "The header {header} with the token of this server does not arrive at ONLYOFFICE Docs; only the token in the "
        "body does.",
        "Let the proxy before Docs pass the header on, or give it another name: c.OnlyOffice.jwt_header here and "
        "JWT_HEADER (services.CoAuthoring.token.inbox.header) in Docs.",
    ),
    "doctor.inbox-renamed": Row(
        None,
        "ONLYOFFICE Docs looks for the token in the header {found}, not in {header}.",
        "Set c.OnlyOffice.jwt_header to {found}, or JWT_HEADER={header} in Docs "
        "(services.CoAuthoring.token.inbox.header).",
    ),
    "doctor.inbox-silent": Row(
        None,
        "ONLYOFFICE Docs is there, but its command service gives no valid answer: {reason}.",
        "Let the proxy before Docs pass /command and /coauthoring/CommandService.ashx on, POST and all.",
    ),
    "doctor.inbox-strange": Row(
        None,
        "The command service of ONLYOFFICE Docs answers with error {code}.",
        "Look at the log of Docs.",
    ),
    "doctor.clock-ahead": Row(
        None,
        "The clock of ONLYOFFICE Docs is {seconds} s ahead of the clock of this server, so tokens expire too early.",
        "Set the clocks of both machines by NTP (timedatectl set-ntp true).",
    ),
    "doctor.clock-behind": Row(
        None,
        "The clock of ONLYOFFICE Docs is {seconds} s behind the clock of this server, so tokens expire too early.",
        "Set the clocks of both machines by NTP (timedatectl set-ntp true).",
    ),
    "doctor.clock-untold": Row(
        None, "The answers of ONLYOFFICE Docs have no date to compare the clocks by.", "Compare them by hand."
    ),
    # From Docs to this server
    "doctor.here-dns": Row(
        None,
        "The host name {host} in c.OnlyOffice.jupyter_url is not known here.",
        "Set c.OnlyOffice.jupyter_url to a name of this server that Docs knows.",
    ),
    "doctor.here-refused": Row(
        None,
        "Nothing listens on port {port} of {host} (c.OnlyOffice.jupyter_url).",
        "Set c.OnlyOffice.jupyter_url to the address and port at which Docs reaches this server.",
    ),
    "doctor.here-port": Row(
        None,
        "Nothing listens on port {port} of {host} (c.OnlyOffice.jupyter_url): this server listens on port {own}.",
        "Correct the port in c.OnlyOffice.jupyter_url, or fix it by c.ServerApp.port with "
        "c.ServerApp.port_retries = 0.",
    ),
    "doctor.here-taken": Row(
        None,
        "Port {port} is taken by something else than this server, and no server with this configuration is running.",
        "Start the server and check again, or correct c.ServerApp.port.",
    ),
    "doctor.here-unbound": Row(
        None,
        "This server cannot listen on port {port}: {reason}.",
        "Correct c.ServerApp.ip and c.ServerApp.port.",
    ),
    "doctor.here-only-local": Row(
        None,
        "This server listens on {ip} only, so nobody else reaches it at {address} (c.OnlyOffice.jupyter_url).",
        "Set c.ServerApp.ip = '0.0.0.0', or to the address towards Docs.",
    ),
    "doctor.here-timeout": Row(
        None,
        "{host} does not answer on port {port} (c.OnlyOffice.jupyter_url).",
        "Open the port in the firewall, or correct c.OnlyOffice.jupyter_url.",
    ),
    "doctor.here-broken": Row(
        None,
        "What listens at {address} (c.OnlyOffice.jupyter_url) hangs up.",
        "Correct host and port in c.OnlyOffice.jupyter_url.",
    ),
    "doctor.here-tls": Row(
        None,
        "This server speaks TLS at {address}, although c.OnlyOffice.jupyter_url begins with http://.",
        "Write https:// in c.OnlyOffice.jupyter_url.",
    ),
    "doctor.here-plain": Row(
        None,
        "This server speaks plain HTTP at {address}, although c.OnlyOffice.jupyter_url begins with https://.",
        "Write http:// in c.OnlyOffice.jupyter_url.",
    ),
    "doctor.here-untrusted": Row(
        None,
        "The certificate of this server at {address} ({certificate}) is not trusted: {reason}.",
        "Give this server a certificate that Docs trusts, or set "
        "services.CoAuthoring.requestDefaults.rejectUnauthorized "
        "to false in Docs (USE_UNAUTHORIZED_STORAGE=true in Docker).",
    ),
    "doctor.here-expired": Row(
        None,
        "The certificate of this server at {address} ({certificate}) is out of date: {reason}.",
        "Renew it (c.ServerApp.certfile, or the proxy before Jupyter).",
    ),
    "doctor.here-host": Row(
        None,
        "The certificate of this server at {address} ({certificate}) is not for the name {host}.",
        "Use a name of the certificate in c.OnlyOffice.jupyter_url, or get one for {host}.",
    ),
    "doctor.here-login": Row(
        None,
        "At {address} (c.OnlyOffice.jupyter_url) a log-in answers ({target}), not this server.",
        "Set c.OnlyOffice.jupyter_url to an address that leads to this server without a log-in: its own port or, on a "
        "JupyterHub, the proxy of the Hub with the base_url {base_url}.",
    ),
    "doctor.here-redirect": Row(
        None,
        "{address} (c.OnlyOffice.jupyter_url) redirects to {target}, and a redirected callback is lost.",
        "Set c.OnlyOffice.jupyter_url to where that leads.",
    ),
    "doctor.here-path": Row(
        None,
        "The path of {address} (c.OnlyOffice.jupyter_url) does not lead to this server (HTTP {status}): its "
        "base_url is "
        "{base_url}, not {path}.",
        "End c.OnlyOffice.jupyter_url with {base_url}.",
    ),
    "doctor.here-forbidden": Row(
        None,
        "At {address} (c.OnlyOffice.jupyter_url) the Host check of a Jupyter server or a proxy refuses the name {host} "
        "(HTTP 403).",
        "Look whether it is this server that answers there, and set c.ServerApp.allow_remote_access = True or let the "
        "proxy pass {host}.",
    ),
    "doctor.here-gateway": Row(
        None,
        "The proxy at {address} (c.OnlyOffice.jupyter_url) does not reach this server (HTTP {status}).",
        "Correct the address of Jupyter in the configuration of that proxy.",
    ),
    "doctor.here-other": Row(
        None,
        "At {address} (c.OnlyOffice.jupyter_url) another installation of jupyter-onlyoffice answers.",
        "Correct the port in c.OnlyOffice.jupyter_url, or give both servers the same c.OnlyOffice.data_dir.",
    ),
    "doctor.here-stranger": Row(
        None,
        "At {address} (c.OnlyOffice.jupyter_url) another server answers (HTTP {status}).",
        "Correct host, port and path in c.OnlyOffice.jupyter_url, and look whether the extension is enabled there.",
    ),
    "doctor.here-localhost": Row(
        None,
        "c.OnlyOffice.jupyter_url is {address}, which ONLYOFFICE Docs on {docs} takes for itself.",
        "Set c.OnlyOffice.jupyter_url to an address of this machine that Docs reaches, and c.ServerApp.ip so that this "
        "server listens there.",
    ),
    "doctor.here-docs-only": Row(
        None,
        "This server does not reach itself at {address} (c.OnlyOffice.jupyter_url), but ONLYOFFICE Docs does.",
        "Nothing has to be done, as nobody but Docs uses that address.",
    ),
    "doctor.unreached": Row(
        None,
        "ONLYOFFICE Docs does not reach this server at {address}: nothing of it arrived here.",
        "Set c.OnlyOffice.jupyter_url to an address of this server that Docs reaches (try it with curl on "
        "the machine, or "
        "in the container, of Docs), and open the firewall between them.",
    ),
    "doctor.unreached-loopback": Row(
        None,
        "ONLYOFFICE Docs does not reach this server at {address}: for Docs {host} is its own machine or container.",
        "Set c.OnlyOffice.jupyter_url to an address of this machine that Docs reaches (from a container: "
        "http://host.docker.internal:8888/), and c.ServerApp.ip = '0.0.0.0'.",
    ),
    "doctor.unreached-private": Row(
        None,
        "ONLYOFFICE Docs does not call {address}: {host} is a private address, which Docs refuses without a JWT.",
        "Switch JWT on (JWT_ENABLED in Docs, c.OnlyOffice.jwt_secret here), or set services.CoAuthoring."
        "request-filtering-agent.allowPrivateIPAddress to true in Docs (ALLOW_PRIVATE_IP_ADDRESS=true in Docker).",
    ),
    "doctor.unreached-host": Row(
        None,
        "ONLYOFFICE Docs does not call {address}: it does not know the name {host}, or is told not to call it.",
        "Set c.OnlyOffice.jupyter_url to a name that Docs can resolve, and look at services.CoAuthoring.ipfilter.rules "
        "of Docs.",
    ),
    "doctor.unreached-tls": Row(
        None,
        "ONLYOFFICE Docs does not call {address}, as it does not trust the certificate of this server "
        "({certificate}): {reason}.",
        "Give this server a certificate that Docs trusts, or set "
        "services.CoAuthoring.requestDefaults.rejectUnauthorized "
        "to false in Docs (USE_UNAUTHORIZED_STORAGE=true in Docker).",
    ),
    "doctor.download-elsewhere": Row(
        None,
        "ONLYOFFICE Docs fetched something at {address}, but not from this server: something else answers it "
        "there, such "
        "as a log-in page.",
        "Set c.OnlyOffice.jupyter_url to an address at which Docs reaches this server itself.",
    ),
    "doctor.download-token": Row(
        None,
        "The converter of ONLYOFFICE Docs does not accept the token of this server.",
        "Set c.OnlyOffice.{trait} to the JWT_SECRET of Docs, and compare the clocks of both machines.",
    ),
    "doctor.download-slow": Row(
        None,
        "ONLYOFFICE Docs fetched a file, but did not convert it within {seconds} s.",
        "Look at the log of the converter of Docs, and whether the machine is overloaded.",
    ),
    "doctor.download-cut": Row(
        None,
        "The request of ONLYOFFICE Docs for a file arrived, but the file did not arrive at Docs from {address}.",
        "Look at the proxy between this server and Docs.",
    ),
    "doctor.download-failed": Row(
        None,
        "ONLYOFFICE Docs did not convert a small file: {reason}.",
        "Look at the log of the converter of Docs.",
    ),
    "doctor.download-silent": Row(
        None,
        "The converter of ONLYOFFICE Docs gives no valid answer: {reason}.",
        "Let the proxy before Docs pass /converter and /ConvertService.ashx on, POST and all.",
    ),
    "doctor.outbox-missing": Row(
        None,
        "The requests of ONLYOFFICE Docs arrive without the header {header}, which has its token.",
        "Let the proxy before this server pass the header on or give it another name "
        "(c.OnlyOffice.jwt_header, JWT_HEADER "
        "of Docs), and set services.CoAuthoring.token.enable.request.outbox to true in Docs.",
    ),
    "doctor.outbox-replaced": Row(
        None,
        "The header {header} of the requests of ONLYOFFICE Docs arrives with something else than its token.",
        "Let the proxy before this server leave it alone, or give it another name: c.OnlyOffice.jwt_header here and "
        "JWT_HEADER (services.CoAuthoring.token.outbox.header) in Docs.",
    ),
    "doctor.outbox-renamed": Row(
        None,
        "The token of ONLYOFFICE Docs arrives in the header {found}, not in {header}.",
        "Set c.OnlyOffice.jwt_header to {found}, or JWT_HEADER={header} in Docs "
        "(services.CoAuthoring.token.outbox.header).",
    ),
    "doctor.outbox-secret": Row(
        None,
        "ONLYOFFICE Docs signs its requests with another secret than the one of this server.",
        "Set c.OnlyOffice.{trait} to the JWT_SECRET of Docs (services.CoAuthoring.secret.outbox in its local.json).",
    ),
    "doctor.outbox-clock": Row(
        None,
        "The token of ONLYOFFICE Docs misses its time by {seconds} s.",
        "Set the clocks of both machines by NTP.",
    ),
    "doctor.result-foreign": Row(
        None,
        "ONLYOFFICE Docs says that its results are at {address}, which is not in {docs} (c.OnlyOffice.docs_url).",
        "Set c.OnlyOffice.docs_url to the address of Docs that the browser uses, and let the proxy before Docs send "
        "X-Forwarded-Host and X-Forwarded-Proto.",
    ),
    "doctor.result-silent": Row(
        None,
        "The result of a conversion cannot be fetched from {address}: {reason}.",
        "Let the proxy before Docs pass /cache/files on, and look at c.OnlyOffice.docs_internal_url.",
    ),
    "doctor.result-status": Row(
        None,
        "The result of a conversion cannot be fetched from {address}: HTTP {status}.",
        "Let the proxy before Docs pass /cache/files on with its query, and look whether the clocks differ (410) or "
        "storage.fs.secretString of Docs differs from secure_link_secret of its nginx (403).",
    ),
    "doctor.result-redirect": Row(
        None,
        "The result of a conversion at {address} redirects to {target}.",
        "Let the proxy before Docs pass /cache/files on without a log-in.",
    ),
    "doctor.result-page": Row(
        None,
        "In the place of the result of a conversion there is a web page at {address}.",
        "Let the proxy before Docs pass /cache/files on without a log-in.",
    ),
    "doctor.result-damaged": Row(
        None,
        "What is at {address} in the place of the result of a conversion is no document.",
        "Look at the proxy before Docs, and at the log of Docs.",
    ),
    "doctor.result-large": Row(
        None,
        "A blank document has {size} MiB, more than c.OnlyOffice.max_file_size allows ({limit} MiB).",
        "Raise c.OnlyOffice.max_file_size; it is given in bytes.",
    ),
    "doctor.size-docs": Row(
        None,
        "ONLYOFFICE Docs does not fetch documents of {size} MB.",
        "Raise FileConverter.converter.maxDownloadBytes in Docs.",
    ),
    "doctor.size-post": Row(
        None,
        "A request of {size} KiB does not get to this server at {address} (HTTP {status}), but callbacks can "
        "be as large.",
        "Raise the limit of the proxy before this server (client_max_body_size of nginx).",
    ),
    "doctor.size-header": Row(
        None,
        "A header of {size} bytes does not get to this server at {address} (HTTP {status}), but those of "
        "Docs can be as "
        "long.",
        "Raise the limit of the proxy before this server (large_client_header_buffers of nginx).",
    ),
    # Editing
    "doctor.socket-upgrade": Row(
        None,
        "The proxy before ONLYOFFICE Docs at {address} does not let a WebSocket through (HTTP {status}).",
        "Let it pass on the headers Upgrade and Connection by HTTP/1.1 (nginx: proxy_http_version 1.1, "
        "proxy_set_header "
        "Upgrade $http_upgrade, proxy_set_header Connection upgrade).",
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
        "Set c.OnlyOffice.{trait} to the JWT_SECRET of Docs (services.CoAuthoring.secret.outbox in its local.json).",
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
