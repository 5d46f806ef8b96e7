"""ONLYOFFICE Workspace, for providers who host it beside JupyterHub: its signature, and its API for portals."""

from __future__ import annotations

from .hosting import Hosting
from .signature import WorkspaceAuth, signature, verify

__all__ = ["Hosting", "WorkspaceAuth", "signature", "verify"]
