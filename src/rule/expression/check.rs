//! The types of an expression's parts.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use minijinja::machinery::ast::{BinOpKind, CallArg, CompareOpKind, Expr, UnaryOpKind};
use minijinja::machinery::parse_expr;
use rust_decimal::Decimal;
use serde_json::Value;

use super::super::path::Scope;
use super::super::shape::Shape;
use crate::calendar::Instant;
use crate::diag::Text;
use crate::diag::near::nearest;
use crate::schema::Kind;

/// What is wrong with an expression, and which bytes of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slip {
    /// What is wrong, as one line.
    pub text: Text,
    /// The bytes of the expression that are meant; all of it where nobody knows better.
    pub range: Option<Range<usize>>,
}

impl Slip {
    /// Something that is wrong with the expression as a whole.
    pub fn whole(text: Text) -> Self {
        Self { text, range: None }
    }

    fn at(expr: &Expr<'_>, zh: impl Into<String>, en: impl Into<String>) -> Self {
        let span = expr.span();
        Self {
            text: Text::new(zh, en),
            range: Some(span.start_offset as usize..span.end_offset as usize),
        }
    }
}

/// What an expression may name.
pub(super) struct Names<'a> {
    pub scope: &'a Scope,
    pub shape: &'a Shape,
    pub parameters: &'a BTreeMap<String, Value>,
    pub figure: bool,
}

/// What a part of an expression is.
#[derive(Debug, Clone, PartialEq)]
enum Type {
    /// The table at a path.
    Table(String),
    /// The list at a path, whole or filtered; its items stand at `<path>.*`.
    List(String),
    /// A list of texts or numbers that no field describes.
    Values,
    /// A text; of a choice, the values that it may have.
    Text(Option<Vec<String>>),
    /// A whole number; `optional` if it is a field that may be missing: its path.
    Number {
        optional: Option<String>,
    },
    Bool,
    /// Times and decimals can only be there or not.
    Date,
    Moment,
    Decimal,
    Parameters,
}

/// Paths that an `is defined` further left in an `and` has asked for.
type Guards = BTreeSet<String>;

/// Checks names and operands.
pub(super) fn check(written: &str, names: &Names<'_>) -> Result<(), Slip> {
    let expr = parse_expr(written).map_err(|error| Slip {
        text: Text::new(
            format!("看不懂的表达式：{error}"),
            format!("cannot be read as an expression: {error}"),
        ),
        range: error.range(),
    })?;
    names.truth(&expr, &Guards::new())
}

