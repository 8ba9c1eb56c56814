"""The commands of `run_bot.py`, and what the papers say of them."""
