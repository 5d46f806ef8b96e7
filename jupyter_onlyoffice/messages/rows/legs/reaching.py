"""From this server to Docs: its own folder, the address, the certificate, what answers there, and its version."""

from __future__ import annotations

from ...row import Row

ROWS = {
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
        "Look at the log of Docs: its database, its message queue (neither is in the Community edition since 9.4) or "
        "its storage cannot be used.",
    ),
    "doctor.health-redirect": Row(
        None,
        "{address} redirects to {target}, which no request of this server follows.",
        "Set c.OnlyOffice.{trait} to {target}, or to the address of Docs behind that proxy.",
    ),
    "doctor.health-login": Row(
        None,
        "{address} asks for a log-in before anybody gets to ONLYOFFICE Docs: it redirects to {target}.",
        "Let that proxy pass requests to Docs on without a log-in (Docs knows by the JWT whom to let in), or set "
        "c.OnlyOffice.{trait} to the address of Docs behind it.",
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
}
