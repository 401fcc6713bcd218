//! Who is who in the company: departments under their one name, people, and the roles they held and when.

use chrono::NaiveDate;
use serde::Deserialize;

/// The departments and people of `wenkong.toml`.
#[derive(Debug, Clone, Default)]
pub struct Organisation {
    /// The tables `[[departments]]`, in the order of the file.
    pub departments: Vec<Department>,
    /// The tables `[[people]]`, in the order of the file.
    pub people: Vec<Person>,
}

/// A department under its one name.
#[derive(Debug, Clone, Deserialize)]
pub struct Department {
    /// The one name that is printed, `品管部`.
    pub name: String,
    /// What English calls it, `Quality`.
    pub en: Option<String>,
    /// `品`: what stands for `{department}` in number patterns.
    pub code: Option<String>,
    /// Other names that records may use for it: `品质部`.
    #[serde(default)]
    pub aliases: Vec<String>,
}

/// A person and the roles held, with dates.
#[derive(Debug, Clone, Deserialize)]
pub struct Person {
    /// The name that records and signatures give.
    pub name: String,
    /// Where the person works, by a name of `[[departments]]`.
    pub department: Option<String>,
    /// Place in the organisation, `经理`; what the person may do follows from `roles`.
    pub post: Option<String>,
    /// Roles and authorities held, now or at another time.
    #[serde(default)]
    pub roles: Vec<Role>,
}

/// A role or authority, held from a day until a day, both included.
#[derive(Debug, Clone, Deserialize)]
pub struct Role {
    /// What is held, by the name that forms use: `授权代表`.
    pub role: String,
    /// First day; `None` leaves the beginning open.
    pub from: Option<NaiveDate>,
    /// Last day; `None` leaves the end open.
    pub until: Option<NaiveDate>,
}

impl Role {
    /// Whether it was held on a day.
    pub fn on(&self, day: NaiveDate) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day <= until)
    }
}

impl Organisation {
    /// The one name of a department that is called by its name, its English name or an alias.
    pub fn department(&self, name: &str) -> Option<&str> {
        let called = |department: &&Department| {
            department.name == name
                || department.en.as_deref() == Some(name)
                || department.aliases.iter().any(|alias| alias == name)
        };
        let found = self.departments.iter().find(called)?;
        Some(&found.name)
    }

    /// The one name of a department; a name that is not known stands for itself.
    pub fn canonical<'n>(&'n self, name: &'n str) -> &'n str {
        self.department(name).unwrap_or(name)
    }

    /// The person of a name.
    pub fn person(&self, name: &str) -> Option<&Person> {
        self.people.iter().find(|person| person.name == name)
    }

    /// The department, under its one name, of a person.
    pub fn department_of(&self, person: &str) -> Option<&str> {
        let name = self.person(person)?.department.as_deref()?;
        Some(self.canonical(name))
    }

    /// Whether somebody holds or held a role of that name.
    pub fn has_role(&self, name: &str) -> bool {
        self.roles().any(|role| role == name)
    }

    /// The names of all roles that people hold or held.
    pub fn roles(&self) -> impl Iterator<Item = &str> {
        let roles = self.people.iter().flat_map(|person| &person.roles);
        roles.map(|role| role.role.as_str())
    }

    /// Whether a person held one of some roles on a day.
    pub fn held(&self, person: &str, roles: &[String], day: NaiveDate) -> bool {
        self.person(person).is_some_and(|person| {
            let mut held = person.roles.iter().filter(|role| role.on(day));
            held.any(|role| roles.contains(&role.role))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_is_held_on_its_first_and_last_day() {
        let day = |text: &str| text.parse().unwrap();
        let role = |from, until| Role {
            role: "授权代表".to_owned(),
            from,
            until,
        };
        let person = Person {
            name: "马骏".to_owned(),
            department: Some("业务部".to_owned()),
            post: None,
            roles: vec![role(Some(day("2025-01-01")), Some(day("2026-06-30")))],
        };
        let department = Department {
            name: "市场部".to_owned(),
            en: Some("Marketing".to_owned()),
            code: None,
            aliases: vec!["业务部".to_owned()],
        };
        let company = Organisation {
            departments: vec![department],
            people: vec![person],
        };
        let held = |date| company.held("马骏", &["授权代表".to_owned()], day(date));
        assert!(held("2025-01-01") && held("2026-06-30"));
        assert!(!held("2024-12-31") && !held("2026-07-01"));
        assert_eq!(company.department_of("马骏"), Some("市场部"));
        assert_eq!(company.canonical("Marketing"), "市场部");
        assert_eq!(company.canonical("外协"), "外协");
        assert!(role(None, None).on(day("1999-01-01")));
    }
}
