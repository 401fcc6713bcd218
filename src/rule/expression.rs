//! Conditions of rules: minijinja expressions whose names and operands are checked when the rule is loaded.
//!
//! minijinja orders values by kind: `"10" <= 24` and `none <= 24` have an answer, and a wrong one. So every name is resolved
//! in the form's fields, every operand has a type, and times and decimals are left to the kinds that can compare them.

mod check;
mod plain;
#[cfg(test)]
mod tests;
mod words;

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock, OnceLock};

use chrono_tz::Tz;
use minijinja::value::Object;
use minijinja::{Environment, Expression as Compiled, State, UndefinedBehavior, Value as Jinja};
use rust_decimal::Decimal;
use serde_json::Value;

use super::path::Scope;
use super::shape::Shape;
use crate::calendar::Instant;
use crate::diag::Text;
use crate::organisation::Organisation;
use crate::source::Pointer;

pub use check::Slip;

/// An expression that can be evaluated for the items of a rule.
#[derive(Debug)]
pub struct Expression {
    /// As the rule has it.
    pub written: String,
    /// Whether it depends on the rule's parameters.
    pub has_parameters: bool,
    plain: Option<plain::Plain>,
    compiled: Compiled<'static, 'static>,
}

/// The name under which functions find the company; no expression can write it.
const COMPANY: &str = "company()";

static ENVIRONMENT: LazyLock<Environment<'static>> = LazyLock::new(|| {
    let mut environment = Environment::new();
    // Names are checked when a rule is loaded; what is missing then is a field that the record does not have.
    environment.set_undefined_behavior(UndefinedBehavior::Chainable);
    environment.add_function("department", department);
    environment.add_function("department_of", department_of);
    environment.add_function("person", person);
    environment.add_function("says_only", says_only);
    environment.add_function("mentions", mentions);
    environment.add_function("before", before);
    environment.add_function("after", after);
    environment.add_function("less", less);
    environment.add_function("more", more);
    environment
});

impl Expression {
    /// Checks and compiles an expression. `figure` allows the variable of that name, a whole number.
    pub fn parse(
        written: &str,
        scope: &Scope,
        shape: &Shape,
        parameters: &BTreeMap<String, Value>,
        figure: bool,
    ) -> Result<Self, Slip> {
        check::check(
            written,
            &check::Names {
                scope,
                shape,
                parameters,
                figure,
            },
        )?;
        let compiled = ENVIRONMENT
            .compile_expression_owned(written.to_owned())
            .map_err(|error| Slip::whole(Text::same(error.to_string())))?;
        Ok(Self {
            written: written.to_owned(),
            has_parameters: written.contains("param."),
            plain: plain::Plain::parse(written, scope),
            compiled,
        })
    }

    /// Whether it is true, if that can be told from the values of the variables alone.
    pub fn holds_plainly(&self, variables: &[&Value]) -> Option<bool> {
        self.plain.as_ref().map(|plain| plain.holds(variables))
    }

    /// Whether it is true. The error, in minijinja's words, says why that cannot be told.
    pub fn holds(&self, names: &Names) -> Result<bool, String> {
        let value = self.compiled.eval(Jinja::from_object(names.clone()));
        value
            .map(|value| value.is_true())
            .map_err(|error| error.to_string())
    }
}

/// A value of a record that becomes a value of minijinja when an expression asks for it.
#[derive(Debug)]
pub struct Lazy {
    root: Arc<Value>,
    pointer: Pointer,
    value: OnceLock<Jinja>,
}

impl Lazy {
    /// The value at a pointer of a record.
    pub fn new(root: &Arc<Value>, pointer: &Pointer) -> Arc<Self> {
        Arc::new(Self {
            root: Arc::clone(root),
            pointer: pointer.clone(),
            value: OnceLock::new(),
        })
    }

    fn get(&self) -> Jinja {
        let convert = || {
            self.pointer
                .resolve(&self.root)
                .map_or(Jinja::UNDEFINED, convert)
        };
        self.value.get_or_init(convert).clone()
    }
}

/// What the variables of an expression mean for one item.
#[derive(Debug, Clone)]
pub struct Names {
    /// The variables of the scope, from the outside in.
    pub variables: Arc<[(String, Arc<Lazy>)]>,
    /// The rule's parameters.
    pub parameters: Jinja,
    /// The number that a recomputation came to.
    pub figure: Option<i64>,
    /// The company, for functions.
    pub company: Jinja,
}

impl Object for Names {
    fn get_value(self: &Arc<Self>, key: &Jinja) -> Option<Jinja> {
        self.get_value_by_str(key.as_str()?)
    }

