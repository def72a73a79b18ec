//! Pages of issuing: the batches of a programme, one batch with its progress, its papers and its list.

mod batch;
mod bodies;
mod files;
mod propose;

pub use batch::{batch, decide};
pub use bodies::{bodies, put_body};
pub use files::{list_file, papers, print_files};
pub use propose::{all_fit, batches, propose};

use crate::web::view::Sample;

/// Samples of these pages.
pub fn samples() -> Vec<Sample> {
    [batch::samples(), bodies::samples(), propose::samples()].into_iter().flatten().collect()
}
