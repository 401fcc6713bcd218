//! 文控 wenkong: fills, checks and issues the controlled documents of a manufacturer's
//! ISO 9001 / IATF 16949 system.
//!
//! The modules stand on floors and import downwards only; `tests/it/floors.rs` guards that.

#![cfg_attr(
    test,
    allow(
        clippy::expect_used,
        clippy::panic,
        clippy::print_stdout,
        clippy::unwrap_used,
        reason = "a test that cannot go on has failed"
    )
)]

pub mod apart;
pub mod builtin;
pub mod calendar;
pub mod check;
pub mod cli;
pub mod clock;
pub mod commands;
pub mod diag;
pub mod entry;
pub mod figures;
pub mod form;
pub mod id;
pub mod organisation;
pub mod project;
pub mod record;
pub mod register;
pub mod render;
pub mod rule;
pub mod schema;
pub mod source;
pub mod waiver;
