//! A rule as written, into the fields of a form: unknown fields, wrong operands and missing keys are told at their own line.

use std::collections::{BTreeMap, BTreeSet};

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::demand::{
    Asked, Balance, Cited, Cluster, Computed, Condition, Deadline, Departments, Earlier, Every,
    Exists, Figure, Filter, Flow, Key, Must, Numbering, Obligation, Order, Others, Owed, Pairs,
    Person, Ranking, Recomputation, Reference, Rejections, Reviewers, Signatures, Step, Target,
    Term, Timing,
};
use super::expression::Expression;
use super::parameter::Parameter;
use super::path::{Path, Scope};
use super::shape::Shape;
use super::{Demand, written};
use crate::calendar::{Clock, Span};
use crate::diag::Text;
use crate::diag::near::nearest;
use crate::schema::Kind;
use std::ops::Range;

/// What is wrong with a rule: the key, the bytes of its text where they are known, and the words.
#[derive(Debug)]
pub(super) struct Wrong {
    pub key: String,
    pub range: Option<Range<usize>>,
    pub text: Text,
}

impl Wrong {
    pub(super) fn at(key: &str, text: Text) -> Self {
        Self {
            key: key.to_owned(),
            range: None,
            text,
        }
    }
}

/// Result of resolving one key.
pub(super) type Resolved<T> = Result<T, Wrong>;

/// The fields of every form, by id: rules may look into the records of other forms.
pub(super) type Shapes = BTreeMap<String, Shape>;

/// A rule's keys and what they are resolved against.
pub(super) struct Resolver<'a> {
    pub keys: &'a Map<String, Value>,
    pub shapes: &'a Shapes,
    pub shape: &'a Shape,
    pub scope: Scope,
    pub parameters: &'a BTreeMap<String, Parameter>,
    /// The parameters' values, as expressions know them.
    pub values: &'a BTreeMap<String, Value>,
    /// The parameters that the rule turned out to use.
    pub used: BTreeSet<String>,
}

