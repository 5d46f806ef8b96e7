"""The doctor: tests every leg of the way between browser, this server and ONLYOFFICE Docs, and names what is wrong."""

from __future__ import annotations

from .case import Patient
from .diagnostics import Doctor
from .leg import LEGS, Leg
from .probes import Probes

__all__ = ["LEGS", "Doctor", "Leg", "Patient", "Probes"]
