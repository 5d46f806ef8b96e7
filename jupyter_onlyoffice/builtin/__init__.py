"""What works without a Docs server: an editor for .docx in the browser, and a faithful view of every other format.

Converters are programs of others, run as subprocesses (process): LibreOffice (soffice) or ``x2t`` (x2t), whichever is
installed. Nothing of them is ever imported.
"""

from .service import EDITED, Builtin, BuiltinEditor

__all__ = ["EDITED", "Builtin", "BuiltinEditor"]
