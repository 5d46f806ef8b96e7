"""Requests to the services of Docs: at which address, signed with which secret.

Everything blocks and is called in threads. Facts about Docs: docs/protocol.md, sections 6 and 8.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from http.cookiejar import DefaultCookiePolicy
from pathlib import Path
from typing import Any

import requests
from requests.auth import AuthBase

from ..config.settings import Settings
from ..errors import OnlyOfficeError
from ..messages import trouble
from ..security.keyring import NO_SECRET, Secret
from ..storage.local_files import disk_error
from ..untrusted.json_reader import read_json
from .addresses import Addresses
from .download import failure
from .multipart import Form
from .signing import Signer

Timeout = tuple[float, float]  # seconds to connect, and of silence
#: For commands.
COMMAND_TIMEOUT = (5, 30)
#: The same for what is asked while somebody waits for a document to open, and for what Docs only notes down.
QUESTION_TIMEOUT, ORDER_TIMEOUT = (2, 3), (5, 10)
#: Each service and its address in versions of Docs before 8.2.
OLDER = {"/command": "/coauthoring/CommandService.ashx", "/converter": "/ConvertService.ashx"}

#: How each service says that it does not accept the token.
BAD_TOKEN = 6
REFUSED = {"/command": BAD_TOKEN, "/converter": -8}
#: Docs 10 converts what is sent to it here; its tokens must say that they are for this.
UPLOAD = "/converter/from-file"
#: For a file that is on its way to Docs.
UPLOAD_TIMEOUT = (5, 120)


class DocsRequests:
    """Those of one Docs server, as ``settings`` describe it. Safe for threads."""

    def __init__(self, settings: Settings, signer: Signer) -> None:
        self._settings = settings
        self._signer = signer
        self.addresses = Addresses(settings.docs_url, settings.docs_internal_url)
        self._known: dict[str, str] = {}
        self.session = requests.Session()
        self.session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))

    def post(self, service: str, body: Mapping[str, Any], timeout: Timeout = COMMAND_TIMEOUT) -> dict[str, Any]:
        """Its answer, whatever the error code. While a secret is being changed Docs may accept the one or the other.

        Raises DocsUnreachableError.
        """
        answer: dict[str, Any] = {}
        for secret in self._signer.candidates():
            answer = self._ask(service, body, timeout, secret)
            if answer.get("error") != REFUSED[service]:
                self._signer.worked(secret)
                break
        return answer

    def _ask(self, service: str, body: Mapping[str, Any], timeout: Timeout, secret: Secret) -> dict[str, Any]:
        """Which of the two addresses of a service works is remembered."""
        known = self._known.get(service)
        for path in (known,) if known else (service, OLDER[service]):
            with self.request("POST", path, body, timeout, secret, service, stream=True) as response:
                if response.status_code in (404, 405):
                    continue
                answer = self._object(response) if response.ok else None
                if answer is None:
                    raise self._invalid(service, response.status_code)
            self._known[service] = path
            return answer
        self._known.pop(service, None)
        raise trouble("docs.absent", address=self.addresses.internal)

    def _object(self, response: requests.Response) -> dict[str, Any] | None:
        """The JSON object of an answer; None when it is none, or too long. Raises DocsUnreachableError."""
        try:
            answer = read_json(response)
        except (requests.RequestException, OSError) as error:
            raise trouble(f"docs.failed-{failure(error)}", address=self.addresses.internal) from None
        return answer if isinstance(answer, dict) else None

    def _invalid(self, service: str, status: int) -> OnlyOfficeError:
        if status == 403 and service.startswith("/converter"):
            return trouble("conversion.switched-off")
        if status == 413 and service.startswith("/converter"):
            return trouble("conversion.too-large")
        return trouble("docs.invalid-answer", address=self.addresses.internal, status=status)

    def upload(self, fields: Mapping[str, Any], file: Path | None) -> requests.Response | dict[str, Any] | None:
        """Have ``file`` converted, or (None) ask how far that is: the result, its content still to be read.

        A dictionary says why there is none yet, or never; None: this Docs takes no files. Raises DocsUnreachableError,
        ConversionError, and StorageError for a file that can not be read.
        """
        answer: dict[str, Any] = {}
        for secret in self._signer.candidates():
            signed, token = self._signer.request(fields, secret, UPLOAD, demanded=True)
            try:
                form = Form({"params": json.dumps(signed)}, file)
            except OSError as error:
                raise disk_error(error) from error
            response = self._send(form, str(fields["key"]), token)
            if response.status_code in (404, 405):
                response.close()
                return None
            if not response.ok:
                response.close()
                raise self._invalid(UPLOAD, response.status_code)
            if "json" not in response.headers.get("Content-Type", ""):
                self._signer.worked(secret)
                return response
            with response:
                answer = self._object(response) or {}
            if not answer:
                raise self._invalid("", response.status_code)
            if answer.get("error") != REFUSED["/converter"]:
                self._signer.worked(secret)
                break
        return answer

    def _send(self, form: Form, key: str, token: str) -> requests.Response:
        try:
            return self.session.post(
                self.addresses.internal + UPLOAD,
                data=form,
                params={"shardkey": key},
                headers={"Accept": "application/json", "Content-Type": form.content_type},
                auth=Header(self._settings.jwt_header, token),
                timeout=UPLOAD_TIMEOUT,
                allow_redirects=False,
                verify=self._settings.verify,
                stream=True,
            )
        except (requests.RequestException, OSError) as error:
            raise trouble(f"docs.failed-{failure(error)}", address=self.addresses.internal) from None

    def request(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | None = None,
        timeout: Timeout = COMMAND_TIMEOUT,
        secret: Secret = NO_SECRET,
        service: str = "",
        stream: bool = False,
    ) -> requests.Response:
        """The response, whatever its status; with ``stream`` its content is still to be read.

        Raises DocsUnreachableError.
        """
        fields, token = (None, "") if body is None else self._signer.request(body, secret, service)
        try:
            return self.session.request(
                method,
                self.addresses.internal + path,
                json=fields,
                params={"shardkey": fields["key"]} if fields and "key" in fields else None,
                headers={"Accept": "application/json"},
                auth=Header(self._settings.jwt_header, token),
                timeout=timeout,
                allow_redirects=False,
                verify=self._settings.verify,
                stream=stream,
            )
        except (requests.RequestException, OSError) as error:
            raise trouble(f"docs.failed-{failure(error)}", address=self.addresses.internal) from None


class Header(AuthBase):
    """Sets our header, or none: with an explicit auth requests does not look into .netrc."""

    def __init__(self, name: str = "", token: str = "") -> None:
        self._name, self._token = name, token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        if self._token:
            request.headers[self._name] = f"Bearer {self._token}"
        return request
