//! The papers of a batch as files: written while they are sent, never held whole.

use std::io::{self, Write};

use actix_web::{
    HttpResponse,
    http::header,
    web::{Bytes, Data},
};
use tokio::sync::mpsc;

use super::super::{
    super::{
        looks::{self, ops::Designs},
        model::{Certificate, CertificationError},
        pages::printed_face,
        pdf,
    },
    ops,
    store::Place,
};
use crate::{
    kernel::{
        Problem,
        ids::IssueBatchId,
        sheet::{self, Cell, Column, Sheet},
    },
    web::{AppState, Cx, format},
};

/// Papers read from the register at once.
const READ: i64 = 50;
/// Pages of a file to print.
const PAGES: i64 = 50;
/// Bytes of a piece of the answer.
const PIECE: usize = 64 * 1024;
/// Pieces that may wait for the reader.
const WAITING: usize = 4;
/// Rows of the list to sign.
const MOST_LISTED: i64 = 20_000;

/// Hands what is written to the answer, piece by piece; a reader who left ends the writing.
struct Answer {
    pieces: mpsc::Sender<Result<Bytes, io::Error>>,
    piece: Vec<u8>,
}

impl Write for Answer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.piece.extend_from_slice(bytes);
        if self.piece.len() >= PIECE {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.piece.is_empty() {
            return Ok(());
        }
        let piece = Bytes::from(std::mem::take(&mut self.piece));
        self.pieces.blocking_send(Ok(piece)).map_err(|_| io::Error::from(io::ErrorKind::BrokenPipe))
    }
}

/// Streams a ZIP whose entries come from the certificates of a batch, `size` at a time.
fn stream(state: Data<AppState>, id: IssueBatchId, size: i64, name: String, entries: Entries) -> HttpResponse {
    let (pieces, received) = mpsc::channel(WAITING);
    let fault = pieces.clone();
    tokio::task::spawn_blocking(move || {
        if let Err(error) = write_zip(&state, id, size, Answer { pieces, piece: Vec::new() }, entries) {
            tracing::warn!(%error, batch = %id, "the papers of a batch were not sent whole");
            // The reader must not take half a file for a whole one.
            let _ = fault.blocking_send(Err(io::Error::other("the papers could not be written")));
        }
    });
    let body = futures_util::stream::unfold(received, |mut received| async move { received.recv().await.map(|piece| (piece, received)) });
    HttpResponse::Ok()
        .content_type("application/zip")
        .insert_header((header::CONTENT_ENCODING, "identity"))
        .insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")))
        .streaming(body)
}

/// Makes the entries of some certificates: name and bytes.
type Entries = fn(&AppState, &Designs, &[Certificate]) -> Result<Vec<(String, Vec<u8>)>, CertificationError>;

fn write_zip(
    state: &AppState,
    id: IssueBatchId,
    size: i64,
    answer: Answer,
    entries: Entries,
) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let mut zip = zip::ZipWriter::new_stream(answer);
    // PDF is packed already.
    let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    let mut after = 0;
    loop {
        let (certificates, designs) = state
            .db
            .read_blocking(|conn| {
                let certificates = ops::certificates_of(conn, id, after, size)?;
                let designs = looks::ops::designs(conn, &certificates)?;
                Ok::<_, CertificationError>((certificates, designs))
            })
            .map_err(Problem::from)?;
        let Some(last) = certificates.last() else { break };
        after = last.number;
        for (name, bytes) in entries(state, &designs, &certificates).map_err(Problem::from)? {
            zip.start_file(name, options)?;
            zip.write_all(&bytes)?;
        }
    }
    zip.finish()?.into_inner().flush()?;
    Ok(())
}

/// A name that every system takes: the number with its slashes as hyphens, letters of ASCII only.
fn file_name(number: &str) -> String {
    let plain = crate::kernel::text::search_key(number).to_uppercase();
    plain.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect()
}

async fn check(cx: &Cx) -> Result<(IssueBatchId, String), Problem> {
    let (actor, id): (_, IssueBatchId) = (cx.actor()?, cx.path("issue")?);
    let (programme, _) = cx.state.db.read(move |conn| ops::batch(conn, &actor, id)).await?;
    Ok((id, programme.code))
}

