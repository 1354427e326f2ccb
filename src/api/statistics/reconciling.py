"""Makes noisy cells add up to the exact total: the nearest whole numbers that are not negative.

Least squares, in integers. It looks at nothing but what was drawn and the public total, so that
it tells nothing more of anybody.
"""

from collections.abc import Sequence


def reconcile(noisy: Sequence[int], total: int) -> list[int]:
    """Of all whole non-negative numbers with that sum, some that are nearest to the noisy ones.

    The same amount is taken from (or given to) each cell, down to nothing; what does not divide
    goes, one by one, to the largest cells, the first of equals first.
    """
    if total < 0 or not noisy:
        raise ValueError("a total that is not negative, over one cell at least")
    less = _amount(noisy, total)
    counts = [max(each - less, 0) for each in noisy]
    left = total - sum(counts)
    largest = sorted(range(len(noisy)), key=lambda rank: (-noisy[rank], rank))
    for rank in largest[:left]:
        counts[rank] += 1
    return counts


def _amount(noisy: Sequence[int], total: int) -> int:
    """The least amount that, taken from each cell, leaves no more than the total."""
    low, high = min(noisy) - total - 1, max(noisy)  # too little, and enough
    while high - low > 1:
        middle = (low + high) // 2
        if sum(max(each - middle, 0) for each in noisy) > total:
            low = middle
        else:
            high = middle
    return high
