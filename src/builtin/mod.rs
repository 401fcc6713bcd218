//! What comes inside the program: forms, the layout library, fonts, rules, and the example company.

mod fonts;

pub use fonts::{Fonts, font_files, fonts, is_invisible, prints};

use include_dir::{Dir, include_dir};

/// `forms/<id>/<revision>/`, `forms/lib/<version>/`.
pub static FORMS: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/forms");

/// `calendar/<country>/<year>.toml`: days off and make-up days.
pub static RULES: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/rules");

/// The project that `init --example` writes.
pub static EXAMPLE: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/src/builtin/example");
