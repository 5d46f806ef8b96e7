"""New documents: blank ones in the user's language, and copies of templates."""
