//! Rankings.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

/// One key of a ranking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ranked<'k> {
    /// What is ranked.
    pub key: &'k str,
    /// The sum of its amounts.
    pub amount: Decimal,
    /// Its place, from 1.
    pub place: usize,
    /// Its class.
    pub class: String,
    /// Whether another key has the same amount; such keys stand in the order of their names.
    pub tied: bool,
}

/// Ranks keys by the sums of their amounts, the greatest first. `classes` are given from the top with how many belong to
/// each; who comes after all of them belongs to the last.
pub fn rank<'k>(
    amounts: impl IntoIterator<Item = (&'k str, Decimal)>,
    classes: &[(String, usize)],
) -> Vec<Ranked<'k>> {
    let mut sums: BTreeMap<&str, Decimal> = BTreeMap::new();
    for (key, amount) in amounts {
        *sums.entry(key).or_default() += amount;
    }
    let mut order: Vec<(&str, Decimal)> = sums.into_iter().collect();
    // Stable: equal amounts stay in the order of their keys.
    order.sort_by_key(|(_, amount)| std::cmp::Reverse(*amount));
    let tied = |i: usize| {
        let amount = order[i].1;
        let neighbours = [i.checked_sub(1), Some(i + 1)].into_iter().flatten();
        neighbours
            .filter_map(|n| order.get(n))
            .any(|(_, other)| *other == amount)
    };
    let ranked = order.iter().enumerate().map(|(i, (key, amount))| Ranked {
        key,
        amount: *amount,
        place: i + 1,
        class: class(i, classes),
        tied: tied(i),
    });
    ranked.collect()
}

fn class(place: usize, classes: &[(String, usize)]) -> String {
    let mut left = place;
    for (name, count) in classes {
        if left < *count {
            return name.clone();
        }
        left -= count;
    }
    classes
        .last()
        .map(|(name, _)| name.clone())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_follow_the_sums() {
        let classes = [
            ("A".to_owned(), 1),
            ("B".to_owned(), 2),
            ("C".to_owned(), usize::MAX),
        ];
        let amounts = [("x", 5), ("y", 9), ("x", 5), ("z", 9), ("w", 1)];
        let ranked = rank(amounts.map(|(key, n)| (key, Decimal::from(n))), &classes);
        let shown: Vec<(&str, usize, &str, bool)> = ranked
            .iter()
            .map(|one| (one.key, one.place, one.class.as_str(), one.tied))
            .collect();
        assert_eq!(
            shown,
            [
                ("x", 1, "A", false),
                ("y", 2, "B", true),
                ("z", 3, "B", true),
                ("w", 4, "C", false)
            ]
        );
    }
}
