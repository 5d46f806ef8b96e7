"""From Docs to this server: ``jupyter_url``, as it can be seen from here and as Docs sees it."""

from __future__ import annotations

from ...row import Row

ROWS = {
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
        "http://host.docker.internal:8888/), and c.ServerApp.ip = '0.0.0.0'; if Docs is on this machine itself, look "
        "at externalRequest and services.CoAuthoring.request-filtering-agent in its local.json.",
    ),
    "doctor.unreached-private": Row(
        None,
        "ONLYOFFICE Docs does not call {address}: {host} is a private address, which Docs refuses without a JWT.",
        "Switch JWT on (JWT_ENABLED in Docs, c.OnlyOffice.jwt_secret here), or set services.CoAuthoring."
        "request-filtering-agent.allowPrivateIPAddress to true in Docs (ALLOW_PRIVATE_IP_ADDRESS=true in Docker).",
    ),
    "doctor.unreached-unsigned": Row(
        None,
        "ONLYOFFICE Docs does not call {address}: {host} is a private address, which Docs refuses without a JWT, and "
        "for a Docs in a container it is the container.",
        "Switch JWT on (JWT_ENABLED in Docs, c.OnlyOffice.jwt_secret here) or allow those addresses "
        "(allowPrivateIPAddress, ALLOW_PRIVATE_IP_ADDRESS=true in Docker); for a container also set "
        "c.OnlyOffice.jupyter_url to http://host.docker.internal:8888/ or the like, and c.ServerApp.ip = '0.0.0.0'.",
    ),
    "doctor.unreached-inside": Row(
        None,
        "ONLYOFFICE Docs does not reach this server at {address}: nothing of it arrived here.",
        "Set c.OnlyOffice.jupyter_url to an address that Docs reaches (try it with curl on its machine or in its "
        "container), open the firewall between them, and, as {host} is a private address, let Docs call those "
        "(services.CoAuthoring.request-filtering-agent, ALLOW_PRIVATE_IP_ADDRESS=true in Docker).",
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
}
