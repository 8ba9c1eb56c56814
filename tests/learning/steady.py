"""Properties are checked on the same examples in every run, however slow the machine is."""

from hypothesis import settings

STEADY = settings(deadline=None, derandomize=True)
