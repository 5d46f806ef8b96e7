"""Opening a document: what the user may do with it, in which session, and as what."""
