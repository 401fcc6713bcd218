//! Kind `reviewers`: the right departments and people reviewed and decided.

use super::item::Item;
use super::signatures;
use super::timing::{Owed, owed};
use super::verdict::{Judged, Unjudged, Verdict, shown};
use crate::calendar::Instant;
use crate::diag::Text;
use crate::rule::Body;
use crate::rule::demand::{Departments, Person, Reviewers};
use crate::source::Pointer;

pub(super) fn judge(demand: &Reviewers, item: &Item<'_>, body: &Body) -> Judged {
    match demand {
        Reviewers::Departments(demand) => departments(demand, item, body),
        Reviewers::Signatures(demand) => signatures::judge(demand, item, body),
        Reviewers::Person(demand) => person(demand, item).map(|verdict| vec![verdict]),
    }
}

/// One department's part: its reviews, and whether they are done.
struct Part {
    pointer: Pointer,
    done: bool,
    items: Option<Vec<String>>,
}

fn departments(demand: &Departments, item: &Item<'_>, body: &Body) -> Judged {
    let owed = owed(&demand.timing, item, body)?;
    let company = &item.case.standards.organisation;
    let reviews: Vec<(String, Part)> = item
        .values(&demand.list)
        .into_iter()
        .filter_map(|found| {
            let who = demand.who.value(found.value)?.as_str()?;
            let done = demand.done.as_ref();
            let part = Part {
                done: done.is_none_or(|done| done.value(found.value).is_some()),
                items: demand
                    .covers
                    .as_ref()
                    .and_then(|(_, items)| items.value(found.value))
                    .map(super::item::texts),
                pointer: found.pointer,
            };
            Some((company.canonical(who).to_owned(), part))
        })
        .collect();
    let mut verdicts = Vec::new();
    for required in &demand.required {
        let name = company.canonical(required);
        let parts: Vec<&Part> = reviews
            .iter()
            .filter(|(who, _)| who == name)
            .map(|(_, part)| part)
            .collect();
        verdicts.push(one_department(demand, name, &parts, &owed, item));
    }
    Ok(verdicts)
}

fn one_department(
    demand: &Departments,
    name: &str,
    parts: &[&Part],
    owed: &Owed,
    item: &Item<'_>,
) -> Verdict {
    let list = item.place(&demand.list);
    let Some(first) = parts.first() else {
        let fact = Text::new(
            format!("缺少{name}的评审"),
            format!("the review of {name} is missing"),
        );
        let mut verdict = owed.missing(item.case.standards, list, fact);
        verdict.owner = Some(name.to_owned());
        return verdict;
    };
    if let Some(part) = parts.iter().find(|part| !part.done) {
        let fact = Text::new(
            format!("{name}的评审没有写明时间"),
            format!("the review of {name} has no time"),
        );
        let mut verdict = owed.missing(item.case.standards, part.pointer.clone(), fact);
        verdict.owner = Some(name.to_owned());
        return verdict;
    }
    // A review that names no items goes for all of them.
    let all = parts.iter().any(|part| part.items.is_none());
    let things = demand.covers.as_ref().filter(|_| !all);
    let left = things.map(|(things, _)| {
        let ids = item.texts(things).into_iter();
        let seen = |id: &String| {
            let items = parts.iter().filter_map(|part| part.items.as_ref());
            items.flatten().any(|item| item == id)
        };
        ids.filter(|id| !seen(id)).collect::<Vec<_>>()
    });
    match left {
        Some(left) if !left.is_empty() => {
            let left = left.join("、");
            let fact = Text::new(
                format!("{name}没有评审要求项目 {left}"),
                format!(
                    "{name} has not reviewed the items {}",
                    left.replace('、', ", ")
                ),
            );
            let mut verdict = owed.missing(item.case.standards, first.pointer.clone(), fact);
            verdict.owner = Some(name.to_owned());
            verdict
        }
        _ => Verdict::met(first.pointer.clone(), Text::default()),
    }
}

