//! The tests that use the product as a whole. Those with a database run on `SQLite` and on `PostgreSQL`.

mod accounts;
mod architecture;
mod attempts;
mod certificates;
mod changes;
mod content;
mod contests;
mod crash;
mod desk;
mod exams;
mod exchange;
mod formats;
mod http;
mod locales;
mod materials;
mod opening;
mod permissions;
mod prizes;
mod registration;
mod result_files;
mod round_trips;
mod schema;
mod storage;
mod support;
mod templates;
mod units;
