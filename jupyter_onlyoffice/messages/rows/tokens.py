"""Tokens: what is wrong with one that Docs sent, and with the secrets of the configuration."""

from __future__ import annotations

from ...errors import BadRequestError, ConfigurationError, LinkError, OnlyOfficeError, TokenError
from ..row import Row

_CLOCKS = (
    "Set the clocks of both machines right (NTP); until then c.OnlyOffice.jwt_leeway can be raised, to more than "
    "{seconds} seconds."
)
_AGAIN = "Close the tab and open the document again."
_NOT_OURS = "Look whether something between Docs and this server changes the requests of Docs."

ROWS = {
    "token.signature": Row(
        TokenError,
        "A token is signed with another secret than those that are configured here.",
        "Set c.OnlyOffice.jwt_secret (or jwt_secret_outbox) to the secret that Docs signs with: its JWT_SECRET, or "
        "services.CoAuthoring.secret.outbox in its local.json.",
    ),
    "token.expired": Row(
        TokenError, "A token has expired {seconds} seconds ago, by the clock of this server.", _CLOCKS
    ),
    "token.early": Row(
        TokenError, "A token is not valid before {seconds} seconds from now, by the clock of this server.", _CLOCKS
    ),
    "token.algorithm": Row(
        TokenError,
        "A token is signed by {algorithm}, while only HS256 is accepted.",
        "Leave services.CoAuthoring.token.outbox.algorithm of Docs at HS256.",
    ),
    "token.malformed": Row(TokenError, "A token is not correctly formed: {what}.", _NOT_OURS),
    "token.long": Row(TokenError, "A token has {length} characters, while at most {limit} are accepted.", _NOT_OURS),
    "token.missing": Row(
        TokenError,
        "The callback carries no token, although c.OnlyOffice.jwt_secret is set.",
        "Enable JWT in Docs (JWT_ENABLED=true, or services.CoAuthoring.token.enable.request.outbox) with the same "
        "secret.",
    ),
    "token.reader": Row(
        TokenError,
        "This document may be read by ONLYOFFICE Docs only, whose requests carry a token, and this one carries none.",
        "Enable JWT in Docs (services.CoAuthoring.token.enable.request.outbox), let no proxy take its header away, and "
        "let c.OnlyOffice.jwt_header name that header.",
    ),
    "token.other": Row(TokenError, "The token of this download is for another document.", "Open the document again."),
    "link.invalid": Row(LinkError, "This link is not valid or has expired.", _AGAIN),
    "link.other": Row(LinkError, "This link was made for something else.", _AGAIN),
    "token.no-file": Row(OnlyOfficeError, "{file} cannot be read: {reason}.", "Name a text file that you may read."),
    "token.no-object": Row(BadRequestError, "What is to be signed is not a JSON object.", "Give one, in braces."),
    "token.no-time": Row(BadRequestError, "A token cannot expire before it is made.", "Give more than 0 seconds."),
    "token.unsigned": Row(
        ConfigurationError,
        "No secret is configured that could sign it.",
        "Set c.OnlyOffice.jwt_secret, or name a file with --secret-file.",
    ),
    "token.empty": Row(ConfigurationError, "There is no secret in {place}.", "Name another file or variable."),
    "secret.weak-secret": Row(
        None,
        "The JWT secret in c.OnlyOffice.{trait} is shorter than 32 characters, which can be guessed.",
        "Set a longer one, for example from 'openssl rand -hex 32', here and in Docs (JWT_SECRET).",
    ),
    "secret.no-secret": Row(
        None,
        "No JWT secret is set, so Docs cannot tell this server's requests from anybody else's.",
        "Set c.OnlyOffice.jwt_secret (or ONLYOFFICE_JWT_SECRET) to the JWT_SECRET of Docs.",
    ),
    "secret.half-secret": Row(
        None,
        "No JWT secret is set for {direction}, although one is for the other direction.",
        "Set c.OnlyOffice.jwt_secret, or c.OnlyOffice.{trait}.",
    ),
    "secret.unused-secrets": Row(
        None,
        "c.OnlyOffice.jwt_accepted_secrets is not used, as no JWT secret is set.",
        "Set c.OnlyOffice.jwt_secret, too.",
    ),
    "secret.file": Row(
        ConfigurationError,
        "The file named by c.OnlyOffice.jwt_secret_file could not be read: {reason}.",
        "Name a text file that holds the secret and that the user of this server may read.",
    ),
    "secret.header": Row(
        ConfigurationError,
        "c.OnlyOffice.jwt_header is not the name of an HTTP header.",
        "Use letters, digits and '-' only, for example 'AuthorizationJwt', the same as JWT_HEADER of Docs.",
    ),
    "secret.leeway": Row(
        ConfigurationError,
        "c.OnlyOffice.jwt_leeway must be from 0 to {most} seconds.",
        "Leave it out for the default of {usual} seconds, which Docs allows, too.",
    ),
}
