//! Folder cases: `tests/cases/<name>.toml` says the command and what it answers, `<name>.in/` is the project it runs in,
//! `<name>.out/` what stands there afterwards. `TRYCMD=overwrite cargo test` writes what the program answers now.

use crate::run::program;

#[test]
fn every_case_answers_as_written() {
    trycmd::TestCases::new()
        .register_bin("wenkong", program())
        .env("SOURCE_DATE_EPOCH", "1795400000")
        .case("tests/cases/*.toml")
        .run();
}
