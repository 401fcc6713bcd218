//! Kind `deadline`: something happened by a time.

use chrono::DateTime;
use chrono_tz::Tz;

use super::item::Item;
use super::timing::{Owed, owed};
use super::verdict::{Judged, Unjudged, Verdict, due_text, lateness, shown};
use crate::calendar::Instant;
use crate::diag::Text;
use crate::rule::demand::{Cluster, Deadline};
use crate::rule::path::Found;
use crate::rule::{Body, Path};
use crate::source::Pointer;

/// What has happened of what must: the last value, or where one is missing.
enum Done {
    All(Instant, Pointer),
    Missing(Pointer),
    /// There is nothing that would have to happen.
    Nothing,
}

pub(super) fn judge(demand: &Deadline, item: &Item<'_>, body: &Body) -> Judged {
    if let Some(cluster) = demand.cluster {
        return crowd(cluster, demand, item, body);
    }
    let owed = owed(&demand.timing, item, body)?;
    if let Owed::NotBegun(at) = &owed {
        let reason = item.reason("尚未起算", "its time has not begun");
        return Ok(vec![Verdict::not_applicable(at.clone(), reason)]);
    }
    let verdict = match done(demand, item, body)? {
        Done::Nothing => Verdict::not_applicable(
            item.pointer().clone(),
            Text::new("没有需要完成的项", "nothing has to be done"),
        ),
        Done::Missing(at) => {
            let fact = item.lacks(&at);
            owed.missing(item.case.standards, at, fact)
        }
        Done::All(at, pointer) => on_time(owed, at, pointer, item),
    };
    Ok(vec![verdict])
}

/// Was it in time?
fn on_time(owed: Owed, done: Instant, at: Pointer, item: &Item<'_>) -> Verdict {
    let Owed::By(due, how) = owed else {
        return Verdict::met(at, Text::default());
    };
    let zone = item.case.zone();
    let in_time = !done.is_after(Instant::At(due));
    if in_time && !item.case.standards.facts {
        return Verdict::met(at, Text::default());
    }
    let (title, when, limit) = (item.title(&at), shown(done, zone), due_text(due));
    let trace = how.trace(due, item.case.standards.calendar);
    if in_time {
        let fact = Text::new(
            format!("{} {when}，限期 {limit}", title.zh),
            format!("{} {when}, due {limit}", title.en),
        );
        return Verdict::met(at, fact).due(Some(due), trace);
    }
    let late = lateness(due, done, zone);
    let fact = Text::new(
        format!("{} {when}，限期 {limit}，迟 {}", title.zh, late.zh),
        format!("{} {when}, due {limit}, {} late", title.en, late.en),
    );
    Verdict::violated(at, fact).due(Some(due), trace)
}

fn done(demand: &Deadline, item: &Item<'_>, body: &Body) -> Result<Done, Unjudged> {
    let mut missing = None;
    for path in &demand.until {
        match one(path, demand, item, body)? {
            Done::Missing(at) => missing = missing.or(Some(at)),
            done => return Ok(done),
        }
    }
    Ok(missing.map_or(Done::Nothing, Done::Missing))
}

/// The last value of a path; of a starred one, when every item has it.
fn one(path: &Path, demand: &Deadline, item: &Item<'_>, body: &Body) -> Result<Done, Unjudged> {
    let Some((list, rest)) = path.split() else {
        let mut values = item.instants(path)?.into_iter();
        return Ok(match values.next() {
            Some((at, pointer)) => Done::All(at, pointer),
            None => Done::Missing(item.place(path)),
        });
    };
    let items = item.values(&list);
    if items.is_empty() {
        return Ok(Done::Missing(item.place(&list)));
    }
    let mut last: Option<(Instant, Pointer)> = None;
    for found in items {
        if let Some(filter) = &demand.filter
            && !item.passes(filter, &found.pointer, body)?
        {
            continue;
        }
        let Some(value) = rest.value(found.value) else {
            return Ok(Done::Missing(rest.pointer(&found.pointer)));
        };
        let pointer = rest.pointer(&found.pointer);
        let at = item.instant(&Found {
            value,
            pointer: pointer.clone(),
        })?;
        let zone = item.case.zone();
        if last
            .as_ref()
            .is_none_or(|(last, _)| last.start(zone) <= at.start(zone))
        {
            last = Some((at, pointer));
        }
    }
    Ok(last.map_or(Done::Nothing, |(at, pointer)| Done::All(at, pointer)))
}

/// The start of a time limit, when it was met, and its end.
type Lap = (DateTime<Tz>, DateTime<Tz>, DateTime<Tz>);

/// Whether the values of the path crowd just under the limit. The item is a record; its times are compared one by one.
fn crowd(cluster: Cluster, demand: &Deadline, item: &Item<'_>, body: &Body) -> Judged {
    let rows = pairs(demand, item, body)?;
    let at = body
        .at
        .as_ref()
        .map_or_else(|| item.pointer().clone(), |at| item.place(at));
    let close = rows
        .iter()
        .filter(|(start, done, due)| {
            let whole = (*due - *start).num_seconds();
            let left = (*due - *done).num_seconds();
            whole > 0 && left >= 0 && left * 100 <= whole * i64::from(cluster.last)
        })
        .count();
    let (count, share) = (rows.len(), u64::from(cluster.share));
    if count < cluster.least {
        let reason = Text::new("数量太少，看不出什么", "too few to tell anything");
        return Ok(vec![Verdict::not_applicable(at, reason)]);
    }
    let fact = Text::new(
        format!("{count} 次中有 {close} 次落在时限的最后 {}%", cluster.last),
        format!(
            "{close} of {count} fall into the last {}% of the time allowed",
            cluster.last
        ),
    );
    Ok(vec![if close as u64 * 100 >= share * count as u64 {
        Verdict::violated(at, fact)
    } else {
        Verdict::met(at, fact)
    }])
}

/// Start, end and due time of each pair of starred values of one list item.
fn pairs(demand: &Deadline, item: &Item<'_>, body: &Body) -> Result<Vec<Lap>, Unjudged> {
    let (Some(from), Some(until), Some(span)) = (
        demand.timing.from.first(),
        demand.until.first(),
        demand.timing.within,
    ) else {
        return Ok(Vec::new());
    };
    let (Some((list, start)), zone) = (from.split(), item.case.zone()) else {
        return Ok(Vec::new());
    };
    let mut rows = Vec::new();
    for entry in item.values(&list) {
        if let Some(filter) = &demand.filter
            && !item.passes(filter, &entry.pointer, body)?
        {
            continue;
        }
        let read = |value| {
            item.instant(&Found {
                value,
                pointer: entry.pointer.clone(),
            })
        };
        let Some(begun) = start.value(entry.value).map(read).transpose()? else {
            continue;
        };
        // The values of this entry are those below its own pointer.
        let below = format!("{}/", entry.pointer);
        let done: Vec<Instant> = item
            .instants(until)?
            .into_iter()
            .filter(|(_, pointer)| pointer.as_str().starts_with(&below))
            .map(|(at, _)| at)
            .collect();
        if let Some(done) = done.into_iter().max_by_key(|at| at.start(zone)) {
            let calendar = item.case.standards.calendar;
            let due = calendar.due(begun, span, demand.timing.clock)?;
            rows.push((begun.end(zone), done.start(zone), due));
        }
    }
    Ok(rows)
}
