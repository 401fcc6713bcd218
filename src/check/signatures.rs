//! Signatures: the roles that the form asks for, different people, in order, each in office that day.

use super::item::Item;
use super::reviewers::{no_role, unknown};
use super::timing::owed;
use super::verdict::{Judged, Unjudged, Verdict, shown};
use crate::calendar::Instant;
use crate::diag::Text;
use crate::form::Signature;
use crate::rule::Body;
use crate::rule::demand::{Asked, Signatures};
use crate::rule::path::Found;
use crate::source::Pointer;

/// A signature of a record.
struct Signed {
    role: String,
    name: String,
    at: Option<Instant>,
    pointer: Pointer,
}

pub(super) fn judge(demand: &Signatures, item: &Item<'_>, body: &Body) -> Judged {
    let owed = owed(&demand.timing, item, body)?;
    let signed = read(demand, item)?;
    let asked = &item.case.form.sign;
    // The form's order is the order in which it is signed, whatever must be there.
    let order: Vec<String> = asked.iter().map(|box_| box_.role.clone()).collect();
    let required: &[String] = match &demand.required {
        Asked::Nothing => &[],
        Asked::Form => &order,
        Asked::Roles(roles) => roles,
    };
    let mut verdicts = Vec::new();
    for role in required {
        if signed.iter().any(|signature| signature.role == *role) {
            verdicts.push(Verdict::met(item.place(&demand.list), Text::default()));
            continue;
        }
        let title = box_title(asked, role);
        let fact = Text::new(
            format!("缺少签署：{}", title.zh),
            format!("the signature is missing: {}", title.en),
        );
        let mut verdict = owed.missing(item.case.standards, item.place(&demand.list), fact);
        verdict.owner = Some(title.zh);
        verdicts.push(verdict);
    }
    verdicts.extend(demand.different.then(|| same_person(&signed)).flatten());
    verdicts.extend(
        demand
            .ordered
            .then(|| disorder(&order, &signed, item))
            .flatten(),
    );
    if demand.held {
        verdicts.extend(
            signed
                .iter()
                .filter_map(|one| not_in_office(one, asked, item)),
        );
    }
    if verdicts.is_empty() {
        let at = item.place(&demand.list);
        verdicts.push(if signed.is_empty() {
            Verdict::not_applicable(at, item.reason("没有签署", "nothing is signed"))
        } else {
            Verdict::met(at, Text::default())
        });
    }
    Ok(verdicts)
}

fn read(demand: &Signatures, item: &Item<'_>) -> Result<Vec<Signed>, Unjudged> {
    let mut signed = Vec::new();
    for found in item.values(&demand.list) {
        let text = |key: &str| Some(found.value.get(key)?.as_str()?.to_owned());
        let pointer = found.pointer.join("at");
        let at = found.value.get("at").map(|value| {
            item.instant(&Found {
                value,
                pointer: pointer.clone(),
            })
        });
        if let (Some(role), Some(name)) = (text("role"), text("name")) {
            signed.push(Signed {
                role,
                name,
                at: at.transpose()?,
                pointer: found.pointer,
            });
        }
    }
    Ok(signed)
}

fn box_title(asked: &[Signature], role: &str) -> Text {
    let found = asked.iter().find(|asked| asked.role == role);
    found.map_or_else(|| Text::same(role), |asked| Text::new(&asked.zh, &asked.en))
}

/// Nobody reviews or approves what the same person prepared.
fn same_person(signed: &[Signed]) -> Option<Verdict> {
    let kinds = ["prepared", "reviewed", "approved"];
    let own: Vec<&Signed> = signed
        .iter()
        .filter(|one| kinds.contains(&one.role.as_str()))
        .collect();
    own.iter().enumerate().find_map(|(i, one)| {
        let before = own[..i]
            .iter()
            .find(|other| other.name == one.name && other.role != one.role)?;
        let fact = Text::new(
            format!("{} 一人签了两处", one.name),
            format!("{} signed twice", one.name),
        );
        let label = Text::new("先签在这里", "signed here first");
        Some(
            Verdict::violated(one.pointer.join("name"), fact)
                .label(before.pointer.join("name"), label),
        )
    })
}

/// A signature that was made before one that comes before it.
fn disorder(required: &[String], signed: &[Signed], item: &Item<'_>) -> Option<Verdict> {
    let zone = item.case.zone();
    let rank = |one: &Signed| required.iter().position(|role| *role == one.role);
    let mut ranked: Vec<(usize, Instant, &Signed)> = signed
        .iter()
        .filter_map(|one| Some((rank(one)?, one.at?, one)))
        .collect();
    ranked.sort_by_key(|(rank, ..)| *rank);
    ranked.windows(2).find_map(|pair| {
        let ((a, first, before), (b, second, after)) = (pair[0], pair[1]);
        (a < b && first.is_after(second)).then(|| {
            let fact = Text::new(
                format!(
                    "{} 于 {} 签署，早于 {} 的 {}",
                    after.name,
                    shown(second, zone),
                    before.name,
                    shown(first, zone)
                ),
                format!(
                    "{} signed on {}, before {} on {}",
                    after.name,
                    shown(second, zone),
                    before.name,
                    shown(first, zone)
                ),
            );
            let label = Text::new("应先签的在这里", "this should come first");
            Verdict::violated(after.pointer.join("at"), fact)
                .label(before.pointer.join("at"), label)
        })
    })
}

fn not_in_office(one: &Signed, asked: &[Signature], item: &Item<'_>) -> Option<Verdict> {
    let box_ = asked.iter().find(|asked| asked.role == one.role)?;
    if box_.held.is_empty() {
        return None;
    }
    let company = &item.case.standards.organisation;
    let day = one.at.map_or_else(|| item.case.date(), Instant::date);
    let at = one.pointer.join("name");
    Some(if company.held(&one.name, &box_.held, day) {
        Verdict::met(at, Text::default())
    } else if company.person(&one.name).is_none() {
        Verdict::violated(at, unknown(&one.name, item))
    } else {
        Verdict::violated(at, no_role(&one.name, &box_.held, &day.to_string(), item))
    })
}
