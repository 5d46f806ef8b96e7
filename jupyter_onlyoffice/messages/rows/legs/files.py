"""A file on its way to Docs and back: the download, the token that comes with it, the result, and sizes."""

from __future__ import annotations

from ...row import Row

ROWS = {
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
    "doctor.download-idle": Row(
        None,
        "ONLYOFFICE Docs reaches this server, but did not begin to convert a small file within {seconds} s: its "
        "converter does not run, or gets no orders.",
        "Start the converter of Docs (supervisorctl status in Docker, systemctl status ds-converter on Linux; since "
        "9.4 the Community edition is one program), and look at its log and, where there is one, at RabbitMQ.",
    ),
    "doctor.download-apart": Row(
        None,
        "The document service of ONLYOFFICE Docs reaches this server at {address}, but its converter does not.",
        "Let the machine, container or pod of the converter reach {address}, too.",
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
    "doctor.download-refused": Row(
        None,
        "ONLYOFFICE Docs, or a proxy before it, refuses to convert a file for this server ({reason}).",
        "Set services.CoAuthoring.server.convertServiceEnable in the local.json of Docs to true (it is there since "
        "10.0; docbuilderEnable, its like, is of no use here), let services.CoAuthoring.ipfilter allow this server, "
        "and look at the proxy.",
    ),
    "doctor.download-large": Row(
        None,
        "The proxy before ONLYOFFICE Docs finds a small request of this server too large ({reason}).",
        "Raise the limit of that proxy (client_max_body_size of nginx; that of Docs itself has 100m).",
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
        "JWT_HEADER (services.CoAuthoring.token.outbox.header) in Docs, where services.CoAuthoring.token.outbox.prefix "
        "stays as it is.",
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
        "Set c.OnlyOffice.{trait} to the secret that Docs signs with (services.CoAuthoring.secret.outbox in its "
        "local.json).",
    ),
    "doctor.outbox-clock": Row(
        None,
        "The token of ONLYOFFICE Docs misses its time by {seconds} s.",
        "Set the clocks of both machines by NTP.",
    ),
    "doctor.result-foreign": Row(
        None,
        "ONLYOFFICE Docs says that its results are at {address}, which is not in {docs} (c.OnlyOffice.docs_url).",
        "Set c.OnlyOffice.docs_url to the address of Docs that the browser uses, let the proxy before Docs send "
        "X-Forwarded-Host and X-Forwarded-Proto, and set no storage.externalHost in Docs.",
    ),
    "doctor.result-origin": Row(
        None,
        "ONLYOFFICE Docs takes {found} for its own address, not {docs} (c.OnlyOffice.docs_url), so browsers look for "
        "documents there in vain.",
        "Let the proxy before Docs tell it the address that browsers use: X-Forwarded-Host with the port ($http_host "
        "in nginx), X-Forwarded-Proto ($scheme) and, if there is one, the path in X-Forwarded-Prefix.",
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
}
