"""What the editor of Docs is told: its config, permissions, settings, and what it may ask of its host."""
