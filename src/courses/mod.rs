//! Courses (khóa học), lessons (bài học) and how far each trainee has come.
//!
//! Invariants: lessons advise, they do not block; a finished lesson stays finished; a statement in a
//! lesson cites a source that the course lists.

pub mod lesson;
pub mod lint;
pub mod model;
pub mod native;
pub mod native_quiz;
pub mod ops;
mod store;

pub mod pages;
