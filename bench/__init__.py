"""The measurements of ``scripts/bench``: a real server, a Docs that only serves files, and a client of its own."""
