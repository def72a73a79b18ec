//! Lists come in pages.

/// Which part of a list is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageRequest {
    /// From 1.
    pub number: i64,
    /// Rows on a page.
    pub size: i64,
}

impl PageRequest {
    /// Page `number` (values below 1 mean the first) of `size` rows.
    pub fn new(number: i64, size: i64) -> Self {
        Self { number: number.clamp(1, 1_000_000), size }
    }
    /// Rows before this page.
    pub const fn offset(self) -> i64 {
        (self.number - 1) * self.size
    }
}

/// One page of a list.
#[derive(Clone, Debug)]
pub struct Page<T> {
    /// The rows of this page.
    pub rows: Vec<T>,
    /// Rows in the whole list.
    pub total: i64,
    /// What was asked for.
    pub request: PageRequest,
}

impl<T> Page<T> {
    /// Pages in the whole list, at least 1.
    pub fn pages(&self) -> i64 {
        ((self.total + self.request.size - 1) / self.request.size).max(1)
    }
    /// The same page with other rows.
    pub fn map<U>(self, f: impl FnMut(T) -> U) -> Page<U> {
        Page { rows: self.rows.into_iter().map(f).collect(), total: self.total, request: self.request }
    }
}
