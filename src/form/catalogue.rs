//! All forms at hand, and which revision was in force when.

use std::path::Path;

use chrono::NaiveDate;

use super::{Folder, Form, written};
use crate::diag::Sink;
use crate::diag::near::nearest;

/// The built-in forms and the company's own, every revision of them, by id and effective date.
#[derive(Debug)]
pub struct Catalogue {
    forms: Vec<Form>,
}

impl Catalogue {
    /// Loads every `form.toml`. `company` is the project's `forms/` folder, if it has one; a revision in it takes the
    /// place of a built-in one with the same id and revision.
    pub fn load(company: Option<&Path>, sink: &mut Sink) -> Self {
        let builtin = Folder::Builtin(&crate::builtin::FORMS);
        let own = company.filter(|path| path.is_dir());
        let own = own.map(|path| Folder::Disk {
            path: path.to_owned(),
            shown: "forms".to_owned(),
        });
        let mut forms: Vec<Form> = Vec::new();
        for folder in [Some(builtin), own].into_iter().flatten() {
            for form in load_folder(&folder, sink) {
                forms.retain(|other| (&other.id, &other.revision) != (&form.id, &form.revision));
                forms.push(form);
            }
        }
        let mut catalogue = Self { forms };
        catalogue.sort();
        catalogue
    }

    /// Every revision of every form.
    pub fn all(&self) -> impl Iterator<Item = &Form> {
        self.forms.iter()
    }

    /// For a project that names its forms and numbers in its own way.
    pub fn all_mut(&mut self) -> impl Iterator<Item = &mut Form> {
        self.forms.iter_mut()
    }

    /// The id behind an id, a title or an alias in use.
    pub fn find(&self, name: &str) -> Option<&str> {
        let named = |form: &&Form| {
            form.id == name
                || form.title.zh == name
                || form.title.en.eq_ignore_ascii_case(name)
                || form.aliases.iter().any(|a| a == name)
        };
        self.forms.iter().find(named).map(|form| form.id.as_str())
    }

    /// The id nearest to a name that is none.
    pub fn nearest(&self, name: &str) -> Option<&str> {
        let names = self.forms.iter().flat_map(|form| {
            let names = [form.id.as_str(), &form.title.zh, &form.title.en];
            names
                .into_iter()
                .chain(form.aliases.iter().map(String::as_str))
                .map(|name| (name, form.id.as_str()))
        });
        nearest(name, names)
    }

    /// The revision in force on a day: the latest that was effective by then; before the first one, the first.
    pub fn in_force(&self, id: &str, day: NaiveDate) -> Option<&Form> {
        let revisions = || self.forms.iter().filter(|form| form.id == id);
        revisions()
            .rfind(|form| form.effective <= day && !form.held)
            .or_else(|| revisions().find(|form| !form.held))
    }

    /// Takes up what the issue register says: the days from which revisions were released, and which are in use. A revision
    /// that is neither waits, if its form is in use at all.
    pub fn release(&mut self, released: &[(&str, &str, NaiveDate)], in_use: &[(&str, &str)]) {
        for form in &mut self.forms {
            let of = |(id, revision): (&str, &str)| id == form.id && revision == form.revision;
            let found = released
                .iter()
                .rfind(|(id, revision, _)| of((id, revision)));
            if let Some((_, _, day)) = found {
                form.effective = *day;
            }
            let known = released
                .iter()
                .map(|(id, ..)| *id)
                .chain(in_use.iter().map(|(id, _)| *id));
            let is_used = found.is_some() || in_use.iter().any(|used| of(*used));
            form.held = !is_used && known.into_iter().any(|id| id == form.id);
        }
        self.sort();
    }

    fn sort(&mut self) {
        self.forms.sort_by(|a, b| {
            (&a.id, a.effective, &a.revision).cmp(&(&b.id, b.effective, &b.revision))
        });
    }

    /// A revision by its name.
    pub fn revision(&self, id: &str, revision: &str) -> Option<&Form> {
        self.forms
            .iter()
            .find(|form| form.id == id && form.revision == revision)
    }

    /// The ids of all forms, each once.
    pub fn ids(&self) -> Vec<&str> {
        let mut ids: Vec<&str> = self.forms.iter().map(|form| form.id.as_str()).collect();
        ids.dedup();
        ids
    }
}

fn load_folder(folder: &Folder, sink: &mut Sink) -> Vec<Form> {
    let mut forms = Vec::new();
    for id in folder
        .folders("")
        .iter()
        .filter(|id| !["lib", "fonts"].contains(&id.as_str()))
    {
        for revision in folder.folders(id) {
            forms.extend(written::load(folder, id, &revision, sink));
        }
    }
    forms
}
