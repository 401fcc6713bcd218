//! One document from outside on its way into the register.

use anyhow::Context;
use serde_json::{Map, Value, json};

use super::made::{Made, with_number};
use super::told::{covers, refused, unknown_customer, unprintable};
use super::{Registered, Request, cite};
use crate::check;
use crate::commands::copies::department;
use crate::commands::issue::{
    EXTERNAL, Printed, Wanted, fonts, issued, print, standing, void, wanted,
};
use crate::commands::lists::memory;
use crate::commands::register::Actor;
use crate::diag::{Severity, Sink};
use crate::entry::{Act, External, Reserved};
use crate::form::{Form, Pattern};
use crate::project::Project;
use crate::record::Record;
use crate::register::Register;
use crate::render::Renderer;
use crate::render::overlay::{Kind, Refusal, look};
use crate::source::digest;

/// A file as it came.
pub(super) struct Came {
    pub name: String,
    pub bytes: Vec<u8>,
    pub digest: String,
}

impl Came {
    pub fn new(name: String, bytes: Vec<u8>) -> Self {
        Self {
            name,
            digest: digest(&bytes),
            bytes,
        }
    }
}

/// What is needed to register a document.
pub(super) struct Work<'a> {
    project: &'a Project,
    actor: &'a Actor<'a>,
    register: Register,
    came: Came,
    asked: &'a Request<'a>,
    records: Vec<Record>,
}

/// What findings about the details name in place of a file.
pub(super) const COMMAND: &str = "wenkong external";

/// Whose document it is where the person belongs to no department.
const KEEPERS: &str = "文控";

/// Why there is a cover sheet in place of a stamp, as the form's schema says it.
type Reason = Option<&'static str>;

impl<'a> Work<'a> {
    pub fn new(
        project: &'a Project,
        actor: &'a Actor<'a>,
        register: Register,
        came: Came,
        asked: &'a Request<'a>,
    ) -> Self {
        Self {
            project,
            actor,
            register,
            came,
            asked,
            records: cite::records(project),
        }
    }

    /// Registers it: as a document of its own, or as the next revision of `before` with the record that was kept of it.
    pub fn put(
        &mut self,
        before: Option<(&External, &str, Value)>,
        sink: &mut Sink,
    ) -> anyhow::Result<Option<Registered>> {
        let Ok((reason, pages)) = self.reason(sink) else {
            return Ok(None);
        };
        let (number, base) = match &before {
            Some((_, number, base)) => (Some(*number), base.clone()),
            None => (None, json!({})),
        };
        let Some(value) = self.value(base, (reason, pages), sink) else {
            return Ok(None);
        };
        let day = self.actor.day;
        let form = self.project.forms.in_force(EXTERNAL, day);
        let form = form.context("没有外来文件登记单 (the form external-document is gone)")?;
        // Looked at before a number is taken for it.
        let draft = memory(form, with_number(&value, number.unwrap_or("ED-0")), COMMAND);
        let mut found = Sink::default();
        check::record(&draft, form, &mut found);
        let sound = found.worst() != Some(Severity::Error);
        sink.merge(found);
        if !sound {
            return Ok(None);
        }
        if number.is_none()
            && let Some(known) = super::known_by_number(&self.register.ledger()?, &value)
        {
            sink.push(known);
            return Ok(None);
        }
        let wanted = match number {
            Some(number) => Wanted::Correction(number.to_owned()),
            None => match wanted(self.project, &draft, form, &[]) {
                Ok(wanted) => self.after_paper(wanted, form),
                Err(refusal) => {
                    sink.push(*refusal);
                    return Ok(None);
                }
            },
        };
        let Some(reserved) = self.reserve(form, &value, reason, (&wanted, number), sink)? else {
            return Ok(None);
        };
        let done = self.finish(&reserved, sink)?;
        if let (Some(_), Some((before, number, _)), Some(now)) =
            (&done, &before, &reserved.external)
        {
            cite::superseded(&self.records, number, (before, now), sink);
        }
        Ok(done)
    }

