"""Where documents are kept: any contents manager, the local disk, and the records of this server in SQLite."""
