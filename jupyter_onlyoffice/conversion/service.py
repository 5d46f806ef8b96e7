"""Conversion into other formats, put together."""

from __future__ import annotations

from ..builtin import Builtin
from ..saving.force_saves import ForceSaves
from ..shared_services import SharedServices
from .converters import BuiltinConversion, Conversion, DocsConversion
from .jobs import Conversions
from .save_as import SaveAs
from .thumbnails import Thumbnails


class Converting:
    """By Docs, or by the built-in converters where there is no Docs."""

    def __init__(self, shared: SharedServices, builtin: Builtin, force_saves: ForceSaves) -> None:
        settings, storage, docs, pools = shared.settings, shared.storage, shared.docs, shared.pools
        self.conversion: Conversion
        if settings.builtin:
            self.conversion = BuiltinConversion(builtin, storage, pools.disk)
        else:
            self.conversion = DocsConversion(
                settings, shared.urls, shared.links, storage, docs, shared.text_formats, pools.reading
            )
        self.conversions = Conversions(
            self.conversion, storage, shared.sessions, force_saves, shared.links, pools.disk, shared.log
        )
        self.save_as = SaveAs(settings, storage, docs, pools)
        self.thumbnails = Thumbnails(storage, self.conversion, settings.data_dir / "cache" / "pictures", pools.disk)