fn person(demand: &Person, item: &Item<'_>) -> Result<Verdict, Unjudged> {
    let at = item.place(&demand.person);
    let Some(name) = item.text(&demand.person) else {
        let reason = Text::new("没有写明是谁", "nobody is named");
        return Ok(Verdict::not_applicable(at, reason));
    };
    let company = &item.case.standards.organisation;
    let department = company.department_of(&name);
    for path in &demand.not {
        for other in item.texts(path) {
            let same = other == name || department == Some(company.canonical(&other));
            if same {
                let pointer = item.place(path);
                let title = item.title(&pointer);
                let fact = Text::new(
                    format!("{name}就是“{}”（{other}）", title.zh),
                    format!("{name} is the “{}” ({other})", title.en),
                );
                return Ok(Verdict::violated(at, fact).label(pointer, title));
            }
        }
    }
    let mut on = None;
    for path in &demand.on {
        on = on.or(item.instants(path)?.into_iter().next().map(|(on, _)| on));
    }
    let day = on.map_or_else(|| item.case.date(), Instant::date);
    let when = on.map_or_else(|| day.to_string(), |on| shown(on, item.case.zone()));
    if company.person(&name).is_none()
        && !(demand.roles.is_empty() && demand.departments.is_empty())
    {
        let fact = unknown(&name, item);
        return Ok(Verdict::violated(at, fact));
    }
    let fits_role = demand.roles.is_empty() || company.held(&name, &demand.roles, day);
    let fits_department = demand.departments.is_empty()
        || demand
            .departments
            .iter()
            .any(|wanted| department == Some(company.canonical(wanted)));
    if fits_role && fits_department {
        return Ok(Verdict::met(at, Text::default()));
    }
    let fact = if fits_role {
        let wanted = demand.departments.join("、");
        let of = department.unwrap_or("？");
        Text::new(
            format!("{name}是{of}的，应为{wanted}的人"),
            format!(
                "{name} is of {of}, but should be of {}",
                wanted.replace('、', ", ")
            ),
        )
    } else {
        no_role(&name, &demand.roles, &when, item)
    };
    Ok(Verdict::violated(at, fact))
}

/// Says that a person did not hold any of some roles; and which role was probably meant, where nobody ever held them.
pub(super) fn no_role(name: &str, roles: &[String], when: &str, item: &Item<'_>) -> Text {
    let company = &item.case.standards.organisation;
    let held = roles.iter().any(|role| company.has_role(role));
    let meant = roles.first().filter(|_| !held).and_then(|role| {
        let known = company.roles().map(|known| (known, known));
        crate::diag::near::nearest(role, known)
    });
    let (zh, en) = meant.map_or(Default::default(), |meant| {
        (
            format!("（wenkong.toml 中无人任此角色，是不是 {meant}？）"),
            format!(" (nobody in wenkong.toml ever did; did you mean {meant}?)"),
        )
    });
    Text::new(
        format!("{name} 在 {when} 不任{}{zh}", roles.join("、")),
        format!(
            "on {when} {name} did not hold the role {}{en}",
            roles.join(" or ")
        ),
    )
}

/// Says that the configuration does not know a person, and who was probably meant.
pub(super) fn unknown(name: &str, item: &Item<'_>) -> Text {
    let people = &item.case.standards.organisation.people;
    let names = people
        .iter()
        .map(|person| (person.name.as_str(), person.name.as_str()));
    let meant = crate::diag::near::nearest(name, names);
    let (zh, en) = meant.map_or(Default::default(), |meant| {
        (
            format!("，是不是 {meant}？"),
            format!("; did you mean {meant}?"),
        )
    });
    Text::new(
        format!("wenkong.toml 的人员中没有 {name}{zh}"),
        format!("wenkong.toml lists no person {name}{en}"),
    )
}
