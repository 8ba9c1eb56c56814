"""Tests of `bot.roster`."""