impl Names<'_> {
    /// What stands where yes or no is asked for. Anything that may be missing may stand there.
    fn truth(&self, expr: &Expr<'_>, guards: &Guards) -> Result<(), Slip> {
        match self.of(expr, guards)? {
            Type::Bool | Type::Values | Type::List(_) => Ok(()),
            other => Err(Slip::at(
                expr,
                format!(
                    "这里应为条件，却是{}；用 is defined 或比较",
                    other.words().zh
                ),
                format!(
                    "a condition is expected here, but this is {}: use `is defined` or a comparison",
                    other.words().en
                ),
            )),
        }
    }

    fn of(&self, expr: &Expr<'_>, guards: &Guards) -> Result<Type, Slip> {
        match expr {
            Expr::Var(var) => self.variable(expr, var.id),
            Expr::Const(constant) => Ok(constant_type(&constant.value)),
            Expr::GetAttr(get) => match self.of(&get.expr, guards)? {
                Type::Table(path) => self.field(expr, &path, get.name),
                Type::Parameters => self.parameter(expr, get.name),
                other => Err(Slip::at(
                    expr,
                    format!("{}没有字段 {}", other.words().zh, get.name),
                    format!("{} has no field `{}`", other.words().en, get.name),
                )),
            },
            Expr::UnaryOp(unary) => {
                match unary.op {
                    UnaryOpKind::Not => self.truth(&unary.expr, guards)?,
                    UnaryOpKind::Neg => self.number(&unary.expr, guards)?,
                }
                Ok(match unary.op {
                    UnaryOpKind::Not => Type::Bool,
                    UnaryOpKind::Neg => Type::Number { optional: None },
                })
            }
            Expr::BinOp(op) => self.binary(expr, op.op, (&op.left, &op.right), guards),
            Expr::Compare(compare) => {
                let mut left = &compare.expr;
                for op in &compare.ops {
                    let kind = match op.op {
                        CompareOpKind::Eq => BinOpKind::Eq,
                        CompareOpKind::Ne => BinOpKind::Ne,
                        CompareOpKind::Lt
                        | CompareOpKind::Lte
                        | CompareOpKind::Gt
                        | CompareOpKind::Gte => BinOpKind::Lt,
                        CompareOpKind::In | CompareOpKind::NotIn => BinOpKind::In,
                    };
                    self.binary(expr, kind, (left, &op.expr), guards)?;
                    left = &op.expr;
                }
                Ok(Type::Bool)
            }
            Expr::Test(test) => {
                if !["defined", "undefined", "none", "true", "false"].contains(&test.name) {
                    return Err(Slip::at(
                        expr,
                        format!("不支持测试 is {}", test.name),
                        format!("there is no test `is {}` here", test.name),
                    ));
                }
                self.of(&test.expr, guards)?;
                Ok(Type::Bool)
            }
            Expr::Filter(filter) => match &filter.expr {
                Some(inner) => self.filter(expr, filter.name, inner, &filter.args, guards),
                None => Err(refused(expr)),
            },
            Expr::Call(call) => match &call.expr {
                Expr::Var(var) => self.call(expr, var.id, &call.args, guards),
                _ => Err(refused(expr)),
            },
            Expr::List(list) => {
                for item in &list.items {
                    self.of(item, guards)?;
                }
                Ok(Type::Values)
            }
            Expr::IfExpr(_) | Expr::Slice(_) | Expr::GetItem(_) | Expr::Tuple(_) | Expr::Map(_) => {
                Err(refused(expr))
            }
        }
    }

    fn variable(&self, expr: &Expr<'_>, name: &str) -> Result<Type, Slip> {
        if name == "param" {
            return Ok(Type::Parameters);
        }
        if name == "figure" && self.figure {
            return Ok(Type::Number { optional: None });
        }
        let variables = &self.scope.variables;
        if let Some(variable) = variables.iter().rev().find(|v| v.name == name) {
            return Ok(self.typed(&variable.path, None));
        }
        let mut known: Vec<&str> = variables.iter().map(|v| v.name.as_str()).collect();
        known.push("param");
        known.extend(self.figure.then_some("figure"));
        let meant = nearest(name, known.iter().map(|name| (*name, *name)));
        Err(Slip::at(
            expr,
            match meant {
                Some(meant) => format!("没有变量 {name}，是不是 {meant}？"),
                None => format!("没有变量 {name}；有：{}", known.join("、")),
            },
            match meant {
                Some(meant) => format!("there is no variable `{name}`; did you mean `{meant}`?"),
                None => format!("there is no variable `{name}`, but {}", known.join(", ")),
            },
        ))
    }

    fn field(&self, expr: &Expr<'_>, table: &str, key: &str) -> Result<Type, Slip> {
        let path = Shape::join(table, key);
        if self.shape.field(&path).is_none() {
            let text = self.shape.unknown(table, key);
            return Err(Slip::at(expr, text.zh, text.en));
        }
        Ok(self.typed(&path, Some(path.clone())))
    }

    /// The type of the field at a path. `asked` is the path whose presence a guard can ask for.
    fn typed(&self, path: &str, asked: Option<String>) -> Type {
        let field = self.shape.field(path);
        match self.shape.kind(path) {
            Some(Kind::Table) => Type::Table(path.to_owned()),
            Some(Kind::List) => Type::List(path.to_owned()),
            Some(Kind::YesNo) => Type::Bool,
            Some(Kind::Integer) => Type::Number {
                optional: asked.filter(|_| field.is_some_and(|field| !field.required)),
            },
            Some(Kind::Date) => Type::Date,
            Some(Kind::Moment) => Type::Moment,
            Some(Kind::Decimal) => Type::Decimal,
            Some(Kind::Choice) => Type::Text(field.map(|field| {
                let values = field.labels.iter();
                values.map(|(value, _)| value.clone()).collect()
            })),
            Some(Kind::Text) | None => Type::Text(None),
        }
    }

    fn parameter(&self, expr: &Expr<'_>, name: &str) -> Result<Type, Slip> {
        match self.parameters.get(name) {
            Some(Value::Array(_)) => Ok(Type::Values),
            Some(Value::Bool(_)) => Ok(Type::Bool),
            Some(Value::Number(_)) => Ok(Type::Number { optional: None }),
            Some(_) => Ok(Type::Text(None)),
            None => {
                let known = self.parameters.keys().map(|key| (key.as_str(), key));
                let meant =
                    nearest(name, known).map_or(String::new(), |near| format!(" ({near}?)"));
                Err(Slip::at(
                    expr,
                    format!("没有参数 {name}{meant}"),
                    format!("there is no parameter `{name}`{meant}"),
                ))
            }
        }
    }

    fn number(&self, expr: &Expr<'_>, guards: &Guards) -> Result<(), Slip> {
        match self.of(expr, guards)? {
            Type::Number { optional: None } => Ok(()),
            Type::Number {
                optional: Some(path),
            } if guards.contains(&path) => Ok(()),
            Type::Number {
                optional: Some(path),
            } => Err(Slip::at(
                expr,
                format!("{path} 可能没有填写；在前面写上 … is defined and"),
                format!("{path} may be missing: ask `… is defined and` first"),
            )),
            other => Err(Slip::at(
                expr,
                format!(
                    "只有整数可以比较大小，这里是{}{}",
                    other.words().zh,
                    other.instead().zh
                ),
                format!(
                    "only whole numbers are compared here, but this is {}{}",
                    other.words().en,
                    other.instead().en
                ),
            )),
        }
    }

    fn binary(
        &self,
        whole: &Expr<'_>,
        op: BinOpKind,
        (left, right): (&Expr<'_>, &Expr<'_>),
        guards: &Guards,
    ) -> Result<Type, Slip> {
        match op {
            BinOpKind::ScAnd => {
                self.truth(left, guards)?;
                let mut guards = guards.clone();
                self.guarded(left, &mut guards);
                self.truth(right, &guards)?;
            }
            BinOpKind::ScOr => {
                self.truth(left, guards)?;
                self.truth(right, guards)?;
            }
            BinOpKind::Lt | BinOpKind::Lte | BinOpKind::Gt | BinOpKind::Gte => {
                self.number(left, guards)?;
                self.number(right, guards)?;
            }
            BinOpKind::Eq | BinOpKind::Ne => {
                let (a, b) = (self.of(left, guards)?, self.of(right, guards)?);
                alike(whole, &a, &b)?;
                offered(right, &a)?;
                offered(left, &b)?;
            }
            BinOpKind::In => {
                let one = self.of(left, guards)?;
                let many = self.of(right, guards)?;
                if !matches!(one, Type::Text(_) | Type::Number { .. })
                    || !matches!(many, Type::Values | Type::List(_))
                {
                    return Err(Slip::at(
                        whole,
                        "in 的左边应为文字或整数，右边应为列表",
                        "`in` asks whether a text or whole number is in a list",
                    ));
                }
                if let Expr::List(list) = right {
                    for item in &list.items {
                        offered(item, &one)?;
                    }
                }
            }
            BinOpKind::Add | BinOpKind::Sub | BinOpKind::Mul => {
                self.number(left, guards)?;
                self.number(right, guards)?;
                return Ok(Type::Number { optional: None });
            }
            BinOpKind::Div
            | BinOpKind::FloorDiv
            | BinOpKind::Rem
            | BinOpKind::Pow
            | BinOpKind::Concat => return Err(refused(whole)),
        }
        Ok(Type::Bool)
    }

    /// Collects what the left side of an `and` asks for.
    fn guarded(&self, expr: &Expr<'_>, guards: &mut Guards) {
        match expr {
            Expr::BinOp(op) if matches!(op.op, BinOpKind::ScAnd) => {
                self.guarded(&op.left, guards);
                self.guarded(&op.right, guards);
            }
            Expr::Test(test) if test.name == "defined" => {
                if let Ok(Type::Number {
                    optional: Some(path),
                }) = self.of(&test.expr, guards)
                {
                    guards.insert(path);
                }
            }
            _ => {}
        }
    }

    fn filter(
        &self,
        whole: &Expr<'_>,
        name: &str,
        inner: &Expr<'_>,
        args: &[CallArg<'_>],
        guards: &Guards,
    ) -> Result<Type, Slip> {
        let of = self.of(inner, guards)?;
        match (name, &of) {
            ("length" | "count", Type::List(_) | Type::Values | Type::Text(_)) => {
                Ok(Type::Number { optional: None })
            }
            ("list" | "unique" | "sort", Type::List(_) | Type::Values) => Ok(of),
            ("first" | "last", Type::List(path)) => Ok(self.typed(&format!("{path}.*"), None)),
            ("first" | "last", Type::Values) | ("join", Type::List(_) | Type::Values) => {
                Ok(Type::Text(None))
            }
            ("lower" | "upper" | "trim", Type::Text(_)) => Ok(Type::Text(None)),
            ("default" | "d", Type::Number { .. }) => Ok(Type::Number { optional: None }),
            ("default" | "d", Type::Text(_) | Type::Bool) => Ok(of),
            ("selectattr" | "rejectattr", Type::List(path)) => {
                self.select(whole, &format!("{path}.*"), args)?;
                Ok(of)
            }
            ("map", Type::List(path)) => match args {
                [CallArg::Kwarg("attribute", attribute)] => {
                    self.attribute(attribute, &format!("{path}.*"))?;
                    Ok(Type::Values)
                }
                _ => Err(refused(whole)),
            },
            _ => Err(Slip::at(
                whole,
                format!("过滤器 {name} 不能用于{}", of.words().zh),
                format!("the filter `{name}` does not go with {}", of.words().en),
            )),
        }
    }

    /// `selectattr("field", "test", value)` over the items at `item`.
    fn select(&self, whole: &Expr<'_>, item: &str, args: &[CallArg<'_>]) -> Result<(), Slip> {
        let positional: Option<Vec<&Expr<'_>>> = args
            .iter()
            .map(|arg| match arg {
                CallArg::Pos(expr) => Some(expr),
                _ => None,
            })
            .collect();
        let Some([attribute, test @ ..]) = positional.as_deref() else {
            return Err(refused(whole));
        };
        let of = self.attribute(attribute, item)?;
        let Some((test, values)) = test.split_first() else {
            return Ok(());
        };
        let known = [
            "defined",
            "undefined",
            "==",
            "eq",
            "equalto",
            "!=",
            "ne",
            "in",
        ];
        match text(test) {
            Some(test) if known.contains(&test.as_str()) => {}
            _ => return Err(refused(test)),
        }
        for value in values {
            match value {
                Expr::List(list) => list.items.iter().try_for_each(|item| offered(item, &of))?,
                value => {
                    self.of(value, &Guards::new())?;
                    offered(value, &of)?;
                }
            }
        }
        Ok(())
    }

    /// The field of the items at `item` that a filter names as text.
    fn attribute(&self, expr: &Expr<'_>, item: &str) -> Result<Type, Slip> {
        let Some(name) = text(expr) else {
            return Err(refused(expr));
        };
        let mut path = item.to_owned();
        for key in name.split('.') {
            if self.shape.field(&Shape::join(&path, key)).is_none() {
                let text = self.shape.unknown(&path, key);
                return Err(Slip::at(expr, text.zh, text.en));
            }
            path = Shape::join(&path, key);
        }
        Ok(self.typed(&path, None))
    }

    /// A text that stands for a time or a figure must be one.
    fn literal(&self, name: &str, args: &[CallArg<'_>]) -> Result<(), Slip> {
        let Some(CallArg::Pos(expr)) = args.get(1) else {
            return Ok(());
        };
        let sound = |written: &str| match name {
            "before" | "after" => Instant::parse(written, chrono_tz::UTC).is_some(),
            "less" | "more" => Decimal::from_str_exact(written.trim()).is_ok(),
            _ => true,
        };
        match text(expr) {
            Some(written) if !sound(&written) => Err(Slip::at(
                expr,
                format!("“{written}”不能与之比较"),
                format!("`{written}` cannot be compared with it"),
            )),
            _ => Ok(()),
        }
    }

    fn call(
        &self,
        whole: &Expr<'_>,
        name: &str,
        args: &[CallArg<'_>],
        guards: &Guards,
    ) -> Result<Type, Slip> {
        let mut types = Vec::new();
        for arg in args {
            match arg {
                CallArg::Pos(expr) => types.push(self.of(expr, guards)?),
                _ => return Err(refused(whole)),
            }
        }
        self.literal(name, args)?;
        match (name, types.as_slice()) {
            ("department" | "department_of", [Type::Text(_)]) => Ok(Type::Text(None)),
            ("person", [Type::Text(_)])
            | ("says_only" | "mentions", [Type::Text(_), Type::Values])
            | (
                "before" | "after",
                [
                    Type::Date | Type::Moment,
                    Type::Date | Type::Moment | Type::Text(None),
                ],
            )
            | (
                "less" | "more",
                [
                    Type::Decimal | Type::Number { .. },
                    Type::Decimal | Type::Number { .. } | Type::Text(None),
                ],
            ) => Ok(Type::Bool),
            _ => Err(Slip::at(
                whole,
                format!(
                    "没有这样的函数 {name}；有：department(名称)、department_of(人)、person(人)、says_only(文字, 列表)、mentions(文字, 列表)、before(时间, 时间)、after(时间, 时间)、less(数, 数)、more(数, 数)"
                ),
                format!(
                    "there is no such function `{name}`, but department(name), department_of(person), person(name), says_only(text, list), mentions(text, list), before(time, time), after(time, time), less(figure, figure) and more(figure, figure)"
                ),
            )),
        }
    }
}

impl Type {
    fn words(&self) -> Text<&'static str> {
        let (zh, en) = match self {
            Self::Table(_) => ("表", "a table"),
            Self::List(_) | Self::Values => ("列表", "a list"),
            Self::Text(_) => ("文字", "a text"),
            Self::Number { .. } => ("整数", "a whole number"),
            Self::Bool => ("是或否", "yes or no"),
            Self::Date => ("日期", "a date"),
            Self::Moment => ("时间", "a time"),
            Self::Decimal => ("精确小数", "an exact decimal"),
            Self::Parameters => ("参数表", "the parameters"),
        };
        Text { zh, en }
    }

    /// Which kind of rule does what an expression cannot.
    fn instead(&self) -> Text<&'static str> {
        let (zh, en) = match self {
            Self::Date | Self::Moment => (
                "；时间用 before(…)、after(…) 或 deadline、order 类规则比较",
                "; times are compared by before(…), after(…) or rules of kind deadline and order",
            ),
            Self::Decimal => (
                "；数量用 less(…)、more(…) 或 balance 类规则比较",
                "; quantities are compared by less(…), more(…) or rules of kind balance",
            ),
            _ => ("", ""),
        };
        Text { zh, en }
    }
}

