//! How a form lies in a workbook: a sheet of its own fields, and one for each list of tables.

use std::collections::HashSet;

use crate::diag::{Sink, Text};
use crate::form::{Form, OWN};
use crate::record::table::{Field, Heads, plain};
use crate::schema::{Kind, Outline};

/// Characters of a sheet's name that Excel takes at most.
const LONGEST: usize = 31;
/// The field of an entry's row that names the entry it belongs to; no schema has a field of this name.
pub(super) const OWNER: &str = "@";
/// The sheet with the values of long drop-downs, which nobody is shown.
pub const CHOICES: &str = "_wenkong";

/// The sheets of a form's workbook.
#[derive(Debug)]
pub struct Layout {
    /// The record's own fields, then the lists, each behind the one that its entries belong to.
    pub sheets: Vec<Sheet>,
}

/// One sheet.
#[derive(Debug)]
pub struct Sheet {
    /// Path of the list, `entries.*.items`; empty for the record's own fields.
    pub list: String,
    /// What people call it, as no other sheet is called.
    pub title: Text,
    /// Its name in a Chinese and in an English workbook.
    pub tab: Text,
    /// Its name in a workbook with both.
    pub tab_both: String,
    /// The sheet of the list whose entries these belong to.
    pub owner: Option<usize>,
    /// The fields, and what they are headed.
    pub heads: Heads,
}

impl Layout {
    /// The layout of a form; `None` if its schema is broken.
    pub fn of(form: &Form, sink: &mut Sink) -> Option<Self> {
        let outline = form.schema(sink)?.outline();
        let lists: Vec<&Outline> = lists(&outline).collect();
        let mut sheets = vec![Sheet::new(
            "",
            Text::new("记录", "Record"),
            None,
            Heads::of(&outline, "", form.tables.get(OWN), None),
        )];
        for field in &lists {
            let owner = field.path.rsplit_once(".*.").map(|(owner, _)| owner);
            let owner = owner.and_then(|path| sheets.iter().position(|sheet| sheet.list == path));
            let defined = form.tables.get(&field.path);
            let heads = match owner {
                Some(at) => {
                    let owner = owner_field(&sheets[at].title);
                    Heads::belonging(&outline, &field.path, defined, owner)
                }
                None => Heads::of(&outline, &field.path, defined, None),
            };
            let title = title(field, &lists, &outline);
            sheets.push(Sheet::new(&field.path, title, owner, heads));
        }
        name(&mut sheets);
        Some(Self { sheets })
    }

    /// The list that a sheet's name means: a title in either language or both, a name as it is written, or the list's path.
    pub fn named(&self, name: &str) -> Option<usize> {
        let written = plain(name);
        let lists = || self.sheets.iter().enumerate().skip(1);
        let tab = lists().find(|(_, sheet)| sheet.tabs().contains(&name.trim()));
        let titled = || lists().find(|(_, sheet)| sheet.is_called(&written));
        let path = || lists().find(|(_, sheet)| sheet.list == name.trim());
        let last = || lists().find(|(_, sheet)| plain(sheet.list.as_str()) == written);
        let found = tab.or_else(titled).or_else(path).or_else(last);
        found.map(|(at, _)| at)
    }
}

impl Sheet {
    fn new(list: &str, title: Text, owner: Option<usize>, heads: Heads) -> Self {
        Self {
            list: list.to_owned(),
            title,
            tab: Text::default(),
            tab_both: String::new(),
            owner,
            heads,
        }
    }

    /// The path of the list inside of the entry, or of the record, that it stands in.
    pub fn inner(&self) -> &str {
        let inner = self.list.rsplit_once(".*.");
        inner.map_or(self.list.as_str(), |(_, inner)| inner)
    }

    fn tabs(&self) -> [&str; 3] {
        [&self.tab.zh, &self.tab.en, &self.tab_both]
    }

    fn is_called(&self, written: &str) -> bool {
        let both = format!("{}{}", self.title.zh, self.title.en);
        let names = [&self.title.zh, &self.title.en, &both];
        let mut names = names.into_iter().map(String::as_str).chain(self.tabs());
        names.any(|name| plain(name) == written)
    }
}

