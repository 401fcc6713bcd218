//! Running the program the way a user does.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The program under test.
pub fn program() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_wenkong"))
}

/// The repository's root.
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Runs `wenkong` in a folder, at a fixed moment and without the terminal's wishes.
pub fn wenkong(folder: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(program());
    command.current_dir(folder).args(args);
    quiet_environment(&mut command);
    command.output().expect("the program starts")
}

/// Takes away what a developer's own terminal could change, and fixes the clock.
pub fn quiet_environment(command: &mut Command) {
    command
        .env_remove("WENKONG_LANG")
        .env_remove("NO_COLOR")
        .env("SOURCE_DATE_EPOCH", "1795400000");
}

/// Standard output, which must be text.
pub fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("output is UTF-8")
}
