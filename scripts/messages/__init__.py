"""The strings of the front end and their translations.

``read.mjs`` finds them in the TypeScript sources, ``catalogues`` compares them with what the package ships.
"""
