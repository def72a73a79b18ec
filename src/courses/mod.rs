//! Courses (khóa học), lessons (bài học) and how far each trainee has come.
//!
//! Invariants: lessons advise, they do not block; a finished lesson stays finished; a statement in a
//! lesson cites a source that the course lists; what a unit adds is read by its own people and no others.

pub mod lesson;
pub mod lint;
mod material_store;
pub mod materials;
pub mod model;
pub mod native;
pub mod native_quiz;
pub mod ops;
mod store;

pub mod pages;
