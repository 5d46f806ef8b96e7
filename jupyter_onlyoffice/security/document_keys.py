"""Document keys: each names one co-editing session in Docs, and proves that this installation made it."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable
from typing import Literal

KeyUse = Literal["document", "probe", "conversion", "version", "reference"]
"""What a document key is made for. Docs may keep a result under that of a document, and under no other."""


class DocumentKeys:
    """Makes document keys, and recognises those of this installation.

    ``instance`` begins each of them; ``derive`` makes text of some length out of another one and the link key.
    """

    def __init__(self, instance: str, derive: Callable[[str, int], str]) -> None:
        self._instance = instance
        self._derive = derive

    def new(self, use: KeyUse = "document") -> str:
        """A key that no other integrator of the same Docs server has: our prefix, 128 random bits, and a proof.

        Only the keys of documents that people edit prove to be such (``made_here``), not those made for another use.
        """
        body = f"{self._instance}-{secrets.token_hex(16)}"
        return f"{body}-{self._proof(body, use)}"

    def made_here(self, key: str) -> bool:
        """Whether the key proves that this installation made it for a document; those of older versions do not."""
        body, _, proof = key.rpartition("-")
        return hmac.compare_digest(proof.encode(), self._proof(body, "document").encode())

    def _proof(self, body: str, use: KeyUse) -> str:
        return self._derive(f"key:{use}:{body}", 24)
