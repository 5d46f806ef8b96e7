"""The connection check: tests every leg between browser, this server and ONLYOFFICE Docs, and names what is wrong."""

from __future__ import annotations

from .case import ExaminedServer
from .diagnostics import Diagnostics
from .leg import LEGS, Leg
from .probes import Probes

__all__ = ["LEGS", "Diagnostics", "Leg", "ExaminedServer", "Probes"]
