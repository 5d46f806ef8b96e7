"""The versions of documents: recorded, listed, shown and brought back."""
