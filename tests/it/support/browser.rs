//! A browser without pictures: keeps cookies, knows its CSRF token, speaks form and JSON.

use std::collections::BTreeMap;

use awc::{Client, http::header};
use serde_json::Value;

/// What came back.
pub struct Answer {
    pub status: u16,
    pub headers: header::HeaderMap,
    pub text: String,
    pub bytes: Vec<u8>,
    pub json: Value,
}

impl Answer {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
    /// Where a redirect leads.
    pub fn location(&self) -> &str {
        self.header("location")
    }
    /// The stable code of a refusal by the API.
    pub fn code(&self) -> &str {
        self.json["code"].as_str().unwrap_or_default()
    }
}

pub struct Browser {
    client: Client,
    base: String,
    cookies: BTreeMap<String, String>,
}

impl Browser {
    pub fn new(base: &str) -> Self {
        let client = Client::builder().disable_redirects().timeout(std::time::Duration::from_secs(20)).finish();
        Self { client, base: base.to_owned(), cookies: BTreeMap::new() }
    }

    pub fn set_cookie(&mut self, name: &str, value: &str) {
        self.cookies.insert(name.to_owned(), value.to_owned());
    }

    pub fn cookie(&self, name: &str) -> Option<&String> {
        self.cookies.get(name)
    }

    /// One request as it is, without any token.
    pub async fn raw(&mut self, method: &str, path: &str, headers: &[(&str, &str)], body: Vec<u8>) -> Answer {
        let mut request = self.client.request(method.parse().expect("a method"), format!("{}{path}", self.base)).no_decompress();
        for (name, value) in headers {
            request = request.insert_header((*name, *value));
        }
        if !self.cookies.is_empty() {
            let line: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
            request = request.insert_header((header::COOKIE, line.join("; ")));
        }
        let mut response = if body.is_empty() { request.send().await } else { request.send_body(body).await }
            .unwrap_or_else(|error| panic!("{method} {path}: {error}"));
        let bytes = response.body().limit(16 * 1024 * 1024).await.expect("a body").to_vec();
        for cookie in response.headers().get_all(header::SET_COOKIE) {
            let text = cookie.to_str().unwrap_or_default();
            let (name, value) = text.split(';').next().and_then(|pair| pair.split_once('=')).unwrap_or_default();
            if text.contains("Max-Age=0") || value.is_empty() {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let json = serde_json::from_str(&text).unwrap_or(Value::Null);
        Answer { status: response.status().as_u16(), headers: response.headers().clone(), text, bytes, json }
    }

    pub async fn get(&mut self, path: &str) -> Answer {
        self.raw("GET", path, &[], Vec::new()).await
    }

    /// A token for this browser's cookies.
    pub async fn token(&mut self) -> String {
        self.get("/api/v1/session").await.json["csrf_token"].as_str().expect("a token").to_owned()
    }

    /// Sends a form with its token.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let token = self.token().await;
        let body = form_urlencoded::Serializer::new(String::new()).append_pair("csrf_token", &token).extend_pairs(fields).finish();
        self.raw("POST", path, &[("content-type", "application/x-www-form-urlencoded")], body.into_bytes()).await
    }

    /// Sends a form with its token and a file.
    pub async fn upload(&mut self, path: &str, fields: &[(&str, &str)], file_name: &str, bytes: &[u8]) -> Answer {
        const EDGE: &str = "----edge-of-a-part";
        let token = self.token().await;
        let mut body = Vec::new();
        for (name, value) in std::iter::once(&("csrf_token", token.as_str())).chain(fields) {
            body.extend_from_slice(format!("--{EDGE}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").as_bytes());
        }
        let head = format!(
            "--{EDGE}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{file_name}\"\r\nContent-Type: application/octet-stream\r\n\r\n"
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(bytes);
        body.extend_from_slice(format!("\r\n--{EDGE}--\r\n").as_bytes());
        self.raw("POST", path, &[("content-type", &format!("multipart/form-data; boundary={EDGE}"))], body).await
    }

    /// Calls the JSON API with its token.
    pub async fn api(&mut self, method: &str, path: &str, body: Option<Value>) -> Answer {
        let token = self.token().await;
        self.api_with(&token, method, path, body).await
    }

    /// Calls the JSON API with this token.
    pub async fn api_with(&mut self, token: &str, method: &str, path: &str, body: Option<Value>) -> Answer {
        let body = body.map(|body| body.to_string().into_bytes()).unwrap_or_default();
        self.raw(method, path, &[("content-type", "application/json"), ("x-csrf-token", token)], body).await
    }
}