impl Resolver<'_> {
    /// The demand of a kind.
    pub fn demand(&mut self, kind: &str) -> Resolved<Demand> {
        Ok(match kind {
            "condition" => Demand::Condition(Condition {
                holds: self.needed_expression("holds", false)?,
                timing: self.timing()?,
            }),
            "deadline" => Demand::Deadline(self.deadline()?),
            "obligation" => Demand::Obligation(self.obligation()?),
            "reference" => Demand::Reference(self.reference()?),
            "reviewers" => Demand::Reviewers(self.reviewers()?),
            "numbering" => Demand::Numbering(Numbering {
                number: self.needed_path("number")?,
                date: self.needed_path("date")?,
            }),
            "order" => Demand::Order(self.order()?),
            "balance" => Demand::Balance(self.balance()?),
            "recomputation" if self.keys.contains_key("figures") => {
                Demand::Computed(self.computed()?)
            }
            "recomputation" => Demand::Recomputation(self.recomputation()?),
            "ranking" => Demand::Ranking(self.ranking()?),
            _ => Demand::Flow(self.flow()?),
        })
    }

    fn read<T: DeserializeOwned>(&self, key: &str) -> Resolved<Option<T>> {
        let Some(value) = self.keys.get(key) else {
            return Ok(None);
        };
        let read = serde_json::from_value(value.clone());
        read.map(Some)
            .map_err(|error| Wrong::at(key, Text::same(error.to_string())))
    }

    fn needed<T: DeserializeOwned>(&self, key: &str) -> Resolved<T> {
        self.read(key)?.ok_or_else(|| missing(key))
    }

    fn path_in(&self, key: &str, written: &str, scope: &Scope, shape: &Shape) -> Resolved<Path> {
        Path::parse(written, scope, shape).map_err(|text| Wrong::at(key, text))
    }

    /// A path of the rule's own scope.
    pub fn path(&self, key: &str, written: &str) -> Resolved<Path> {
        self.path_in(key, written, &self.scope, self.shape)
    }

    fn paths(&self, key: &str, written: &[String]) -> Resolved<Vec<Path>> {
        written.iter().map(|path| self.path(key, path)).collect()
    }

    fn keyed_path(&self, key: &str) -> Resolved<Option<Path>> {
        let written: Option<String> = self.read(key)?;
        written.map(|path| self.path(key, &path)).transpose()
    }

    fn needed_path(&self, key: &str) -> Resolved<Path> {
        self.path(key, &self.needed::<String>(key)?)
    }

    fn keyed_paths(&self, key: &str) -> Resolved<Vec<Path>> {
        let written: Option<written::Many> = self.read(key)?;
        self.paths(key, &written.unwrap_or_default().0)
    }

    fn expression_in(
        &mut self,
        key: &str,
        written: &str,
        (scope, shape): (&Scope, &Shape),
        figure: bool,
    ) -> Resolved<Expression> {
        for name in self.parameters.keys() {
            if written.contains(&format!("param.{name}")) {
                self.used.insert(name.clone());
            }
        }
        Expression::parse(written, scope, shape, self.values, figure).map_err(|slip| Wrong {
            key: key.to_owned(),
            range: slip.range,
            text: slip.text,
        })
    }

    /// An expression of the rule's own scope.
    pub fn expression(&mut self, key: &str, written: &str, figure: bool) -> Resolved<Expression> {
        let (scope, shape) = (self.scope.clone(), self.shape);
        self.expression_in(key, written, (&scope, shape), figure)
    }

    fn keyed_expression(&mut self, key: &str, figure: bool) -> Resolved<Option<Expression>> {
        let written: Option<String> = self.read(key)?;
        written
            .map(|written| self.expression(key, &written, figure))
            .transpose()
    }

    fn needed_expression(&mut self, key: &str, figure: bool) -> Resolved<Expression> {
        self.keyed_expression(key, figure)?
            .ok_or_else(|| missing(key))
    }

    fn parameter(&mut self, name: &str) -> Option<Value> {
        let value = self.parameters.get(name)?.value.clone();
        self.used.insert(name.to_owned());
        Some(value)
    }

    fn span(&mut self, key: &str, written: &str) -> Resolved<Span> {
        if let Some(span) = Span::parse(written) {
            return Ok(span);
        }
        let value = self.parameter(written);
        let span = value.as_ref().and_then(Value::as_str).and_then(Span::parse);
        span.ok_or_else(|| {
            let known = self.parameters.keys().map(|name| (name.as_str(), name));
            let meant = nearest(written, known).map_or(String::new(), |near| format!(" ({near}?)"));
            Wrong::at(
                key,
                Text::new(
                    format!("“{written}”{meant} 既不是时长（4h、2wd、30d、12mo、1y），也不是时长参数"),
                    format!("`{written}`{meant} is neither a duration (4h, 2wd, 30d, 12mo, 1y) nor a parameter with one"),
                ),
            )
        })
    }

    /// A list of texts: written out, or the name of a parameter.
    fn names(&mut self, key: &str) -> Resolved<Vec<String>> {
        match self.keys.get(key) {
            None => Ok(Vec::new()),
            Some(Value::String(name)) => match self.parameter(name) {
                Some(Value::Array(items)) => Ok(texts(&items)),
                Some(Value::String(one)) => Ok(vec![one]),
                _ => Err(Wrong::at(
                    key,
                    Text::new(
                        format!("没有列表参数 {name}"),
                        format!("there is no parameter `{name}` with a list"),
                    ),
                )),
            },
            Some(Value::Array(items)) => Ok(texts(items)),
            Some(_) => Err(missing(key)),
        }
    }

    fn timing(&mut self) -> Resolved<Timing> {
        let keys = Value::Object(self.keys.clone());
        let written: written::Timing = serde_json::from_value(keys)
            .map_err(|error| Wrong::at("from", Text::same(error.to_string())))?;
        let within = written.within.map(|within| self.span("within", &within));
        let once = written
            .once
            .map(|once| self.expression("once", &once, false));
        let clock = written.clock.unwrap_or_else(|| "clock".to_owned());
        Ok(Timing {
            from: self.paths("from", &written.from.0)?,
            from_last: written.from_last,
            within: within.transpose()?,
            due: self.paths("due", &written.due.0)?,
            clock: self.clock(&clock)?,
            once: once.transpose()?,
        })
    }

    fn clock(&mut self, written: &str) -> Resolved<Clock> {
        let value = match written {
            "elapsed" | "business" => written.to_owned(),
            name if self.keys.contains_key("within") => match self.parameter(name) {
                Some(Value::String(value)) => value,
                _ => return Ok(Clock::Elapsed),
            },
            _ => return Ok(Clock::Elapsed),
        };
        match value.as_str() {
            "elapsed" => Ok(Clock::Elapsed),
            "business" => Ok(Clock::Business),
            other => Err(Wrong::at(
                "clock",
                Text::new(
                    format!("计时方式“{other}”应为 elapsed 或 business"),
                    format!("the clock `{other}` should be elapsed or business"),
                ),
            )),
        }
    }

    /// A condition on the items of a starred path.
    fn filter(
        &mut self,
        key: &str,
        path: &Path,
        written: Option<String>,
    ) -> Resolved<Option<Filter>> {
        let Some(written) = written else {
            return Ok(None);
        };
        let split = path.split().map(|(list, _)| list);
        let scope = split.as_ref().and_then(|list| {
            // The list may start from an outer variable; its items are one more variable all the same.
            self.scope.with(list)
        });
        let (Some(list), Some(scope)) = (split, scope) else {
            return Err(Wrong::at(
                key,
                Text::new(
                    "筛选只用于带 * 的路径",
                    "only a path with * can be filtered",
                ),
            ));
        };
        let expression = self.expression_in(key, &written, (&scope, self.shape), false)?;
        Ok(Some(Filter {
            list,
            variable: scope.innermost().name.clone(),
            expression,
        }))
    }

    fn deadline(&mut self) -> Resolved<Deadline> {
        let until = self.keyed_paths("until")?;
        let filter: Option<String> = self.read("until_where")?;
        let cluster: Option<written::Cluster> = self.read("cluster")?;
        let percent = |text: &str| text.trim_end_matches('%').parse().unwrap_or(0);
        let timing = self.timing()?;
        // Values that crowd are counted over the list that time starts from.
        let counted = if cluster.is_some() {
            timing.from.first()
        } else {
            until.first()
        };
        let Some(counted) = counted.cloned() else {
            return Err(missing("until"));
        };
        let filter = self.filter("until_where", &counted, filter)?;
        if timing.within.is_none() && timing.due.is_empty() {
            return Err(missing("within"));
        }
        Ok(Deadline {
            timing,
            until,
            filter,
            cluster: cluster.map(|cluster| Cluster {
                last: percent(&cluster.last),
                share: percent(&cluster.share),
                least: cluster.least,
            }),
        })
    }

    fn obligation(&mut self) -> Resolved<Obligation> {
        let fields = self.keyed_paths("demands")?;
        let exists: Option<written::Alternatives<written::Exists>> = self.read("exists")?;
        let what = match exists {
            Some(exists) => Owed::Records(Box::new(self.others(exists.into())?)),
            None if !fields.is_empty() => Owed::Fields(fields),
            None => return Err(missing("demands")),
        };
        Ok(Obligation {
            what,
            timing: self.timing()?,
        })
    }

    fn other(&self, key: &str, form: &str) -> Resolved<&Shape> {
        self.shapes.get(form).ok_or_else(|| {
            let known = self.shapes.keys().map(|id| (id.as_str(), id));
            let meant = nearest(form, known).map_or(String::new(), |near| format!(" ({near}?)"));
            Wrong::at(
                key,
                Text::new(
                    format!("没有表单 {form}{meant}"),
                    format!("there is no form `{form}`{meant}"),
                ),
            )
        })
    }

    fn others(&mut self, written: Vec<written::Exists>) -> Resolved<Others> {
        let period: Option<written::Period> = self.read("period")?;
        let period = period.map(|period| self.every(period)).transpose()?;
        let any = written.into_iter();
        let any: Vec<Exists> = any
            .map(|exists| self.exists(exists))
            .collect::<Resolved<_>>()?;
        let of_period = |exists: &Exists| {
            exists.in_period || exists.pairs.iter().any(|(_, key)| *key == Key::Period)
        };
        if period.is_none() && any.iter().any(of_period) {
            return Err(missing("period"));
        }
        Ok(Others {
            any,
            min: self.read("min")?.unwrap_or(1),
            max: self.read("max")?,
            per: self.keyed_paths("per")?,
            period,
        })
    }

    fn every(&mut self, written: written::Period) -> Resolved<Every> {
        let lasts = written.lasts.map(|lasts| self.span("period", &lasts));
        let since = written.since.map(|name| {
            let value = self.parameter(&name);
            let day = value.as_ref().and_then(Value::as_str);
            day.and_then(|day| day.parse().ok()).ok_or_else(|| {
                Wrong::at(
                    "period",
                    Text::new(
                        format!("没有日期参数 {name}（如 2025-07-01）"),
                        format!("there is no parameter `{name}` with a date (such as 2025-07-01)"),
                    ),
                )
            })
        });
        Ok(Every {
            unit: written.unit,
            of: self.path("period", &written.of)?,
            lasts: lasts.transpose()?,
            since: since.transpose()?,
        })
    }

    fn exists(&mut self, written: written::Exists) -> Resolved<Exists> {
        let scope = Scope::parse(&written.each, self.other("exists", &written.form)?)
            .map_err(|text| Wrong::at("exists", text))?;
        let shape = self.other("exists", &written.form)?;
        let (mut pairs, mut decimals) = (Vec::new(), Vec::new());
        for (there, here) in &written.pairs {
            let there = self.path_in("exists", there, &scope, shape)?;
            let here = match here.as_str() {
                "@ref" => Key::Reference,
                "@period" => Key::Period,
                path => Key::Path(self.path("exists", path)?),
            };
            decimals.push(shape.kind(&there.full) == Some(Kind::Decimal));
            pairs.push((there, here));
        }
        let at = written.at.as_deref();
        let at = at
            .map(|at| self.path_in("exists", at, &scope, shape))
            .transpose()?;
        let shows = written.shows.as_deref().map(|shows| {
            let path = self.path_in("exists", shows, &scope, shape)?;
            let field = shape.field(&path.full);
            let title = field.map_or_else(|| Text::same(&path.full), |field| field.title.clone());
            Ok((path, title))
        });
        let shapes = self.shapes;
        let filter = match (&written.filter, shapes.get(&written.form)) {
            (Some(filter), Some(shape)) => {
                Some(self.expression_in("exists", filter, (&scope, shape), false)?)
            }
            _ => None,
        };
        Ok(Exists {
            form: written.form,
            scope,
            pairs,
            decimals,
            filter,
            at,
            after: self.paths("exists", &written.after.0)?,
            before: self.paths("exists", &written.before.0)?,
            in_period: written.in_period,
            shows: shows.transpose()?,
        })
    }

    fn reference(&mut self) -> Resolved<Reference> {
        let value = self.needed_path("value")?;
        let to: written::Alternatives<written::Target> = self.needed("to")?;
        let mut to: Vec<written::Target> = to.into();
        let to = if to.iter().all(|to| to.form.is_some()) {
            let cited = to.iter().map(|to| self.cited(to));
            Target::Records(cited.collect::<Resolved<_>>()?)
        } else if to.len() > 1 {
            return Err(Wrong::at(
                "to",
                Text::new(
                    "只有表单可以写多个",
                    "only of forms there may be more than one",
                ),
            ));
        } else {
            self.target(&value, to.remove(0))?
        };
        Ok(Reference { value, to })
    }

    fn cited(&self, to: &written::Target) -> Resolved<Cited> {
        let same: Pairs = self.read("same")?.unwrap_or_default();
        let back: Option<String> = self.read("back")?;
        let form = to.form.clone().unwrap_or_default();
        let shape = self.other("to", &form)?;
        let scope = Scope::parse(&to.each, shape).map_err(|text| Wrong::at("to", text))?;
        let pair = |(there, here): (&String, &String)| {
            Ok((
                self.path_in("same", there, &scope, shape)?,
                self.path("same", here)?,
            ))
        };
        Ok(Cited {
            same: same.iter().map(pair).collect::<Resolved<_>>()?,
            back: back
                .map(|back| self.path_in("back", &back, &scope, shape))
                .transpose()?,
            form,
            scope,
        })
    }

    fn target(&self, value: &Path, to: written::Target) -> Resolved<Target> {
        Ok(if let Some(list) = &to.list {
            let dotted = list
                .trim_start_matches('/')
                .replace("/*/", ".*.")
                .replace('/', ".");
            Target::Item(self.path("to", &format!("record.{dotted}.*"))?)
        } else if to.file {
            if let Some(digest) = &to.digest {
                let table = value.full.rsplit_once('.').map_or("", |(table, _)| table);
                if self.shape.field(&Shape::join(table, digest)).is_none() {
                    return Err(Wrong::at("to", self.shape.unknown(table, digest)));
                }
            }
            Target::File(to.digest)
        } else if to.revision {
            Target::Revision
        } else {
            return Err(missing("to"));
        })
    }

    fn starred(&self, key: &str) -> Resolved<Path> {
        let list: String = self.needed(key)?;
        self.path(key, &format!("{list}.*"))
    }

    fn inside(&self, key: &str, list: &Path, field: &str) -> Resolved<Path> {
        Path::inside(list, field, self.shape).map_err(|text| Wrong::at(key, text))
    }

    fn reviewers(&mut self) -> Resolved<Reviewers> {
        if self.keys.contains_key("signatures") {
            let required = match self.keys.get("required") {
                None => Asked::Nothing,
                Some(Value::String(form)) if form == "form" => Asked::Form,
                Some(_) => Asked::Roles(self.names("required")?),
            };
            return Ok(Reviewers::Signatures(Box::new(Signatures {
                list: self.starred("signatures")?,
                required,
                different: self.read("different")?.unwrap_or(false),
                ordered: self.read("ordered")?.unwrap_or(false),
                held: self.read("held")?.unwrap_or(false),
                timing: self.timing()?,
            })));
        }
        if self.keys.contains_key("person") {
            return Ok(Reviewers::Person(Person {
                person: self.needed_path("person")?,
                on: self.keyed_paths("on")?,
                roles: self.names("roles")?,
                departments: self.names("departments")?,
                not: self.keyed_paths("not")?,
            }));
        }
        let list = self.starred("list")?;
        let who: String = self.needed("who")?;
        let done: Option<String> = self.read("done")?;
        let covers: Option<written::Covers> = self.read("covers")?;
        let covers = covers.map(|covers| {
            Ok((
                self.path("covers", &format!("{}.*.id", covers.list))?,
                self.inside("covers", &list, &covers.items)?,
            ))
        });
        Ok(Reviewers::Departments(Box::new(Departments {
            who: self.inside("who", &list, &who)?,
            done: done
                .map(|done| self.inside("done", &list, &done))
                .transpose()?,
            covers: covers.transpose()?,
            required: self.names("required")?,
            list,
            timing: self.timing()?,
        })))
    }

    fn order(&mut self) -> Resolved<Order> {
        let ranks: Vec<written::Many> = self.needed("sequence")?;
        let ranks = ranks.iter().map(|rank| self.paths("sequence", &rank.0));
        Ok(Order {
            ranks: ranks.collect::<Resolved<_>>()?,
        })
    }

    fn term(&mut self, key: &str, written: written::Term) -> Resolved<Term> {
        let path = self.path(key, &written.path)?;
        let at = written.at.map(|at| self.path(key, &at)).transpose()?;
        let filter = self.filter(key, &path, written.filter)?;
        Ok(Term { path, filter, at })
    }

    fn terms(&mut self, key: &str) -> Resolved<Vec<Term>> {
        let written: Option<Vec<written::Term>> = self.read(key)?;
        let written = written.unwrap_or_default();
        written
            .into_iter()
            .map(|term| self.term(key, term))
            .collect()
    }

    fn balance(&mut self) -> Resolved<Balance> {
        Ok(Balance {
            plus: self.terms("plus")?,
            minus: self.terms("minus")?,
            zero: self.needed::<String>("must")? == "be_zero",
            needs: self.keyed_paths("needs")?,
            running: self.read("running")?.unwrap_or(false),
        })
    }

    fn recomputation(&mut self) -> Resolved<Recomputation> {
        let filter: Option<String> = self.read("where")?;
        let term = |path: String| written::Term {
            path,
            filter: filter.clone(),
            at: None,
        };
        let (count, sum): (Option<String>, Option<String>) =
            (self.read("count")?, self.read("sum")?);
        let ratio: Option<written::Ratio> = self.read("ratio")?;
        let earlier: Option<written::Earlier> = self.read("earlier")?;
        let figure = match (count, sum, ratio, earlier) {
            (Some(path), None, None, None) => Figure::Count(self.term("count", term(path))?),
            (None, Some(path), None, None) => Figure::Sum(self.term("sum", term(path))?),
            (None, None, Some(ratio), None) => Figure::Ratio {
                of: self.path("ratio", &ratio.of)?,
                to: self.path("ratio", &ratio.to)?,
                times: ratio.times.unwrap_or_else(|| "1".to_owned()),
                round: ratio.round.unwrap_or(0),
            },
            (None, None, None, Some(earlier)) => {
                let within = earlier.within.map(|within| self.span("earlier", &within));
                let before = earlier.before.map(|path| self.path("earlier", &path));
                Figure::Earlier(Earlier {
                    same: self.paths("earlier", &earlier.same)?,
                    not_same: self.paths("earlier", &earlier.not_same)?,
                    at: self.path("earlier", &earlier.at)?,
                    within: within.transpose()?,
                    before: before.transpose()?,
                })
            }
            _ => {
                return Err(Wrong::at(
                    "kind",
                    Text::new(
                        "count、sum、ratio、earlier 须写其中一个",
                        "give one of count, sum, ratio and earlier",
                    ),
                ));
            }
        };
        let must = match (
            self.keyed_path("equals")?,
            self.keyed_expression("holds", true)?,
        ) {
            (Some(path), None) => Must::Equal(path),
            (None, Some(expression)) => Must::Hold(expression),
            _ => {
                return Err(Wrong::at(
                    "kind",
                    Text::new(
                        "equals 与 holds 须写其中一个",
                        "give one of equals and holds",
                    ),
                ));
            }
        };
        Ok(Recomputation { figure, must })
    }

    /// The counts of the classes and the time for a confirmation are parameters of the procedure.
    fn computed(&mut self) -> Resolved<Computed> {
        let mut count = |name: &str, default: usize| {
            let value = self.parameter(name).and_then(|value| value.as_u64());
            value
                .and_then(|value| usize::try_from(value).ok())
                .unwrap_or(default)
        };
        let (first, second) = (count("class_a", 8), count("class_b", 4));
        Ok(Computed {
            what: self.needed("figures")?,
            classes: vec![
                ("A".to_owned(), first),
                ("B".to_owned(), second),
                ("C".to_owned(), usize::MAX),
            ],
            confirm_within: self.span("figures", "confirm_within")?,
            clock: match self.parameter("clock").as_ref().and_then(Value::as_str) {
                Some("business") => Clock::Business,
                _ => Clock::Elapsed,
            },
        })
    }

    fn ranking(&mut self) -> Resolved<Ranking> {
        let classes: Vec<written::Class> = self.needed("classes")?;
        let amount: Vec<String> = self.needed("amount")?;
        Ok(Ranking {
            key: self.needed_path("key")?,
            amount: self.paths("amount", &amount)?,
            year: self.needed_path("year")?,
            classes: classes
                .into_iter()
                .map(|class| (class.class, class.first.unwrap_or(usize::MAX)))
                .collect(),
            claimed: self.needed_path("claimed")?,
        })
    }

    fn flow(&mut self) -> Resolved<Flow> {
        let written: Vec<written::Step> = self.needed("steps")?;
        let mut steps = Vec::new();
        for step in written {
            let when = step.when.map(|when| self.expression("steps", &when, false));
            steps.push(Step {
                id: step.id,
                title: Text::new(step.zh, step.en),
                at: self.paths("steps", &step.at.0)?,
                when: when.transpose()?,
                who: step.who,
                optional: step.optional,
            });
        }
        let rejections: Option<written::Rejections> = self.read("rejections")?;
        let rejections = rejections.map(|rejections| {
            let list = self.path("rejections", &format!("{}.*", rejections.list))?;
            Ok(Rejections {
                at: self.inside("rejections", &list, &rejections.at)?,
                redone: self.inside("rejections", &list, &rejections.redone)?,
                list,
            })
        });
        Ok(Flow {
            steps,
            ends: self.keyed_expression("ends", false)?,
            rejections: rejections.transpose()?,
        })
    }
}

fn texts(items: &[Value]) -> Vec<String> {
    let texts = items.iter().filter_map(Value::as_str);
    texts.map(str::to_owned).collect()
}

/// A key that the kind cannot do without.
pub(super) fn missing(key: &str) -> Wrong {
    Wrong::at(
        key,
        Text::new(
            format!("这类规则须写 {key}"),
            format!("a rule of this kind needs `{key}`"),
        ),
    )
}
