//! HTTP/1.1 over one kept-alive connection, with as little work as can be: what the load generator spends, the
//! server lacks, since both share the machine.

use std::{io, net::SocketAddr, ops::Range, time::Duration};

use actix_web::rt::net::TcpStream;

/// An answer that takes longer counts as an error.
const PATIENCE: Duration = Duration::from_secs(20);
/// What browsers send with every call of a page's script.
pub const BROWSER_HEADERS: &str = "accept: application/json\r\naccept-encoding: gzip, deflate, br\r\naccept-language: vi-VN,vi;q=0.9,en;q=0.8\r\n\
     user-agent: Mozilla/5.0 (Linux; Android 13) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36\r\n\
     sec-fetch-site: same-origin\r\nsec-fetch-mode: cors\r\nsec-fetch-dest: empty\r\n";

/// A connection.
pub struct Wire {
    stream: TcpStream,
    inbox: Vec<u8>,
    head: usize,
    body: Range<usize>,
}

impl Wire {
    pub async fn connect(address: SocketAddr) -> io::Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, inbox: Vec::with_capacity(2_048), head: 0, body: 0..0 })
    }

    /// Sends a request, waits for the whole answer and tells its status.
    pub async fn exchange(&mut self, request: &[u8]) -> io::Result<u16> {
        match actix_web::rt::time::timeout(PATIENCE, self.ask(request)).await {
            Ok(answer) => answer,
            Err(_) => Err(io::ErrorKind::TimedOut.into()),
        }
    }

    /// The body of the last answer, as it came.
    pub fn body(&self) -> &[u8] {
        &self.inbox[self.body.clone()]
    }

    /// A header of the last answer.
    pub fn header(&self, name: &str) -> Option<&str> {
        let head = std::str::from_utf8(&self.inbox[..self.head]).ok()?;
        let pairs = head.split("\r\n").filter_map(|line| line.split_once(':'));
        pairs.into_iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
    }

    async fn ask(&mut self, request: &[u8]) -> io::Result<u16> {
        let mut rest = request;
        while !rest.is_empty() {
            self.stream.writable().await?;
            match self.stream.try_write(rest) {
                Ok(sent) => rest = &rest[sent..],
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                Err(error) => return Err(error),
            }
        }
        self.inbox.clear();
        loop {
            self.stream.readable().await?;
            match self.stream.try_read_buf(&mut self.inbox) {
                Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
                Ok(_) => {
                    if let Some((status, body)) = parse(&self.inbox)? {
                        self.head = body.start;
                        self.body = body;
                        return Ok(status);
                    }
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                Err(error) => return Err(error),
            }
        }
    }
}

/// Status and place of the body once the answer is whole.
fn parse(inbox: &[u8]) -> io::Result<Option<(u16, Range<usize>)>> {
    let Some(head) = inbox.windows(4).position(|four| four == b"\r\n\r\n") else { return Ok(None) };
    let text = std::str::from_utf8(&inbox[..head]).map_err(|_| io::ErrorKind::InvalidData)?;
    let status = text.get(9..12).and_then(|code| code.parse().ok()).ok_or(io::ErrorKind::InvalidData)?;
    let (mut length, mut is_chunked) = (None, false);
    for line in text.split("\r\n").skip(1) {
        let Some((name, value)) = line.split_once(':') else { continue };
        if name.eq_ignore_ascii_case("content-length") {
            length = value.trim().parse::<usize>().ok();
        } else if name.eq_ignore_ascii_case("transfer-encoding") {
            is_chunked = value.trim().eq_ignore_ascii_case("chunked");
        }
    }
    let begin = head + 4;
    let end = if is_chunked { end_of_chunks(inbox, begin)? } else { Some(begin + length.unwrap_or(0)).filter(|end| *end <= inbox.len()) };
    Ok(end.map(|end| (status, begin..end)))
}

/// Where a chunked body ends, if it is all there.
fn end_of_chunks(inbox: &[u8], begin: usize) -> io::Result<Option<usize>> {
    let mut at = begin;
    loop {
        let Some(line) = inbox[at..].windows(2).position(|two| two == b"\r\n") else { return Ok(None) };
        let size = std::str::from_utf8(&inbox[at..at + line])
            .ok()
            .and_then(|size| usize::from_str_radix(size.trim(), 16).ok())
            .ok_or(io::ErrorKind::InvalidData)?;
        at += line + 2 + size + 2;
        if at > inbox.len() {
            return Ok(None);
        }
        if size == 0 {
            return Ok(Some(at));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_whole_when_its_last_byte_is_there() {
        let sized = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";
        let chunked = b"HTTP/1.1 404 Not Found\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n";
        for (answer, status) in [(&sized[..], 200), (&chunked[..], 404)] {
            for cut in 0..answer.len() {
                assert_eq!(parse(&answer[..cut]).unwrap(), None, "{cut}");
            }
            assert_eq!(parse(answer).unwrap().unwrap().0, status);
        }
        let (_, body) = parse(sized).unwrap().unwrap();
        assert_eq!(&sized[body], b"{}");
        assert!(parse(b"HTTP/1.1 abc\r\n\r\n").is_err());
    }
}