    /// Why it gets a cover sheet, and how many pages it has; an error where it ought to bear a stamp and cannot.
    fn reason(&self, sink: &mut Sink) -> Result<(Reason, Option<usize>), ()> {
        if Kind::of(&self.came.bytes).is_none() {
            return Ok((Some("not_stampable"), None));
        }
        let looked = look(&self.came.bytes);
        match (looked, self.asked.cover) {
            (Ok(pages), false) => Ok((None, Some(pages))),
            (Ok(pages), true) => Ok((Some("chosen"), Some(pages))),
            (Err(Refusal::Encrypted), true) => Ok((Some("encrypted"), None)),
            (Err(Refusal::Signed), true) => Ok((Some("signed"), None)),
            (Err(_), true) => Ok((Some("not_stampable"), None)),
            (Err(refusal), false) => {
                sink.push(refused(&self.came.name, &refusal));
                Err(())
            }
        }
    }

    /// The record of it, but for its number.
    fn value(
        &self,
        base: Value,
        (reason, pages): (Reason, Option<usize>),
        sink: &mut Sink,
    ) -> Option<Value> {
        let (asked, day) = (&self.asked.details, self.actor.day);
        let mut value: Map<String, Value> = match base {
            Value::Object(table) => table,
            _ => Map::new(),
        };
        for gone in ["own_date", "note", "reason", "received_by", "supersedes"] {
            value.remove(gone);
        }
        let before = value.get("own_revision").cloned();
        let mut set = |key: &str, said: Option<Value>| {
            if let Some(said) = said {
                value.insert(key.to_owned(), said);
            }
        };
        let text = |said: &Option<String>| said.as_ref().map(|said| json!(said));
        set("form", Some(json!(EXTERNAL)));
        set("date", Some(json!(day)));
        set("title", text(&asked.title));
        set("kind", text(&asked.kind));
        set("own_number", text(&asked.own_number));
        set("own_revision", Some(json!(asked.own_revision)));
        set("own_date", asked.own_date.map(|day| json!(day)));
        set("supersedes", before);
        if let Some(called) = &asked.customer {
            let Some((code, name)) = cite::customer(&self.records, called) else {
                sink.push(unknown_customer(called));
                return None;
            };
            set("customer", Some(json!({ "code": code, "name": name })));
        }
        set("source", text(&asked.source));
        set("received_on", Some(json!(asked.received_on.unwrap_or(day))));
        set("received_by", text(&asked.received_by));
        if let Some(called) = &asked.department {
            match department(self.project, called) {
                Ok(department) => set("department", Some(json!(department))),
                Err(unknown) => {
                    sink.push(*unknown);
                    return None;
                }
            }
        }
        set("holder", text(&asked.holder));
        set("original", Some(self.original(pages)));
        set("stamped", Some(json!(reason.is_none())));
        set("reason", reason.map(|reason| json!(reason)));
        set("property", text(&asked.property));
        set("note", text(&asked.note));
        let organisation = &self.project.organisation;
        if !value.contains_key("department") {
            let own = organisation.department_of(self.actor.by);
            value.insert("department".to_owned(), json!(own.unwrap_or(KEEPERS)));
        }
        if !value.contains_key("title") {
            let stem = std::path::Path::new(&self.came.name).file_stem();
            let stem = stem.unwrap_or_default().to_string_lossy();
            value.insert("title".to_owned(), json!(stem));
        }
        Some(Value::Object(value))
    }

    fn original(&self, pages: Option<usize>) -> Value {
        let mut original = json!({
            "name": self.came.name,
            "bytes": self.came.bytes.len(),
            "sha256": self.came.digest,
        });
        if let Some(pages) = pages {
            original["pages"] = json!(pages);
        }
        if let Some(kind) = Kind::of(&self.came.bytes) {
            original["media"] = json!(kind.media());
        }
        original
    }

