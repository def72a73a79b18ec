//! A form with a file in it: read with a limit and a clock, accepted only with the right token.

use std::{future::Future, pin::Pin, time::Duration};

use actix_multipart::Multipart;
use actix_web::{FromRequest, HttpRequest, dev::Payload, http::header};
use futures_util::TryStreamExt;

use super::forms::{self, Form};
use crate::kernel::{Problem, ProblemKind, text};

/// Largest file.
pub const LARGEST_FILE: usize = 8 * 1024 * 1024;
/// Longest field: a text that people paste.
pub const LONGEST_FIELD: usize = 1024 * 1024;
/// The same before the token has been seen.
const LONGEST_BEFORE: usize = 16 * 1024;
/// All fields together.
const LONGEST_FIELDS: usize = 2 * 1024 * 1024;
const MOST_FIELDS: usize = 40;
/// A file takes its time over a slow line.
const UPLOAD_SECONDS: u64 = 120;

/// What was sent, with a file of at most so many bytes.
#[derive(Debug, Default)]
pub struct Upload<const MOST: usize = LARGEST_FILE> {
    /// The fields that are no file, the token checked.
    pub form: Form,
    /// Name of the file as the browser told it, cleaned; empty when none was chosen.
    pub file_name: String,
    /// The file.
    pub bytes: Vec<u8>,
}

impl<const MOST: usize> FromRequest for Upload<MOST> {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let request = request.clone();
        let payload = payload.take();
        Box::pin(async move {
            let is_multipart =
                request.headers().get(header::CONTENT_TYPE).is_some_and(|value| value.as_bytes().starts_with(b"multipart/form-data"));
            // A form without its file is still a form: the page says what is missing.
            if !is_multipart {
                let mut payload = payload;
                return Ok(Self { form: Form::from_request(&request, &mut payload).await?, ..Self::default() });
            }
            let length = request.headers().get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<usize>().ok());
            if length.is_some_and(|length| length > MOST + LONGEST_FIELDS) {
                return Err(too_large());
            }
            let body = Multipart::new(request.headers(), payload);
            match tokio::time::timeout(Duration::from_secs(UPLOAD_SECONDS), read(&request, body)).await {
                Ok(upload) => upload,
                Err(_) => Err(Problem::new(ProblemKind::Malformed, "body_too_slow")),
            }
        })
    }
}

fn too_large() -> Problem {
    Problem::new(ProblemKind::TooLarge, "too_large")
}

fn malformed() -> Problem {
    Problem::new(ProblemKind::Malformed, "malformed")
}

async fn read<const MOST: usize>(request: &HttpRequest, mut body: Multipart) -> Result<Upload<MOST>, Problem> {
    let (mut upload, mut fields, mut is_admitted, mut room) = (Upload::<MOST>::default(), Vec::new(), false, LONGEST_FIELDS);
    while let Some(mut part) = body.try_next().await.map_err(|_| malformed())? {
        let name = part.name().unwrap_or_default().to_owned();
        let file_name = part.content_disposition().and_then(|it| it.get_filename()).map(text::clean_line);
        if let Some(file_name) = file_name {
            // The token stands before the file, so that a stranger's file is not even read.
            if !is_admitted {
                return Err(Problem::new(ProblemKind::Forbidden, "csrf"));
            }
            let bytes = part.bytes(MOST).await.map_err(|_| too_large())?.map_err(|_| malformed())?;
            if !upload.bytes.is_empty() {
                return Err(malformed());
            }
            upload.bytes = bytes.to_vec();
            upload.file_name = file_name.chars().take(120).collect();
            continue;
        }
        if fields.len() == MOST_FIELDS {
            return Err(malformed());
        }
        let longest = if is_admitted { LONGEST_FIELD.min(room) } else { LONGEST_BEFORE };
        let bytes = part.bytes(longest).await.map_err(|_| too_large())?.map_err(|_| malformed())?;
        room = room.saturating_sub(bytes.len());
        let value = String::from_utf8(bytes.to_vec()).map_err(|_| malformed())?;
        if value.contains('\0') {
            return Err(malformed());
        }
        if name == "csrf_token" {
            forms::check_token(request, &value)?;
            is_admitted = true;
        }
        fields.push((name, value));
    }
    if !is_admitted {
        return Err(Problem::new(ProblemKind::Forbidden, "csrf"));
    }
    upload.form = Form::of(fields);
    Ok(upload)
}
