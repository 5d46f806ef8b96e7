"""The commands of `jupyter onlyoffice`."""
