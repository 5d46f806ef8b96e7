"""The people of a server, who can be mentioned in comments."""
