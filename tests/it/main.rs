//! The tests that use the product as a whole. Those with a database run on `SQLite` and on `PostgreSQL`.

mod accounts;
mod architecture;
mod attempts;
mod certificates;
mod content;
mod contests;
mod crash;
mod exams;
mod exchange;
mod formats;
mod http;
mod locales;
mod materials;
mod permissions;
mod round_trips;
mod schema;
mod storage;
mod support;
mod templates;
mod units;
