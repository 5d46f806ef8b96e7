"""What the editor of Docs can ask of its host, one module a feature: each serves one of the front end's `features/`.

A feature knows no Tornado; its route is a thin handler of the same name.
"""
