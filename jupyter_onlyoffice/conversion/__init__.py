"""Other formats and pictures of documents."""