    fn get_value_by_str(self: &Arc<Self>, key: &str) -> Option<Jinja> {
        match key {
            "param" => Some(self.parameters.clone()),
            "figure" if self.figure.is_some() => self.figure.map(Jinja::from),
            COMPANY => Some(self.company.clone()),
            name => {
                let mut variables = self.variables.iter().rev();
                let (_, lazy) = variables.find(|(known, _)| known == name)?;
                Some(lazy.get())
            }
        }
    }
}

/// The company as functions see it, and the zone of its times.
#[derive(Debug)]
pub struct Company(Arc<Organisation>, Tz);

impl Object for Company {}

impl Company {
    /// A value for [`Names::company`].
    pub fn value(organisation: &Arc<Organisation>, zone: Tz) -> Jinja {
        Jinja::from_object(Self(Arc::clone(organisation), zone))
    }
}

/// A JSON value as minijinja's. What is null has not happened, so it is not there.
pub fn convert(value: &Value) -> Jinja {
    match value {
        Value::Null => Jinja::UNDEFINED,
        Value::Bool(yes) => Jinja::from(*yes),
        Value::Number(number) => number
            .as_i64()
            .map_or_else(|| Jinja::from(number.as_f64()), Jinja::from),
        Value::String(text) => Jinja::from(text.as_str()),
        Value::Array(items) => items
            .iter()
            .filter(|item| !item.is_null())
            .map(convert)
            .collect(),
        Value::Object(table) => {
            let given = table.iter().filter(|(_, value)| !value.is_null());
            let fields = given.map(|(key, value)| (key.clone(), convert(value)));
            Jinja::from(fields.collect::<BTreeMap<String, Jinja>>())
        }
    }
}

fn with_company<T>(state: &State<'_, '_>, ask: impl FnOnce(&Organisation) -> T) -> Option<T> {
    let company = state.lookup(COMPANY)?;
    let company = company.downcast_object_ref::<Company>()?;
    Some(ask(&company.0))
}

/// Two days or times, if both are there.
fn instants(state: &State<'_, '_>, a: &Jinja, b: &Jinja) -> Option<(Instant, Instant)> {
    let company = state.lookup(COMPANY)?;
    let zone = company.downcast_object_ref::<Company>()?.1;
    let instant = |value: &Jinja| Instant::parse(value.as_str()?, zone);
    instant(a).zip(instant(b))
}

fn before(state: &State<'_, '_>, a: Jinja, b: Jinja) -> bool {
    instants(state, &a, &b).is_some_and(|(a, b)| b.is_after(a))
}

fn after(state: &State<'_, '_>, a: Jinja, b: Jinja) -> bool {
    instants(state, &a, &b).is_some_and(|(a, b)| a.is_after(b))
}

/// An exact decimal: text, or a whole number.
fn decimal(value: &Jinja) -> Option<Decimal> {
    let text = value.as_str().map(str::to_owned);
    let text = text.or_else(|| value.as_i64().map(|number| number.to_string()))?;
    Decimal::from_str_exact(text.trim()).ok()
}

fn less(a: Jinja, b: Jinja) -> bool {
    decimal(&a).zip(decimal(&b)).is_some_and(|(a, b)| a < b)
}

fn more(a: Jinja, b: Jinja) -> bool {
    decimal(&a).zip(decimal(&b)).is_some_and(|(a, b)| a > b)
}

fn department(state: &State<'_, '_>, name: Jinja) -> Jinja {
    let Some(name) = name.as_str() else {
        return Jinja::UNDEFINED;
    };
    let known = with_company(state, |company| Jinja::from(company.canonical(name)));
    known.unwrap_or_default()
}

fn department_of(state: &State<'_, '_>, name: Jinja) -> Jinja {
    let found = name.as_str().and_then(|name| {
        with_company(state, |company| {
            company.department_of(name).map(Jinja::from)
        })?
    });
    found.unwrap_or_default()
}

fn person(state: &State<'_, '_>, name: Jinja) -> bool {
    let known = |name: &str| with_company(state, |company| company.person(name).is_some());
    name.as_str().and_then(known).unwrap_or(false)
}

fn says_only(text: Jinja, phrases: Jinja) -> bool {
    text.as_str()
        .is_some_and(|text| words::says_only(text, &list(&phrases)))
}

fn mentions(text: Jinja, phrases: Jinja) -> bool {
    text.as_str()
        .is_some_and(|text| words::mentions(text, &list(&phrases)))
}

fn list(phrases: &Jinja) -> Vec<String> {
    let items = phrases.try_iter().into_iter().flatten();
    items
        .filter_map(|item| item.as_str().map(str::to_owned))
        .collect()
}