/// The lists of tables, at any depth.
fn lists(outline: &[Outline]) -> impl Iterator<Item = &Outline> {
    let of_tables = |field: &&Outline| {
        let item = format!("{}.*", field.path);
        let mut fields = outline.iter();
        fields.any(|other| other.path == item && other.kind == Kind::Table)
    };
    let lists = outline.iter().filter(|field| field.kind == Kind::List);
    // The items of a list that are lists themselves have no rows.
    lists
        .filter(of_tables)
        .filter(|field| !field.path.contains(".*.*"))
}

fn owner_field(list: &Text) -> Field {
    let mut owner = Field::plain(OWNER, Text::new("所属条目", "Belongs to"));
    owner.required = true;
    owner.description = Some(Text::new(
        format!(
            "这一行属于“{}”中的哪一条：写它的代号，没有代号的写 #1、#2",
            list.zh
        ),
        format!(
            "the id of the entry in “{}” that the row belongs to; #1, #2 where it has none",
            list.en
        ),
    ));
    owner
}

/// The title of a list; where an outer one or one beside it has it too, behind the title of what it stands in.
fn title(field: &Outline, lists: &[&Outline], outline: &[Outline]) -> Text {
    let depth = |field: &Outline| field.path.matches('.').count();
    let shared = lists.iter().any(|other| {
        let alike = other.title.zh == field.title.zh || other.title.en == field.title.en;
        other.path != field.path && alike && depth(other) <= depth(field)
    });
    let around = field.path.rsplit_once('.').map(|(around, _)| around);
    let around = around.map(|around| around.trim_end_matches(".*"));
    let group = around.and_then(|around| outline.iter().find(|field| field.path == around));
    match group.filter(|_| shared) {
        Some(group) => Text::new(
            format!("{}·{}", group.title.zh, field.title.zh),
            format!("{}·{}", group.title.en, field.title.en),
        ),
        None => field.title.clone(),
    }
}

/// Gives the sheets names that Excel takes.
fn name(sheets: &mut [Sheet]) {
    let taken = || HashSet::from([CHOICES.to_owned()]);
    let (mut zh, mut en, mut both) = (taken(), taken(), taken());
    for sheet in sheets {
        sheet.tab = Text::new(
            unique(&sheet.title.zh, &mut zh),
            unique(&sheet.title.en, &mut en),
        );
        let whole = format!("{} {}", sheet.title.zh, sheet.title.en);
        let fits = clean(&whole).chars().count() <= LONGEST;
        let whole = if fits { &whole } else { &sheet.title.zh };
        sheet.tab_both = unique(whole, &mut both);
    }
}

fn unique(title: &str, taken: &mut HashSet<String>) -> String {
    let title = clean(title);
    let mut name: String = title.chars().take(LONGEST).collect();
    let mut count = 2;
    // Excel keeps the name `History` for itself.
    while name.is_empty()
        || name.eq_ignore_ascii_case("history")
        || !taken.insert(name.to_lowercase())
    {
        let end = format!(" {count}");
        let start = title.chars().take(LONGEST - end.len());
        name = start
            .chain(end.chars())
            .collect::<String>()
            .trim()
            .to_owned();
        count += 1;
    }
    name
}

/// A title without what no sheet's name may have.
fn clean(title: &str) -> String {
    let allowed = |c: &char| !c.is_control() && !r"[]:*?/\".contains(*c);
    let name: String = title.chars().filter(allowed).collect();
    name.trim_matches(['\'', ' ']).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_that_excel_takes() {
        let mut taken = HashSet::new();
        let long = "很长的标题".repeat(9);
        for (title, expected) in [
            ("退回记录（NG）", "退回记录（NG）"),
            ("是/否？[1]:*\\", "是否？1"),
            ("Items", "Items"),
            ("ITEMS", "ITEMS 2"),
            ("History", "History 2"),
            ("'x'", "x"),
            ("*", "2"),
            (&long, &long.chars().take(31).collect::<String>()),
            (&long, &(long.chars().take(29).collect::<String>() + " 2")),
        ] {
            assert_eq!(unique(title, &mut taken), expected);
        }
    }
}
