"""Writes small, valid Office Open XML files with nothing but the standard library.

Only for what the project ships (the templates of new documents) and for the samples of ``scripts/demo``.
The order of elements and the required parts follow ECMA-376, parts 1, 2 and 4 (transitional).
"""
