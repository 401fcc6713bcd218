//! The plain conditions that most rules have (`entry.kind == "complaint" and entry.closed_at is defined`), answered from the
//! record itself. They mean what minijinja makes of them; a test compares the two.

use minijinja::machinery::ast::{BinOpKind, CompareOpKind, Expr, UnaryOpKind};
use minijinja::machinery::parse_expr;
use serde_json::Value;

use super::super::path::Scope;

/// A condition without filters, functions, parameters and comparisons of size.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Plain {
    /// A field is true.
    True(Field),
    /// A field is there.
    Defined(Field),
    /// A field is one of some constants.
    In(Field, Vec<Value>),
    Not(Box<Plain>),
    And(Box<Plain>, Box<Plain>),
    Or(Box<Plain>, Box<Plain>),
}

/// A field of a variable, by the variable's place in the scope.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Field {
    variable: usize,
    keys: Vec<String>,
}

impl Plain {
    /// The condition, if it is plain.
    pub fn parse(written: &str, scope: &Scope) -> Option<Self> {
        of(&parse_expr(written).ok()?, scope)
    }

    /// Whether it is true, given the values of the variables.
    pub fn holds(&self, variables: &[&Value]) -> bool {
        match self {
            Self::True(field) => field.get(variables) == Some(&Value::Bool(true)),
            Self::Defined(field) => field.get(variables).is_some(),
            Self::In(field, constants) => {
                let value = field.get(variables);
                value.is_some_and(|value| constants.contains(value))
            }
            Self::Not(inner) => !inner.holds(variables),
            Self::And(a, b) => a.holds(variables) && b.holds(variables),
            Self::Or(a, b) => a.holds(variables) || b.holds(variables),
        }
    }
}

impl Field {
    fn get<'v>(&self, variables: &[&'v Value]) -> Option<&'v Value> {
        let start = *variables.get(self.variable)?;
        let found = self
            .keys
            .iter()
            .try_fold(start, |value, key| value.get(key))?;
        (!found.is_null()).then_some(found)
    }
}

fn of(expr: &Expr<'_>, scope: &Scope) -> Option<Plain> {
    match expr {
        Expr::GetAttr(_) => field(expr, scope).map(Plain::True),
        Expr::Test(test) => {
            let defined = Plain::Defined(field(&test.expr, scope)?);
            match test.name {
                "defined" => Some(defined),
                "undefined" => Some(Plain::Not(Box::new(defined))),
                _ => None,
            }
        }
        Expr::UnaryOp(unary) => match unary.op {
            UnaryOpKind::Not => Some(Plain::Not(Box::new(of(&unary.expr, scope)?))),
            UnaryOpKind::Neg => None,
        },
        Expr::BinOp(op) => {
            let both = || {
                Some((
                    Box::new(of(&op.left, scope)?),
                    Box::new(of(&op.right, scope)?),
                ))
            };
            match op.op {
                BinOpKind::ScAnd => both().map(|(a, b)| Plain::And(a, b)),
                BinOpKind::ScOr => both().map(|(a, b)| Plain::Or(a, b)),
                BinOpKind::Eq => equal(&op.left, &op.right, scope),
                BinOpKind::Ne => {
                    equal(&op.left, &op.right, scope).map(|equal| Plain::Not(Box::new(equal)))
                }
                BinOpKind::In => one_of(&op.left, &op.right, scope),
                _ => None,
            }
        }
        Expr::Compare(compare) => {
            let [op] = compare.ops.as_slice() else {
                return None;
            };
            let not = |plain| Plain::Not(Box::new(plain));
            match op.op {
                CompareOpKind::Eq => equal(&compare.expr, &op.expr, scope),
                CompareOpKind::Ne => equal(&compare.expr, &op.expr, scope).map(not),
                CompareOpKind::In => one_of(&compare.expr, &op.expr, scope),
                CompareOpKind::NotIn => one_of(&compare.expr, &op.expr, scope).map(not),
                _ => None,
            }
        }
        _ => None,
    }
}

fn equal(left: &Expr<'_>, right: &Expr<'_>, scope: &Scope) -> Option<Plain> {
    Some(Plain::In(field(left, scope)?, vec![constant(right)?]))
}

fn one_of(left: &Expr<'_>, right: &Expr<'_>, scope: &Scope) -> Option<Plain> {
    let field = field(left, scope)?;
    let constants = match right {
        Expr::List(list) => list
            .items
            .iter()
            .map(constant)
            .collect::<Option<Vec<_>>>()?,
        // The parser makes a list of constants a constant.
        Expr::Const(constant) => constant
            .value
            .try_iter()
            .ok()?
            .map(|value| json(&value))
            .collect::<Option<Vec<_>>>()?,
        _ => return None,
    };
    Some(Plain::In(field, constants))
}

fn constant(expr: &Expr<'_>) -> Option<Value> {
    match expr {
        Expr::Const(constant) => json(&constant.value),
        _ => None,
    }
}

/// A text, or yes or no. Numbers are left to minijinja, which knows that 1 and 1.0 are equal.
fn json(value: &minijinja::Value) -> Option<Value> {
    let text = value.as_str().map(|text| Value::String(text.to_owned()));
    text.or_else(|| bool::try_from(value.clone()).ok().map(Value::Bool))
        .filter(|_| !value.is_number())
}

fn field(expr: &Expr<'_>, scope: &Scope) -> Option<Field> {
    match expr {
        Expr::GetAttr(get) => {
            let mut field = field(&get.expr, scope)?;
            field.keys.push(get.name.to_owned());
            Some(field)
        }
        Expr::Var(var) => Some(Field {
            variable: scope.variables.iter().rposition(|v| v.name == var.id)?,
            keys: Vec::new(),
        }),
        _ => None,
    }
}
