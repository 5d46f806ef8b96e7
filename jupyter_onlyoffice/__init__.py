"""ONLYOFFICE Docs in JupyterLab."""
