//! One integration-test binary: the heavy crates link once.

mod cases;
mod catalogue;
mod floors;
mod paper;
mod readme;
mod run;
