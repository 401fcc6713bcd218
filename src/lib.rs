//! 文控 wenkong: fills, checks and issues the controlled documents of a manufacturer's
//! ISO 9001 / IATF 16949 system.
//!
//! The modules stand on floors and import downwards only; `tests/it/floors.rs` guards that.

pub mod diag;
pub mod source;