/// Whether two operands can be equal at all.
fn alike(whole: &Expr<'_>, a: &Type, b: &Type) -> Result<(), Slip> {
    let fits = matches!(
        (a, b),
        (Type::Text(_), Type::Text(_))
            | (Type::Number { .. }, Type::Number { .. })
            | (Type::Bool, Type::Bool)
    );
    if fits {
        return Ok(());
    }
    let instead = if *a == Type::Decimal || matches!(a, Type::Date | Type::Moment) {
        a.instead()
    } else {
        b.instead()
    };
    Err(Slip::at(
        whole,
        format!("{}与{}不能相等{}", a.words().zh, b.words().zh, instead.zh),
        format!(
            "{} never equals {}{}",
            a.words().en,
            b.words().en,
            instead.en
        ),
    ))
}

/// Refuses a literal that is none of a choice's values.
fn offered(expr: &Expr<'_>, of: &Type) -> Result<(), Slip> {
    let (Some(written), Type::Text(Some(values))) = (text(expr), of) else {
        return Ok(());
    };
    if values.contains(&written) {
        return Ok(());
    }
    let meant = nearest(
        &written,
        values.iter().map(|value| (value.as_str(), value.clone())),
    );
    let known = meant.unwrap_or_else(|| values.join(", "));
    Err(Slip::at(
        expr,
        format!("“{written}”不在可选值中；应为 {known}"),
        format!("`{written}` is none of the choices; use {known}"),
    ))
}

fn text(expr: &Expr<'_>) -> Option<String> {
    match expr {
        Expr::Const(constant) => constant.value.as_str().map(str::to_owned),
        _ => None,
    }
}

fn constant_type(value: &minijinja::Value) -> Type {
    use minijinja::value::ValueKind;
    match value.kind() {
        ValueKind::Bool => Type::Bool,
        ValueKind::Number => Type::Number { optional: None },
        ValueKind::Seq | ValueKind::Iterable => Type::Values,
        _ => Type::Text(None),
    }
}

fn refused(expr: &Expr<'_>) -> Slip {
    Slip::at(
        expr,
        "规则的表达式不支持这种写法",
        "expressions of rules do not have this",
    )
}
