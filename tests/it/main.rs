//! The tests that use the product as a whole. Those with a database run on `SQLite` and on `PostgreSQL`.

mod accounts;
mod architecture;
mod attempts;
mod certificates;
mod changes;
mod content;
mod contest_setup;
mod contests;
mod crash;
mod desk;
mod exams;
mod http;
mod locales;
mod materials;
mod opening;
mod permissions;
mod prizes;
mod programmes;
mod recognition;
mod registration;
mod result_files;
mod schema;
mod storage;
mod support;
mod templates;
mod units;
