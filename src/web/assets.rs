//! Our own stylesheets, scripts and pictures: in the binary, named by their content, kept by browsers for good.

use std::{collections::HashMap, io::Write, sync::LazyLock};

use actix_web::{HttpRequest, HttpResponse, http::header};
use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};

use super::Cx;
use crate::kernel::{Problem, text};

#[derive(RustEmbed)]
#[folder = "assets/"]
struct Files;

/// Stylesheets in the order of their layers; they travel as one file.
const STYLES: [&str; 9] = [
    "css/tokens.css",
    "css/base.css",
    "css/layout.css",
    "css/ui.css",
    "css/pages.css",
    "css/prizes.css",
    "css/authoring.css",
    "css/intake.css",
    "css/print.css",
];

struct Asset {
    content_type: &'static str,
    bytes: Vec<u8>,
    gzip: Option<Vec<u8>>,
}

struct Catalogue {
    /// Logical name → hashed path.
    paths: HashMap<String, String>,
    /// Hashed path → content.
    assets: HashMap<String, Asset>,
}

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(Catalogue::build);

impl Catalogue {
    fn build() -> Self {
        let mut catalogue = Self { paths: HashMap::new(), assets: HashMap::new() };
        let read = |name: &str| Files::get(name).map(|file| file.data.into_owned()).unwrap_or_default();
        let mut style = b"@layer tokens, base, layout, ui, pages, print;\n".to_vec();
        for name in STYLES {
            style.extend(read(name));
        }
        catalogue.add("css/app.css", style);
        for name in Files::iter().filter(|name| !name.starts_with("css/")) {
            catalogue.add(&name, read(&name));
        }
        catalogue
    }

    fn add(&mut self, name: &str, bytes: Vec<u8>) {
        let hash = text::hex(&Sha256::digest(&bytes)[..6]);
        let (stem, extension) = name.rsplit_once('.').unwrap_or((name, "bin"));
        let path = format!("{stem}.{hash}.{extension}");
        let content_type = match extension {
            "css" => "text/css; charset=utf-8",
            "js" => "text/javascript; charset=utf-8",
            "svg" => "image/svg+xml",
            "png" => "image/png",
            _ => "application/octet-stream",
        };
        let gzip = (extension != "png").then(|| compress(&bytes));
        self.paths.insert(name.to_owned(), format!("/assets/{path}"));
        self.assets.insert(path, Asset { content_type, bytes, gzip });
    }
}

fn compress(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    // Writing into memory does not fail.
    let _ = encoder.write_all(bytes);
    encoder.finish().unwrap_or_default()
}

/// The address of an asset; `None` when there is no such file.
pub fn url(name: &str) -> Option<String> {
    CATALOGUE.paths.get(name).cloned()
}

/// The text of a stylesheet or script; `None` when there is no such file or it could end the element that it stands in.
pub fn source_text(name: &str) -> Option<String> {
    let path = CATALOGUE.paths.get(name)?.strip_prefix("/assets/")?;
    let text = String::from_utf8(CATALOGUE.assets.get(path)?.bytes.clone()).ok()?;
    (!text.contains("</")).then_some(text)
}

/// Answers `/assets/{path}`.
pub async fn serve(cx: Cx, request: HttpRequest) -> Result<HttpResponse, Problem> {
    let asset = CATALOGUE.assets.get(cx.path_str("path")?).ok_or_else(Problem::not_found)?;
    let takes_gzip =
        request.headers().get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).is_some_and(|value| value.contains("gzip"));
    let mut response = HttpResponse::Ok();
    response
        .insert_header((header::CONTENT_TYPE, asset.content_type))
        .insert_header((header::CACHE_CONTROL, "public, max-age=31536000, immutable"))
        .insert_header((header::VARY, "Accept-Encoding"));
    Ok(match &asset.gzip {
        Some(gzip) if takes_gzip => response.insert_header((header::CONTENT_ENCODING, "gzip")).body(gzip.clone()),
        // Named, so that the compressing middleware leaves it alone.
        _ => response.insert_header((header::CONTENT_ENCODING, "identity")).body(asset.bytes.clone()),
    })
}
