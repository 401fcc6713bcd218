//! Writes a project of as many records as are asked for: the example company's complaints, requirements, requests, order
//! reviews, surveys, ledgers and CAPA reports over and over, each with its own number, about two in a hundred with a mistake.
//! The same number of records is always the same files.

use std::fs;
use std::io;
use std::path::Path;

/// No folder holds more files than this.
const PER_FOLDER: usize = 1000;
/// One set of records in so many has a mistake.
const ONE_WRONG_IN: u32 = 45;

/// Rules that ask for records of kinds that are not generated.
const OFF: [&str; 25] = [
    "complaint.no-survey-after-serious",
    "complaint.survey-not-found",
    "contact.internal-sheet-late",
    "contact.internal-sheet-not-found",
    "contact.report-internal-sheet-not-found",
    "contact.report-sheet-not-found",
    "contact.sheet-not-found",
    "customer.opinion-not-in-file",
    "customer.unknown-in-ledger",
    "customer.unknown-in-letter",
    "customer.unknown-in-register",
    "customer.unknown-in-review",
    "customer.unknown-in-sheet",
    "order.new-product-not-in-summary",
    "order.other-counts-than-summary",
    "order.summary-not-concluded",
    "order.summary-not-found",
    "order.trial-not-found",
    "requirement.difference-left-out-of-summary",
    "requirement.summary-not-found",
    "summary.feedback-left-out",
    "survey.asked-outside-plan",
    "survey.aspect-not-planned",
    "survey.letter-other-basis",
    "survey.sent-before-decision",
];

/// Records that belong together: of one, `mistake` replaces a text by another.
struct Set {
    /// How many of a hundred sets are like this.
    share: u32,
    /// Each record's file name before its number, and its text, with `№` for the number.
    records: &'static [(&'static str, &'static str)],
    /// In which record, what is written, and what is written by mistake.
    mistake: (usize, &'static str, &'static str),
}

const SETS: &[Set] = &[
    Set {
        share: 24,
        records: &[("fb", include_str!("templates/complaint.toml"))],
        // Confirmed with the customer after the four hours.
        mistake: (
            0,
            "confirmed_at = 2026-06-10T15:30:00",
            "confirmed_at = 2026-06-11T09:30:00",
        ),
    },
    Set {
        share: 20,
        records: &[("fb", include_str!("templates/billing.toml"))],
        // Nobody judged whether the correction lasts.
        mistake: (
            0,
            "stability = {",
            "satisfaction = { level = \"satisfied\" }\n# {",
        ),
    },
    Set {
        share: 8,
        records: &[("fb", include_str!("templates/rejected.toml"))],
        // Never explained to the customer.
        mistake: (0, "explained_at = 2026-06-17T14:20:00, ", ""),
    },
    Set {
        share: 16,
        records: &[("fb", include_str!("templates/request.toml"))],
        mistake: (0, "answered_by = \"许峰\"\n", ""),
    },
    Set {
        share: 12,
        records: &[("fb", include_str!("templates/information.toml"))],
        mistake: (0, "directed_by = \"周雅琴\"\n", ""),
    },
    Set {
        share: 4,
        records: &[
            ("fb", include_str!("templates/requirement.toml")),
            ("or", include_str!("templates/order-review.toml")),
        ],
        // The production department did not review the order.
        mistake: (1, "department = \"生产部\"", "department = \"仓库\""),
    },
    Set {
        share: 4,
        records: &[
            ("fb", include_str!("templates/sample.toml")),
            ("or", include_str!("templates/sample-review.toml")),
        ],
        mistake: (1, "department = \"品管部\"", "department = \"仓库\""),
    },
    Set {
        share: 4,
        records: &[
            ("sl", include_str!("templates/survey-letter.toml")),
            ("ss", include_str!("templates/survey-sheet.toml")),
        ],
        // The weights no longer add up.
        mistake: (1, "weight = \"0.18\"", "weight = \"0.17\""),
    },
    Set {
        share: 4,
        records: &[("cp", include_str!("templates/material.toml"))],
        // More given back than is left.
        mistake: (0, "quantity = \"387.5\"", "quantity = \"397.5\""),
    },
    Set {
        share: 2,
        records: &[("cp", include_str!("templates/limit-sample.toml"))],
        mistake: (0, "condition = \"避光\"", "condition = 20"),
    },
    Set {
        share: 2,
        records: &[
            ("fb", include_str!("templates/serious.toml")),
            ("capa", include_str!("templates/capa-report.toml")),
        ],
        // Sorted parts that are neither good nor bad.
        mistake: (1, "quantity_ok = 507", "quantity_ok = 500"),
    },
];

/// A small generator of numbers that look random: every run writes the same.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u32) -> u32 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let high = u32::try_from(self.0 >> 33).unwrap_or(0);
        high % limit
    }
}

/// Writes a project of `count` records into `folder`, which need not exist.
pub fn generate(count: usize, folder: &Path) -> io::Result<()> {
    let company = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/builtin/example");
    fs::create_dir_all(folder.join("records"))?;
    for file in ["wenkong.toml", "logo.svg"] {
        fs::copy(company.join(file), folder.join(file))?;
    }
    let config = folder.join("wenkong.toml");
    let mut text = fs::read_to_string(&config)?;
    for rule in OFF {
        text.push_str(&format!(
            "\n[rules.\"{rule}\"]\noff = \"没有生成这类记录\"\n"
        ));
    }
    fs::write(config, text)?;
    let mut dice = Dice(20_261_123);
    let mut written = 0;
    for number in 1.. {
        if written >= count {
            break;
        }
        let set = pick(&mut dice);
        let wrong = dice.below(ONE_WRONG_IN) == 0;
        // A set is not torn apart: what is left is filled with sets of one record.
        let set = if written + set.records.len() > count {
            &SETS[0]
        } else {
            set
        };
        for (i, (name, text)) in set.records.iter().enumerate() {
            let mut text = text.replace('№', &format!("{number:06}"));
            let (at, right, mistake) = set.mistake;
            if wrong && at == i {
                assert!(text.contains(right), "the mistake {right} has its place");
                text = text.replacen(right, mistake, 1);
            }
            let place = folder.join(format!("records/{:03}", written / PER_FOLDER));
            fs::create_dir_all(&place)?;
            fs::write(place.join(format!("{name}-{number:06}.toml")), text)?;
            written += 1;
        }
    }
    Ok(())
}

fn pick(dice: &mut Dice) -> &'static Set {
    let mut rest = dice.below(SETS.iter().map(|set| set.share).sum());
    for set in SETS {
        match rest.checked_sub(set.share) {
            Some(less) => rest = less,
            None => return set,
        }
    }
    &SETS[0]
}
