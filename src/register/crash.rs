//! Points at which a test lets the program die, in debug builds only.

/// The environment variable that names the point.
#[cfg(debug_assertions)]
const VARIABLE: &str = "WENKONG_CRASH_AT";

/// Dies here, without any clean-up, if the environment asks for it.
#[cfg(debug_assertions)]
pub(super) fn point(name: &str) {
    if std::env::var_os(VARIABLE).is_some_and(|wanted| wanted == name) {
        std::process::abort();
    }
}

#[cfg(not(debug_assertions))]
pub(super) fn point(_name: &str) {}
