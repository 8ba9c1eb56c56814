"""The conversation in Telegram; the only package that imports the telegram library."""
