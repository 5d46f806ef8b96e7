"""Running things: threads for what blocks; tasks that stand alone, are not broken off, or come again and again."""
