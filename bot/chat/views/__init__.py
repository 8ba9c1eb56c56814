"""What the bot says: pure functions from what happened to a screen, one file a subject."""
