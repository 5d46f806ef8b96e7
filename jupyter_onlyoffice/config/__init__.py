"""The configuration: what an administrator writes, read, checked, and as all other packages take it."""
