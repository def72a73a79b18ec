//! What every domain may use: ids, time, chance, text, the actor, and how a refusal is told.
//!
//! Nothing here knows a database or HTTP.

pub mod actor;
pub mod canonical;
pub mod clock;
pub mod decimal;
pub mod ids;
pub mod page;
pub mod problem;
pub mod rng;
pub mod sheet;
pub mod text;

pub use actor::{Actor, Grant, Role};
pub use clock::{Clock, Timestamp};
pub use ids::Id;
pub use problem::{FieldProblem, Problem, ProblemKind};
pub use rng::{Entropy, Seed};