    /// No number that a record mentions is given: paper had it.
    fn after_paper(&self, wanted: Wanted, form: &Form) -> Wanted {
        let Wanted::Next {
            serial,
            reset,
            after,
        } = wanted
        else {
            return wanted;
        };
        let pattern = Pattern::parse(&form.record_number.pattern);
        let run = serial.run(reset);
        let mentioned = cite::last_mentioned(&self.records, |text| {
            let serial = pattern.read(text)?;
            (serial.run(reset) == run).then_some(serial.sequence)
        });
        Wanted::Next {
            serial,
            reset,
            after: after.max(mentioned),
        }
    }

    fn reserve(
        &mut self,
        form: &Form,
        value: &Value,
        reason: Reason,
        (wanted, corrects): (&Wanted, Option<&str>),
        sink: &mut Sink,
    ) -> anyhow::Result<Option<Reserved>> {
        let project = self.project;
        let language = self.asked.language.unwrap_or(project.language(form));
        let Some(renderer) = Renderer::new(form, &project.company, language, sink) else {
            return Ok(None);
        };
        let files = renderer.form_files();
        let (rules, mut kept) = standing(project)?;
        let made = Made {
            form,
            renderer: &renderer,
            files: &files,
            value,
            stamp: reason.is_none(),
            corner: &project.config.external.corner,
            came: &self.came,
            by: self.actor.by,
            root: project.root(),
        };
        let fonts = fonts()?;
        let seen = match corrects {
            Some(number) => (number, self.register.last_about(number)?),
            None => ("", 0),
        };
        let mut told = Sink::default();
        let entry =
            self.register
                .reserve(&self.actor.draft, &wanted.reservation(), seen, |taken| {
                    let (reserved, pieces) = made.reserved(taken, (&rules, &fonts), &mut told)?;
                    kept.extend(pieces);
                    Ok((reserved, kept))
                })?;
        sink.merge(told);
        match entry.body.act {
            Act::Reserved(reserved) => Ok(Some(*reserved)),
            _ => Ok(None),
        }
    }

    /// Puts original and paper beside the register, and releases. What fails voids the number.
    fn finish(
        &mut self,
        reserved: &Reserved,
        sink: &mut Sink,
    ) -> anyhow::Result<Option<Registered>> {
        let external = reserved.external.as_deref();
        let from = external.context("external")?;
        let written = self.register.write(&from.original.file, &self.came.bytes);
        let printed = written.and_then(|()| print(&self.register, reserved));
        let failed = match printed {
            Ok(Ok(printed)) => match self.release(reserved, &printed) {
                Ok(()) => return Ok(Some(self.told(reserved, from, &printed, sink))),
                Err(error) => error,
            },
            Ok(Err(reason)) => {
                let told = unprintable(&self.came.name, &reason);
                let reason = format!("{} ({})", told.message.zh, told.message.en);
                sink.push(told);
                void(&mut self.register, &self.actor.draft, reserved, &reason)?;
                return Ok(None);
            }
            Err(error) => error,
        };
        let reason = format!("{failed:#}");
        void(&mut self.register, &self.actor.draft, reserved, &reason)?;
        let number = &reserved.number;
        Err(failed).with_context(|| format!("{number} 已作废 ({number} is voided)"))
    }

    fn release(&mut self, reserved: &Reserved, printed: &Printed) -> anyhow::Result<()> {
        self.register.write(&reserved.file, &printed.bytes)?;
        let issued = issued(reserved, &printed.bytes, printed.pages, false);
        self.register
            .append(&self.actor.draft, Act::Issued(issued), &[])?;
        Ok(())
    }

    fn told(
        &self,
        reserved: &Reserved,
        from: &External,
        printed: &Printed,
        sink: &mut Sink,
    ) -> Registered {
        for seen in [true, false] {
            sink.extend(covers(&reserved.number, &printed.placed, seen));
        }
        Registered {
            number: reserved.number.clone(),
            revision: reserved.revision,
            own_revision: from.own_revision.clone(),
            file: self.project.named(&reserved.file),
            original: self.project.named(&from.original.file),
            pages: printed.pages,
            stamped: from.stamped.is_some(),
        }
    }
}
