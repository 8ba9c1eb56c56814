"""Moments of counted values: means, variances and what is made of them, wherever n-1 divides.

Values come with how often each was seen, so that a million answers are a few hundred terms. What
cannot be computed, for too few values or for lack of variance, is None and never 0.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from math import fsum, sqrt

Counts = Mapping[float, int]  # a value -> how often it was seen
Pairs = Mapping[tuple[float, float], int]  # x and y seen together -> how often

LEAST_SKEWED, LEAST_KURTIC = 3, 4  # values that the estimates of k3 and k4 need
NOISE = 1e-14  # what rounding makes of a covariance of nothing; marks give none so small
Z_95 = 1.959963984540054  # of the normal distribution, for an interval of 95%


def find_mean(counts: Counts) -> float | None:
    """Return the arithmetic mean."""
    n = sum(counts.values())
    return fsum(value * times for value, times in counts.items()) / n if n else None


def find_median(counts: Counts) -> float | None:
    """Return the middle value, or the mean of the middle two."""
    n = sum(counts.values())
    if not n:
        return None
    middle = {(n - 1) // 2, n // 2}
    found, seen = [], 0
    for value in sorted(counts):
        found += [value for place in middle if seen <= place < seen + counts[value]]
        seen += counts[value]
    return fsum(found) / len(found)


def find_variance(counts: Counts) -> float | None:
    """Return the sample variance, the sum of (x - mean)² over n-1; from two values on."""
    return find_covariance({(value, value): times for value, times in counts.items()})


def find_deviation(counts: Counts) -> float | None:
    """Return the sample standard deviation: the root of the variance."""
    variance = find_variance(counts)
    return None if variance is None else sqrt(variance)


def find_covariance(pairs: Pairs) -> float | None:
    """Return the sample covariance, the sum of (x - mean x)(y - mean y) over n-1; from two on.

    It is exactly 0 where x and y have nothing to do with each other, or one of them never differs:
    rounding must not make a correlation of it.
    """
    n = sum(pairs.values())
    if n <= 1:
        return None
    if len({x for x, _ in pairs}) == 1 or len({y for _, y in pairs}) == 1:
        return 0.0
    mean_x = fsum(x * times for (x, _), times in pairs.items()) / n
    mean_y = fsum(y * times for (_, y), times in pairs.items()) / n
    found = fsum((x - mean_x) * (y - mean_y) * times for (x, y), times in pairs.items()) / (n - 1)
    return found if abs(found) > NOISE else 0.0


def find_correlation(pairs: Pairs) -> float | None:
    """Return Pearson's product-moment correlation, cov(x,y) / sqrt(var x · var y)."""
    covariance = find_covariance(pairs)
    spread_x = find_variance(_project(pairs, 0))
    spread_y = find_variance(_project(pairs, 1))
    if covariance is None or not spread_x or not spread_y:
        return None
    return max(-1.0, min(1.0, covariance / sqrt(spread_x) / sqrt(spread_y)))


def find_greatest_covariance(pairs: Pairs) -> float | None:
    """Return the covariance of sorted x with sorted y: no other way to pair them gives more.

    The rearrangement inequality: G. H. Hardy, J. E. Littlewood and G. Pólya, Inequalities, X.
    """
    return find_covariance(dict(_pair_sorted(_project(pairs, 0), _project(pairs, 1))))


def find_skewness(counts: Counts) -> float | None:
    """Return k3 / k2^1.5 by Fisher's k-statistics, unbiased estimates of the cumulants; from three.

    k2 = n·m2/(n-1), k3 = n²·m3/((n-1)(n-2)), with m the central moments (R. A. Fisher, 1929).
    """
    n = sum(counts.values())
    k2 = find_variance(counts)
    if n < LEAST_SKEWED or not k2:
        return None
    k3 = n**2 * _central_moment(counts, 3) / ((n - 1) * (n - 2))
    return float(k3 / k2**1.5)


def find_kurtosis(counts: Counts) -> float | None:
    """Return the excess k4 / k2² by Fisher's k-statistics, 0 for a normal curve; from four values.

    k4 = n²·((n+1)·m4 - 3(n-1)·m2²) / ((n-1)(n-2)(n-3)), with m the central moments.
    """
    n = sum(counts.values())
    k2 = find_variance(counts)
    if n < LEAST_KURTIC or not k2:
        return None
    m2, m4 = _central_moment(counts, 2), _central_moment(counts, 4)
    k4 = n**2 * ((n + 1) * m4 - 3 * (n - 1) * m2**2) / ((n - 1) * (n - 2) * (n - 3))
    return float(k4 / k2**2)


def find_wilson_interval(right: int, n: int) -> tuple[float, float] | None:
    """Return between which shares the true one lies with 95% confidence.

    The score interval of E. B. Wilson (1927): (p + z²/2n ± z·sqrt(p(1-p)/n + z²/4n²)) / (1 + z²/n).
    Unlike p ± z·sqrt(p(1-p)/n) it holds for ten answers, and never leaves 0 to 1.
    """
    if not n:
        return None
    share, z2n = right / n, Z_95**2 / n
    middle = share + z2n / 2
    reach = Z_95 * sqrt(share * (1 - share) / n + z2n / (4 * n))
    low, high = (middle - reach) / (1 + z2n), (middle + reach) / (1 + z2n)
    return max(0.0, min(low, share)), min(1.0, max(high, share))


def to_percent(share: float | None) -> float | None:
    """Return a share as percentage."""
    return None if share is None else 100 * share


def _central_moment(counts: Counts, power: int) -> float:
    n = sum(counts.values())
    mean = fsum(value * times for value, times in counts.items()) / n
    return fsum((value - mean) ** power * times for value, times in counts.items()) / n


def _project(pairs: Pairs, side: int) -> Counter[float]:
    values: Counter[float] = Counter()
    for pair, times in pairs.items():
        values[pair[side]] += times
    return values


def _pair_sorted(
    xs: Counter[float], ys: Counter[float]
) -> Iterator[tuple[tuple[float, float], int]]:
    """Yield each smallest x left with the smallest y left, and how often the two meet."""
    rest_y = iter(sorted(ys.items()))
    y, left = 0.0, 0
    for x, times in sorted(xs.items()):
        wanted = times
        while wanted:
            if not left:
                y, left = next(rest_y)
            taken = min(wanted, left)
            yield (x, y), taken
            wanted, left = wanted - taken, left - taken
