"""Secrets, tokens and signed links. Knows neither settings nor Docs."""
