//! The README is true: every console block is run as it stands, in one folder, one after the other.

use std::path::Path;
use std::process::Command;

use crate::run::{program, quiet_environment, root};

struct Step {
    command: String,
    expected: String,
}

/// The `$ …` lines of the README's console blocks with the output printed below them.
fn steps(readme: &str) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    let mut inside = false;
    for line in readme.lines() {
        match (inside, line.strip_prefix("$ ")) {
            (_, _) if line.starts_with("```") => inside = line == "```console",
            (true, Some(command)) => steps.push(Step {
                command: command.to_owned(),
                expected: String::new(),
            }),
            (true, None) => {
                let step = steps
                    .last_mut()
                    .expect("a console block starts with a command");
                step.expected.push_str(line);
                step.expected.push('\n');
            }
            (false, _) => {}
        }
    }
    steps
}

/// `cargo run --release -- …` is the program, `wenkong …` is the program, `cat` shows a file, `cargo test` is what is running.
fn answer(command: &str, folder: &Path) -> Option<String> {
    let words = command
        .strip_prefix("cargo run --release -- ")
        .or_else(|| command.strip_prefix("wenkong "));
    if let Some(file) = command.strip_prefix("cat ") {
        return Some(
            std::fs::read_to_string(folder.join(file))
                .expect("the README shows a file that is there"),
        );
    }
    let Some(words) = words else {
        assert!(
            ["cargo test", "cargo install --path ."].contains(&command),
            "the README's `{command}` is not run"
        );
        return None;
    };
    let mut program = Command::new(program());
    program.current_dir(folder).args(words.split_whitespace());
    quiet_environment(&mut program);
    let output = program.output().expect("the program starts");
    assert!(
        output.status.code() != Some(2),
        "`{command}` failed: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    Some(
        String::from_utf8_lossy(&output.stdout).into_owned()
            + &String::from_utf8_lossy(&output.stderr),
    )
}

#[test]
fn console_blocks_answer_as_written() {
    let readme = std::fs::read_to_string(root().join("README.md")).expect("there is a README");
    let folder = tempfile::tempdir().expect("a temporary folder");
    let steps = steps(&readme);
    assert!(
        steps
            .iter()
            .any(|step| step.command == "cargo run --release -- demo")
    );
    assert!(steps.iter().any(|step| step.command == "cargo test"));
    for step in steps {
        if let Some(answer) =
            answer(&step.command, folder.path()).filter(|_| !step.expected.is_empty())
        {
            snapbox::Assert::new().eq(answer, step.expected);
        }
    }
    let made = |name: &str| {
        let folder = folder.path().join("wenkong-demo").join(name);
        folder.read_dir().expect("the demo made it").count()
    };
    assert!(made("drafts") >= 100, "{} drafts", made("drafts"));
    assert_eq!(made("blank"), 26);
}
