//! The description of the JSON API (`OpenAPI` 3.1), written by hand beside it; a test compares it with the routes.

use actix_web::HttpResponse;

/// The document.
pub const DOCUMENT: &str = include_str!("openapi.json");

/// `GET /api/openapi.json`.
pub async fn document() -> HttpResponse {
    HttpResponse::Ok().content_type("application/json; charset=utf-8").body(DOCUMENT)
}
