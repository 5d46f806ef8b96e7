"""What the check of the connection finds, by group of legs; ``doctor`` puts it together."""
