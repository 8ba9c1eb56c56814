"""How long the tests of faults run: short in `make check`, long where FAULTS=long asks for it."""

import os

from hypothesis import HealthCheck, Phase, settings


def is_long() -> bool:
    """Tell whether the long versions are wanted."""
    return os.environ.get("FAULTS") == "long"


def examples(short: int, long: int) -> int:
    """Return how many examples to try."""
    return long if is_long() else short


def sized(short: int, long: int, steps: int = 50) -> settings:
    """Return Hypothesis' settings: the short version is not left to chance, the long one is.

    The short one may change all the same: Hypothesis now and then draws a constant that it found in
    our modules, and how many of those are imported depends on the tests that ran before. What is
    found is printed as a line `@reproduce_failure`, which brings it back.
    """
    return settings(
        max_examples=examples(short, long),
        stateful_step_count=steps,
        deadline=None,
        derandomize=not is_long(),
        database=None,
        print_blob=True,
        # Shrinking replays dialogues: a failure is shown shrunk where there is time for it.
        phases=(Phase.explicit, Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
