"""The stop of the server: it ends within its limit, whatever is out of order, and Jupyter goes on with its own.

Jupyter gives its extensions no limit, and lets its kernels be when one of them fails.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Coroutine, Mapping
from typing import Any

from .messages import line
from .saving.shutdown_save import GRACE, LIMIT
from .services import Services
from .tasks.threads import Threads

#: Seconds for all that talks with Docs, and after that, at least, for what is under way on the disk. Together they are
#: less than the ten that JupyterHub gives its servers, by default.
TALKING, CLOSING = LIMIT + GRACE, 1.0


async def stop(services: Services, server: Any, log: logging.Logger) -> None:
    """Store what is edited, end what is under way, and close everything. Raises nothing."""
    end = time.monotonic() + TALKING + CLOSING
    steps = {
        "background tasks": services.periodic_tasks.stop(),
        "storing what is edited": services.shutdown_save.say(server),
        "the conversions": services.conversions.close(),
    }
    await _each(steps, TALKING, log)
    seconds = max(CLOSING, min(2 * GRACE, end - time.monotonic()))
    # In a thread: the loop serves the other extensions meanwhile.
    closing = asyncio.wrap_future(Threads(1, "onlyoffice-close").submit(services.close, seconds))
    await _each({"closing the records": _ended(closing)}, seconds + CLOSING, log)


async def _ended(future: asyncio.Future[None]) -> None:
    await future


async def _each(steps: Mapping[str, Coroutine[Any, Any, None]], seconds: float, log: logging.Logger) -> None:
    """Take the steps side by side; each stands alone. One that ignores that its time is over is left behind."""
    tasks = {asyncio.ensure_future(step): name for name, step in steps.items()}
    _, late = await asyncio.wait(tasks, timeout=seconds)
    for task, name in tasks.items():
        if task in late:
            task.add_done_callback(lambda task: task.cancelled() or task.exception())
            task.cancel()
            log.warning("jupyter-onlyoffice: %s", line("server.stop-late", step=name))
        elif not task.cancelled() and (error := task.exception()):
            log.warning("jupyter-onlyoffice: %s", line("server.stop", step=name, error=error), exc_info=error)
