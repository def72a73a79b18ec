//! Writing items in the browser.

pub mod form;
pub mod rows;

pub mod pages;
