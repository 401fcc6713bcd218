//! `survey`: a campaign from its plan to its report (clause 4.5). Each step proposes records that people complete and sign.

mod letters;
mod plan;
mod report;

pub use letters::{Letters, Made, letters};
pub use plan::{Plan, plan};
pub use report::report;
