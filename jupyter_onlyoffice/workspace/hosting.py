"""The API of ONLYOFFICE Workspace for hosting providers: portals and their tariffs.

Source of the routes and fields: the documentation of that API. All methods block.
"""

from __future__ import annotations

from typing import Any

import requests

from ..messages import trouble
from ..untrusted.json_reader import read_json
from .signature import WorkspaceAuth

#: How long a connection and an answer may take, in seconds. Making a portal takes a while.
SECONDS = (10, 120)


class Hosting:
    """The API at ``url``, the address of Workspace's API system, with its machine ``key``."""

    def __init__(self, url: str, key: str, verify: bool | str = True) -> None:
        self._url = url.rstrip("/")
        self._session = requests.Session()
        self._session.auth = WorkspaceAuth(key)
        self._session.verify = verify

    def portals(self, name: str = "") -> Any:
        """All portals, or the one with this name."""
        return self._ask("GET", "portal/get", params={"portalName": name} if name else None)

    def register(self, name: str, first_name: str, last_name: str, email: str, **more: str) -> Any:
        """Make a portal and its owner. ``more``: ``password``, ``phone``, ``language``, ``timeZoneName``."""
        owner = {"portalName": name, "firstName": first_name, "lastName": last_name, "email": email, **more}
        return self._ask("POST", "portal/register", json=owner)

    def remove(self, name: str) -> Any:
        """Delete a portal."""
        return self._ask("DELETE", "portal/remove", params={"portalName": name})

    def status(self, name: str, active: bool) -> Any:
        """Switch a portal on or off."""
        return self._ask("PUT", "portal/status", json={"portalName": name, "status": active})

    def validate_name(self, name: str) -> Any:
        """Whether a portal can have this name. Raises WorkspaceError when it can not."""
        return self._ask("POST", "portal/validateportalname", json={"portalName": name})

    def tariff(self, name: str) -> Any:
        """The tariff of a portal."""
        return self._ask("GET", "tariff/get", params={"portalName": name})

    def set_tariff(self, name: str, **changes: Any) -> Any:
        """Change ``activeUsers``, ``dueDate`` (2016-07-13), ``features``, ``maxFileSize``, ``maxTotalSize`` (bytes).

        Workspace stores the sizes in whole megabytes.
        """
        return self._ask("PUT", "tariff/set", json={"portalName": name, **changes})

    def _ask(self, method: str, route: str, **options: Any) -> Any:
        try:
            with self._session.request(
                method,
                f"{self._url}/api/{route}",
                headers={"Accept": "application/json"},
                timeout=SECONDS,
                allow_redirects=False,  # the signature is for this server
                stream=True,
                **options,
            ) as response:
                answer = read_json(response)
        except requests.exceptions.SSLError:
            raise trouble("workspace.certificate") from None
        except requests.exceptions.RequestException as error:
            raise trouble("workspace.silent", address=self._url, error=type(error).__name__) from None
        if response.status_code in (401, 403):
            raise trouble("workspace.signature-refused")
        if not 200 <= response.status_code < 300 or not isinstance(answer, dict | list):
            said = answer.get("message") or answer.get("error") if isinstance(answer, dict) else None
            if said:
                raise trouble("workspace.said", status=response.status_code, said=str(said).rstrip("."))
            raise trouble("workspace.status", status=response.status_code)
        return answer
