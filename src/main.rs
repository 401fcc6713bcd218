//! The program: words on the command line become calls of the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    wenkong::cli::run()
}
