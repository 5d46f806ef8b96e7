"""What the property tests change in modules for their servers is put back before other tests run."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from jupyter_onlyoffice import docs_client, farewell, force_saves


@pytest.fixture(scope="module", autouse=True)
def modules_put_back() -> Iterator[None]:
    """Remember the clock of the client of Docs, and the two limits."""
    with pytest.MonkeyPatch.context() as patch:
        for module, name in ((docs_client, "time"), (force_saves, "WAIT_SECONDS"), (farewell, "LIMIT")):
            patch.setattr(module, name, getattr(module, name))
        yield
