"""What the check of the connection finds, by group of legs; ``rows/diagnostics.py`` puts it together."""
