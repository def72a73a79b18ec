//! Học Thi: training, quizzes, contests and certification for báo cáo viên (rapporteurs) and
//! tuyên truyền viên (communicators).
//!
//! The map: one folder per domain, the file name says the layer; see `docs/ARCHITECTURE.md`.

pub mod app;
pub mod audit;
pub mod bank;
pub mod certification;
pub mod cli;
pub mod config;
pub mod contests;
pub mod courses;
pub mod identity;
pub mod jobs;
pub mod kernel;
pub mod mail;
pub mod openapi;
pub mod org;
pub mod paper;
pub mod quiz;
pub mod recognition;
pub mod reports;
pub mod routes;
pub mod shipped;
pub mod storage;
pub mod web;
