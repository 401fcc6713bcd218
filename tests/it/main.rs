//! One integration-test binary: the heavy crates link once.

#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on has failed"
)]

mod audit;
mod bad_input;
mod cases;
mod catalogue;
mod example;
mod external;
mod floors;
mod paper;
mod readme;
mod register;
mod rules;
mod run;
mod workbook;
