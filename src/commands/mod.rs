//! One verb per file. A command is a function: what it is asked comes in as values, what it found goes to a sink, and what
//! it made comes back. Reading the command line and printing are the business of `cli`.

pub mod analysis;
pub mod audit;
pub mod blank;
mod books;
pub mod carry;
pub mod check;
pub mod copies;
pub mod customers;
pub mod demo;
pub mod due;
pub mod explain;
pub mod external;
pub mod fill;
pub mod forms;
pub mod import;
pub mod init;
pub mod issue;
pub mod lists;
pub mod new;
mod output;
pub mod register;
pub mod rules;
pub mod survey;
mod text;
pub mod verify;

pub use output::Output;
