//! The only door to "now".

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeZone, Utc};
use chrono_tz::Tz;

/// The present moment: `SOURCE_DATE_EPOCH` (seconds since 1970) if it is set, else the system's time.
pub fn now() -> DateTime<Utc> {
    let pinned = std::env::var("SOURCE_DATE_EPOCH")
        .ok()
        .and_then(|text| text.trim().parse().ok())
        .and_then(|seconds| DateTime::from_timestamp(seconds, 0));
    pinned.unwrap_or_else(Utc::now)
}

/// What the machine's clock says, whatever moment the work is done as of. Only the issue register asks.
pub fn system() -> DateTime<Utc> {
    Utc::now()
}

/// A time as people write it: with an offset, or without one in `zone`; seconds may be left out; a
/// date alone is its end, 23:59:59, because whoever says "as of Friday" means Friday too.
pub fn parse(text: &str, zone: Tz) -> Option<DateTime<Tz>> {
    let text = text.trim().replacen(' ', "T", 1);
    if let Ok(time) = DateTime::parse_from_rfc3339(&text) {
        return Some(time.with_timezone(&zone));
    }
    let local = ["%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M"]
        .iter()
        .find_map(|format| NaiveDateTime::parse_from_str(&text, format).ok())
        .or_else(|| {
            Some(
                text.parse::<NaiveDate>()
                    .ok()?
                    .and_time(NaiveTime::from_hms_opt(23, 59, 59)?),
            )
        })?;
    zone.from_local_datetime(&local).earliest()
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono_tz::Asia::Shanghai;

    #[test]
    fn times_without_an_offset_are_in_the_zone() {
        let cases = [
            ("2026-11-03T09:12:00+08:00", "2026-11-03T09:12:00+08:00"),
            ("2026-11-03T01:12:00Z", "2026-11-03T09:12:00+08:00"),
            ("2026-11-03T09:12:00", "2026-11-03T09:12:00+08:00"),
            ("2026-11-03 09:12", "2026-11-03T09:12:00+08:00"),
            ("2026-11-03", "2026-11-03T23:59:59+08:00"),
        ];
        for (written, meant) in cases {
            assert_eq!(
                parse(written, Shanghai).map(|t| t.to_rfc3339()).as_deref(),
                Some(meant),
                "{written}"
            );
        }
        assert_eq!(parse("2026-02-30", Shanghai), None);
        assert_eq!(parse("soon", Shanghai), None);
    }
}
