"""The conversation in Telegram; the only package that imports the telegram library."""

import os

# The library is about to give waiting times as timedelta and warns until one opts in; we take both.
os.environ.setdefault("PTB_TIMEDELTA", "true")
