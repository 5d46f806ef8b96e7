"""``python -m tests.standin --port 8080 --secret ...``: a stand-in to try things with."""

from __future__ import annotations

import argparse
import asyncio

from .options import SECRET, Options
from .server import Core


async def _serve(options: Options) -> None:
    core = Core(options)
    await core.up()
    print(f"Stand-in for Docs at {core.base} (secret {options.secret or 'none'})", flush=True)
    await asyncio.Event().wait()


def main() -> None:
    """Run until interrupted."""
    parser = argparse.ArgumentParser(prog="python -m tests.standin", description="A small Docs server for tests.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8080)
    parser.add_argument("--secret", default=SECRET, help="the JWT secret; empty switches tokens off")
    parser.add_argument("--public-url", default="", help="what result URLs start with, if not the browser's address")
    given = parser.parse_args()
    options = Options(secret=given.secret, host=given.host, port=given.port, public_url=given.public_url)
    try:
        asyncio.run(_serve(options))
    except KeyboardInterrupt:
        return


if __name__ == "__main__":
    main()
