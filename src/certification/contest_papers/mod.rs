//! Papers of contests (giấy chứng nhận của Ban Tổ chức): for prizes won and for a result reached, from published results alone.
//!
//! Invariants: a body numbers one kind of paper, so papers of contests and of training never share a number, a signer or a
//! word; nothing is issued for a round whose result is not published; nobody is given the same paper twice.

pub mod ops;

pub mod pages;
