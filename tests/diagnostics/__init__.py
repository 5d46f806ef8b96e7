"""The doctor: probes, reports, and the table of broken set-ups."""
