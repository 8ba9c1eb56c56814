"""The web room: what the bot answers over HTTP, to Telegram, to monitoring, and later to people."""
