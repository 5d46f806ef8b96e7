"""Sending a file, or the range of it that is asked for, without ever having it whole in memory."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from urllib.parse import quote

from tornado.web import RequestHandler

from .ranges import NotSatisfiable, byte_range

Read = Callable[[int, int], AsyncIterator[bytes]]  #: the bytes from start to stop


async def send(handler: RequestHandler, version: str, size: int, read: Read, body: bool = True) -> None:
    """Answer with what ``read`` yields; ``body=False`` answers a HEAD request."""
    etag = f'"{quote(version)}"'
    _attach(handler)
    handler.set_header("Accept-Ranges", "bytes")
    handler.set_header("Etag", etag)
    wanted = handler.request.headers.get("Range")
    if handler.request.headers.get("If-Range", etag) != etag:
        wanted = None
    try:
        chosen = byte_range(wanted, size)
    except NotSatisfiable:
        handler.set_status(416)
        handler.set_header("Content-Range", f"bytes */{size}")
        RequestHandler.finish(handler)
        return
    start, stop = chosen or (0, size)
    if chosen:
        handler.set_status(206)
        handler.set_header("Content-Range", f"bytes {start}-{stop - 1}/{size}")
    handler.set_header("Content-Length", str(stop - start))
    await _finish(handler, read(start, stop) if body else None)


async def send_whole(handler: RequestHandler, name: str, size: int | None, chunks: AsyncIterator[bytes]) -> None:
    """Answer with ``chunks``, to be kept as a file called ``name``; ``size`` is None when nobody knows it."""
    _attach(handler, f"; filename*=UTF-8''{quote(name, safe='')}")
    if size is not None:
        handler.set_header("Content-Length", str(size))
    await _finish(handler, chunks)


def _attach(handler: RequestHandler, name: str = "") -> None:
    handler.set_header("Content-Type", "application/octet-stream")
    handler.set_header("Content-Disposition", f"attachment{name}")  # never a page of its own in the origin of Jupyter
    handler.set_header("Cache-Control", "no-store")


async def _finish(handler: RequestHandler, chunks: AsyncIterator[bytes] | None) -> None:
    if chunks is not None:
        async for chunk in chunks:
            handler.write(chunk)
            await handler.flush()
    # Not the handler's own: JupyterLab's API handlers would turn the type into JSON.
    RequestHandler.finish(handler)