/// `GET /cap-giay/{issue}/giay.zip`: a PDF for each certificate.
pub async fn papers(cx: Cx) -> Result<HttpResponse, Problem> {
    let (id, code) = check(&cx).await?;
    Ok(stream(cx.state.clone(), id, READ, format!("giay-{code}.zip"), |state, designs, certificates| {
        let paper = |certificate: &Certificate| {
            let name = format!("{}_{}.pdf", file_name(&certificate.face.number), certificate.code);
            Ok((name, pdf::render(&printed_face(&state.i18n, &state.base_url, certificate, designs.of(certificate.face.look)))?))
        };
        certificates.iter().map(paper).collect()
    }))
}

/// `GET /cap-giay/{issue}/in.zip`: files of fifty pages, in the order of the numbers, to print at once.
pub async fn print_files(cx: Cx) -> Result<HttpResponse, Problem> {
    let (id, code) = check(&cx).await?;
    Ok(stream(cx.state.clone(), id, PAGES, format!("in-{code}.zip"), |state, designs, certificates| {
        let ends = [certificates.first(), certificates.last()].map(|end| end.map(|it| file_name(&it.face.number)).unwrap_or_default());
        let faces: Vec<_> = certificates
            .iter()
            .map(|certificate| printed_face(&state.i18n, &state.base_url, certificate, designs.of(certificate.face.look)))
            .collect();
        Ok(vec![(format!("{}_{}.pdf", ends[0], ends[1]), pdf::render_all(&faces)?)])
    }))
}

/// `GET /cap-giay/{issue}/danh-sach.xlsx`: the list to sign on receipt.
pub async fn list_file(cx: Cx) -> Result<HttpResponse, Problem> {
    let (actor, id): (_, IssueBatchId) = (cx.actor()?, cx.path("issue")?);
    let (programme, batch, places, certificates) = cx
        .state
        .db
        .read(move |conn| {
            let (programme, batch) = ops::batch(conn, &actor, id)?;
            let places = ops::places(conn, &actor, id, 0, MOST_LISTED)?;
            let certificates = ops::certificates_of(conn, id, 0, MOST_LISTED)?;
            Ok::<_, CertificationError>((programme, batch, places, certificates))
        })
        .await?;
    let by_id: std::collections::HashMap<_, _> = certificates.into_iter().map(|certificate| (certificate.id, certificate)).collect();
    let heads = [
        ("issuing-column-order", 6),
        ("issuing-column-name", 30),
        ("issuing-column-unit", 32),
        ("issuing-column-number", 22),
        ("issuing-column-code", 18),
        ("issuing-column-until", 14),
        ("issuing-column-signature", 20),
    ];
    let columns = heads.map(|(key, width)| Column::new(cx.t(key, &[]), width)).into();
    let row = |(order, place): (i64, Place)| {
        let certificate = place.3.and_then(|id| by_id.get(&id));
        let face = certificate.map(|certificate| &certificate.face);
        vec![
            Cell::Integer(order),
            // As printed, not as the account says today.
            Cell::text(face.map_or(place.1, |face| face.holder_name.clone())),
            Cell::text(face.map_or(place.2, |face| face.holder_unit.clone()).unwrap_or_default()),
            Cell::text(face.map(|face| face.number.clone()).unwrap_or_default()),
            Cell::text(certificate.map(|certificate| super::super::super::code::printed(&certificate.code)).unwrap_or_default()),
            Cell::day(face.and_then(|face| face.valid_until)),
            Cell::Empty,
        ]
    };
    let issued = places.into_iter().filter(|place| place.3.is_some());
    let rows = (1..).zip(issued).map(row).collect();
    let title = vec![
        cx.t("issuing-list-title", &[]),
        programme.title,
        cx.t("issuing-list-day", &[("day", format::date(batch.row.issued_on).into())]),
    ];
    let list = Sheet { name: cx.t("issuing-list-sheet", &[]), title, columns, rows };
    let bytes = tokio::task::spawn_blocking(move || sheet::write(&[list])).await.map_err(Problem::unexpected)?;
    Ok(HttpResponse::Ok()
        .content_type("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
        .insert_header((header::CONTENT_ENCODING, "identity"))
        .insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"ky-nhan-{}.xlsx\"", programme.code)))
        .body(bytes.map_err(CertificationError::from)?))
}
