"""What the administrator has set, and cannot be used."""

from __future__ import annotations

from ...errors import ConfigurationError
from ..row import Row

ROWS = {
    "configuration.type": Row(
        ConfigurationError,
        "c.OnlyOffice.{trait} has a value of the wrong type: it takes a {kind}.",
        "Correct c.OnlyOffice.{trait} in jupyter_server_config.py or {variable} and restart the server.",
    ),
    "configuration.unread": Row(
        ConfigurationError,
        "Settings of c.OnlyOffice are in a file that is not read for them, such as jupyter_lab_config.py: {names}.",
        "Write them into jupyter_server_config.py and restart the server.",
    ),
    "configuration.address": Row(
        ConfigurationError,
        "c.OnlyOffice.{trait} is not an address that can be used.",
        "Write it with http:// or https:// and a host, for example c.OnlyOffice.{trait} = "
        "'https://docs.example.com', without user name, '?' or '#'.",
    ),
    "configuration.function": Row(
        ConfigurationError,
        "c.OnlyOffice.{trait} names no function that can be imported.",
        "Give its dotted name, for example 'package.module.function', of a module that this server can import.",
    ),
    "configuration.ca-bundle": Row(
        ConfigurationError,
        "The file named by c.OnlyOffice.ca_bundle cannot be read.",
        "Name a PEM file that the user of this server may read, or leave it out for a public certificate.",
    ),
    "configuration.permissions": Row(
        ConfigurationError, "c.OnlyOffice.permissions cannot be used: {wrong}.", "Use {names}."
    ),
    "configuration.editor": Row(
        ConfigurationError,
        "c.OnlyOffice.editor has settings that cannot be used: {names}.",
        "Correct or remove them; the others are in force.",
    ),
    "configuration.templates": Row(
        ConfigurationError,
        "The folder named by c.OnlyOffice.templates_dir cannot be read.",
        "Name a folder that the user of this server may read, or leave it out.",
    ),
    "configuration.positive": Row(
        ConfigurationError,
        "c.OnlyOffice.{trait} must be greater than 0 {unit}.",
        "Leave it out for the default of {usual} {unit}.",
    ),
    "configuration.data-dir": Row(
        ConfigurationError,
        "The folder c.OnlyOffice.data_dir cannot be used: {reason}.",
        "Name a folder that the user of this server may write to, on a disk with free space.",
    ),
}
