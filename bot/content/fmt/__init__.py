"""Puts files of content into the form in which the bot itself would write them."""
