"""Moments: values computed by hand, what the standard library says, and what never happens."""

import statistics
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.learning.moments import (
    find_correlation,
    find_covariance,
    find_deviation,
    find_greatest_covariance,
    find_kurtosis,
    find_mean,
    find_median,
    find_skewness,
    find_variance,
    find_wilson_interval,
)

values = st.lists(st.integers(0, 12).map(float), min_size=2, max_size=40)
pairs = st.lists(
    st.tuples(st.sampled_from([0.0, 1.0]), st.integers(0, 7).map(lambda n: n / 7)),
    min_size=2,
    max_size=40,
)


def test_values_computed_by_hand() -> None:
    """Of 2, 4, 4, 4, 5, 5, 7, 9: the sum is 40, the squares around the mean sum up to 32."""
    counts = Counter([2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0])

    assert find_mean(counts) == 5
    assert find_median(counts) == 4.5
    assert find_variance(counts) == pytest.approx(32 / 7)
    # The cubes around the mean sum up to 42, so m3 = 5.25, k3 = 64 · 5.25 / 42 = 8.
    assert find_skewness(counts) == pytest.approx(8 / (32 / 7) ** 1.5)
    # The fourth powers sum up to 356: m4 = 44.5, m2 = 4, k4 = 64 · (9 · 44.5 - 21 · 16) / 210.
    assert find_kurtosis(counts) == pytest.approx((64 * 64.5 / 210) / (32 / 7) ** 2)


def test_covariance_computed_by_hand() -> None:
    """(1,1) (1,.5) (0,.5) (0,.5): means .5 and .625, products .1875 - .0625 + .0625 + .0625."""
    seen = {(1.0, 1.0): 1, (1.0, 0.5): 1, (0.0, 0.5): 2}

    assert find_covariance(seen) == pytest.approx(0.25 / 3)
    assert find_correlation(seen) == pytest.approx((0.25 / 3) / (1 / 3 * 0.0625) ** 0.5)


@pytest.mark.parametrize(
    ("right", "n", "low", "high"),
    [(0, 10, 0.0, 0.2775), (8, 10, 0.4902, 0.9433), (15, 30, 0.3315, 0.6685), (10, 10, 0.7225, 1)],
)
def test_wilson_interval_computed_by_hand(right: int, n: int, low: float, high: float) -> None:
    """To four places, as tables have it."""
    assert find_wilson_interval(right, n) == pytest.approx((low, high), abs=5e-5)


def test_too_few_values_say_nothing() -> None:
    """No mean of nothing, no variance of one, no skewness of two, no kurtosis of three."""
    assert find_mean({}) is None
    assert find_median({}) is None
    assert find_wilson_interval(0, 0) is None
    assert find_variance({3.0: 1}) is None
    assert find_deviation({3.0: 1}) is None
    assert find_correlation({(1.0, 1.0): 1}) is None
    assert find_skewness({1.0: 1, 2.0: 1}) is None
    assert find_skewness({1.0: 1, 2.0: 2}) is not None
    assert find_kurtosis({1.0: 1, 2.0: 2}) is None
    assert find_kurtosis({1.0: 2, 2.0: 2}) is not None


@pytest.mark.parametrize("value", [0.1, 1 / 3, 0.7, 2 / 7])
@pytest.mark.parametrize("times", [3, 7, 1_000_003])
def test_value_that_never_differs_has_no_spread(value: float, times: int) -> None:
    """Not even the rounding of its mean is taken for one."""
    assert find_variance({value: times}) == 0
    assert find_skewness({value: times}) is None
    assert find_kurtosis({value: times}) is None
    assert find_covariance({(value, 1.0): times, (value, 0.0): times}) == 0
    assert find_correlation({(value, 1.0): times, (value, 0.0): times}) is None


@given(values)
def test_standard_library_agrees(seen: list[float]) -> None:
    """On the mean, the median and the variance of values written out."""
    counts = Counter(seen)

    assert find_mean(counts) == pytest.approx(statistics.fmean(seen))
    assert find_median(counts) == statistics.median(seen)
    assert find_variance(counts) == pytest.approx(statistics.variance(seen), abs=1e-12)


@given(pairs)
def test_standard_library_agrees_on_pairs(seen: list[tuple[float, float]]) -> None:
    """On covariance and correlation, and on the covariance of what is sorted."""
    xs, ys = zip(*seen, strict=True)
    counts = Counter(seen)
    best = statistics.covariance(sorted(xs), sorted(ys))

    assert find_covariance(counts) == pytest.approx(statistics.covariance(xs, ys), abs=1e-12)
    assert find_greatest_covariance(counts) == pytest.approx(best, abs=1e-12)
    if len(set(xs)) > 1 and len(set(ys)) > 1:
        assert find_correlation(counts) == pytest.approx(statistics.correlation(xs, ys), abs=1e-9)
    else:
        assert find_correlation(counts) is None


@given(seen=values, shift=st.integers(-5, 5), scale=st.integers(1, 5))
def test_shape_does_not_depend_on_the_scale(seen: list[float], shift: int, scale: int) -> None:
    """Skewness and kurtosis are those of a score, in marks or in percent."""
    moved = Counter(value * scale + shift for value in seen)

    assert find_skewness(moved) == pytest.approx(find_skewness(Counter(seen)), abs=1e-9)
    assert find_kurtosis(moved) == pytest.approx(find_kurtosis(Counter(seen)), abs=1e-9)


@given(seen=values)
def test_mirror_turns_the_skewness_round(seen: list[float]) -> None:
    """A tail to the right becomes one to the left."""
    skewness, mirrored = find_skewness(Counter(seen)), find_skewness(Counter(-v for v in seen))

    assert (skewness is None) is (mirrored is None)
    assert skewness is None or mirrored == pytest.approx(-skewness, abs=1e-9)


@given(n=st.integers(1, 500), data=st.data())
def test_wilson_interval_holds_the_share(n: int, data: st.DataObject) -> None:
    """It lies between 0 and 1, around the share, and is narrower with ten times the answers."""
    right = data.draw(st.integers(0, n))
    interval = find_wilson_interval(right, n)
    wide = find_wilson_interval(right * 10, n * 10)
    assert interval is not None
    assert wide is not None

    assert 0 <= interval[0] <= right / n <= interval[1] <= 1
    assert wide[1] - wide[0] < interval[1] - interval[0]
