//! Two sequences side by side.

use std::ops::Range;

/// What stands between two equal elements: what only the left one has, and only the right one.
pub(super) type Gap = (Range<usize>, Range<usize>);

/// Pairs as many equal elements as possible, in their order, and returns what is left over.
pub(super) fn gaps(left: usize, right: usize, equal: impl Fn(usize, usize) -> bool) -> Vec<Gap> {
    let mut from = (0, 0);
    let mut gaps = Vec::new();
    for (l, r) in longest_common(left, right, equal).into_iter().chain([(left, right)]) {
        if (l, r) != from {
            gaps.push((from.0..l, from.1..r));
        }
        from = (l + 1, r + 1);
    }
    gaps
}

/// Pairs of a longest common subsequence, the earliest ones.
fn longest_common(
    left: usize,
    right: usize,
    equal: impl Fn(usize, usize) -> bool,
) -> Vec<(usize, usize)> {
    let mut lengths = vec![vec![0; right + 1]; left + 1];
    for l in (0..left).rev() {
        for r in (0..right).rev() {
            lengths[l][r] = if equal(l, r) {
                lengths[l + 1][r + 1] + 1
            } else {
                lengths[l + 1][r].max(lengths[l][r + 1])
            };
        }
    }
    let (mut l, mut r, mut pairs) = (0, 0, Vec::new());
    while l < left && r < right {
        if equal(l, r) {
            pairs.push((l, r));
            (l, r) = (l + 1, r + 1);
        } else if lengths[l][r + 1] >= lengths[l + 1][r] {
            r += 1;
        } else {
            l += 1;
        }
    }
    pairs
}
