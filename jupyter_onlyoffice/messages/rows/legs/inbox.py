"""What Docs makes of the requests that this server signs, and its clock."""

from __future__ import annotations

from ...row import Row

ROWS = {
    "doctor.inbox-secret": Row(
        None,
        "ONLYOFFICE Docs does not accept the requests of this server: they are signed with another secret "
        "than its own.",
        "Set c.OnlyOffice.{trait} to the JWT_SECRET of Docs (services.CoAuthoring.secret.inbox in its local.json).",
    ),
    "doctor.inbox-purpose": Row(
        None,
        "ONLYOFFICE Docs accepts only requests whose tokens say which service they are for.",
        "Set c.OnlyOffice.jwt_operation to True, or services.CoAuthoring.token.purposeCheck in the local.json of Docs "
        "to 'validate'.",
    ),
    "doctor.inbox-space": Row(
        None,
        "ONLYOFFICE Docs does not accept the requests of this server: the secret here has a space or line break at an "
        "end that the one of Docs lacks.",
        "Remove it from c.OnlyOffice.{trait}, or read the secret by c.OnlyOffice.jwt_secret_file, which leaves it out.",
    ),
    "doctor.inbox-space-there": Row(
        None,
        "ONLYOFFICE Docs does not accept the requests of this server: its secret has a line break at the end that the "
        "one here lacks.",
        "Remove it from the JWT_SECRET of Docs (services.CoAuthoring.secret.*.string in its local.json) and restart "
        "Docs: printf writes none, echo does.",
    ),
    "doctor.inbox-quotes": Row(
        None,
        "ONLYOFFICE Docs does not accept the requests of this server: the secret here is in quotes, the one of Docs is "
        "not.",
        "Remove the quotes from c.OnlyOffice.{trait}: in a file for --env-file they are a part of the value.",
    ),
    "doctor.inbox-quotes-there": Row(
        None,
        "ONLYOFFICE Docs does not accept the requests of this server: its secret is in quotes, the one here is not.",
        "Remove the quotes from the JWT_SECRET of Docs (services.CoAuthoring.secret.*.string in its local.json) and "
        "restart Docs: in a file for --env-file they are a part of the value.",
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
        "ONLYOFFICE Docs accepts requests whoever signs them: its JWT is off, although c.OnlyOffice.{trait} is set.",
        "Set JWT_ENABLED=true and the same JWT_SECRET in Docs (services.CoAuthoring.token.enable.request.inbox in its "
        "local.json), or remove c.OnlyOffice.{trait}.",
    ),
    "doctor.inbox-stripped": Row(
        None,
        "ONLYOFFICE Docs finds the token of this server in the body of requests, but not in the header {header}: a "
        "proxy before Docs takes that away, or Docs looks into another.",
        "Let the proxy before Docs pass the header on, or give it the same name on both sides, one that the proxy "
        "passes on: c.OnlyOffice.jwt_header here, and JWT_HEADER (services.CoAuthoring.token.inbox.header) in Docs, "
        "where services.CoAuthoring.token.inbox.prefix stays as it is.",
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
    "doctor.inbox-large": Row(
        None,
        "The proxy before ONLYOFFICE Docs finds a small request of this server too large ({reason}).",
        "Raise the limit of that proxy (client_max_body_size of nginx; that of Docs itself has 100m).",
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
}
