"""Seeing what the bot does without seeing what it must not show."""
