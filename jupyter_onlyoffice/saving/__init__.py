"""From a callback of Docs to the stored file: fetched, checked, written; and what happens if that fails."""
