"""A real JupyterHub with its proxy, and documents opened by its users."""
