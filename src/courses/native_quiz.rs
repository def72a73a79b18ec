//! The `[quiz]` and `[certificate]` parts of course files, and the exam files (`exams/<code>.toml`) made of them.

use std::collections::HashSet;

use serde::Deserialize;

use crate::{
    bank::{
        model::CognitiveLevel,
        native::{FileFault, NativeFile},
    },
    kernel::text,
};

/// The `[quiz]` part.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QuizToml {
    /// Stable code.
    pub code: String,
    /// Title.
    pub title: String,
    /// Code of the bank that cells draw from when they name none.
    #[serde(default)]
    pub bank: String,
    /// Minutes for the whole; none is no limit.
    pub time_limit_minutes: Option<i64>,
    /// Attempts allowed; 0 is no limit.
    pub attempts: i32,
    /// Percentage of the points that passes.
    pub pass_percent: i64,
    /// How multiple response is scored, one of [`MULTIPLE_RESPONSE`].
    #[serde(default = "usual_rule")]
    pub multiple_response: String,
    /// What is drawn.
    pub blueprint: Vec<CellToml>,
}

/// Words for how multiple response is scored; the first one where a file says nothing.
pub const MULTIPLE_RESPONSE: [&str; 3] = ["right_minus_wrong", "all_or_nothing", "per_option"];

fn usual_rule() -> String {
    MULTIPLE_RESPONSE[0].to_owned()
}

impl QuizToml {
    /// Code of the bank that a cell draws from.
    pub fn bank_of<'a>(&'a self, cell: &'a CellToml) -> &'a str {
        if cell.bank.is_empty() { &self.bank } else { &cell.bank }
    }

    fn check(&self, path: &str, faults: &mut Vec<FileFault>) {
        let drawn: usize = self.blueprint.iter().map(|cell| cell.count).sum();
        if drawn == 0 || drawn > 200 {
            faults.push(FileFault::new(path, 0, "quiz_blueprint_size").with("value", drawn));
        }
        let mut cells = HashSet::new();
        for cell in &self.blueprint {
            let label = format!("{} × {}", cell.topic, cell.level.code());
            if self.bank_of(cell).is_empty() {
                faults.push(FileFault::new(path, 0, "quiz_cell_bank").with("value", &label));
            }
            if !cells.insert((self.bank_of(cell), &cell.topic, cell.level)) {
                faults.push(FileFault::new(path, 0, "quiz_cell_twice").with("value", &label));
            }
        }
        if !MULTIPLE_RESPONSE.contains(&self.multiple_response.as_str()) {
            faults.push(FileFault::new(path, 0, "quiz_multiple_response").with("value", &self.multiple_response));
        }
        if !(1..=100).contains(&self.pass_percent) {
            faults.push(FileFault::new(path, 0, "quiz_pass_percent").with("value", self.pass_percent));
        }
        if self.attempts < 0 {
            faults.push(FileFault::new(path, 0, "quiz_attempts").with("value", self.attempts));
        }
        if self.time_limit_minutes.is_some_and(|minutes| !(1..=600).contains(&minutes)) {
            faults.push(FileFault::new(path, 0, "quiz_time_limit").with("value", self.time_limit_minutes.unwrap_or_default()));
        }
    }
}

/// A cell of the blueprint (ma trận đề).
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CellToml {
    /// Bank, when it is not the quiz's.
    #[serde(default)]
    pub bank: String,
    /// Topic of the bank.
    pub topic: String,
    /// Level.
    pub level: CognitiveLevel,
    /// Items to draw.
    pub count: usize,
}

/// The `[certificate]` part.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CertificateToml {
    /// Stable code of the programme.
    pub code: String,
    /// What the paper says was done.
    pub title: String,
}

/// A quiz and what passing it certifies, as a course or an exam ends with it.
#[derive(Clone, Debug)]
pub struct NativeQuiz {
    /// The quiz.
    pub quiz: QuizToml,
    /// What passing it certifies.
    pub certificate: Option<CertificateToml>,
    /// One or two sentences on a quiz that stands by itself; empty at the end of a course.
    pub summary: String,
    /// Codes of the quizzes that must be passed first.
    pub requires: Vec<String>,
    /// The file it stands in.
    pub path: String,
}

impl NativeQuiz {
    /// Checks the parts of one file; none where the file has no quiz.
    ///
    /// # Errors
    /// Into `faults`: sizes out of range, cells without a bank or twice, a certificate that no quiz leads to.
    pub fn check(
        path: &str,
        quiz: Option<QuizToml>,
        certificate: Option<CertificateToml>,
        summary: &str,
        requires: Vec<String>,
        faults: &mut Vec<FileFault>,
    ) -> Option<Self> {
        let Some(quiz) = quiz else {
            if let Some(certificate) = certificate {
                faults.push(FileFault::new(path, 0, "certificate_without_quiz").with("value", certificate.code));
            }
            return None;
        };
        quiz.check(path, faults);
        if requires.contains(&quiz.code) {
            faults.push(FileFault::new(path, 0, "quiz_requires_itself").with("value", &quiz.code));
        }
        Some(Self { quiz, certificate, summary: text::nfc(summary), requires, path: path.to_owned() })
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExamToml {
    summary: String,
    #[serde(default)]
    requires: Vec<String>,
    quiz: QuizToml,
    certificate: Option<CertificateToml>,
}

/// Reads an exam file: a quiz that stands by itself, over one or several banks.
///
/// # Errors
/// Every fault of the file.
pub fn read_exam(file: &NativeFile) -> Result<NativeQuiz, Vec<FileFault>> {
    let exam: ExamToml = toml::from_str(&file.text).map_err(|error| vec![FileFault::from_toml(file, &error)])?;
    let mut faults = Vec::new();
    let native = NativeQuiz::check(&file.path, Some(exam.quiz), exam.certificate, &exam.summary, exam.requires, &mut faults);
    native.filter(|_| faults.is_empty()).ok_or(faults)
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXAM: &str = r#"
summary = "Kỳ thi chung."
requires = ["a", "b"]
[quiz]
code = "chung"
title = "Kỳ thi"
attempts = 2
pass_percent = 80
blueprint = [
  { bank = "a", topic = "t", level = "nhan_biet", count = 2 },
  { bank = "b", topic = "t", level = "nhan_biet", count = 3 },
]
[certificate]
code = "chung"
title = "Đạt kỳ thi"
"#;

    fn read(text: &str) -> Result<NativeQuiz, Vec<&'static str>> {
        read_exam(&NativeFile { path: "exams/chung.toml".into(), text: text.into() })
            .map_err(|faults| faults.iter().map(|fault| fault.code).collect())
    }

    #[test]
    fn cells_of_two_banks_may_share_a_topics_name() {
        let exam = read(EXAM).unwrap();
        let drawn: Vec<(&str, usize)> = exam.quiz.blueprint.iter().map(|cell| (exam.quiz.bank_of(cell), cell.count)).collect();
        assert_eq!(drawn, [("a", 2), ("b", 3)]);
        assert_eq!(exam.requires, ["a", "b"]);
    }

    #[test]
    fn what_cannot_be_taken_is_refused() {
        assert_eq!(read(&EXAM.replace("bank = \"b\", ", "")).unwrap_err(), ["quiz_cell_bank"]);
        assert_eq!(read(&EXAM.replace("bank = \"b\"", "bank = \"a\"")).unwrap_err(), ["quiz_cell_twice"]);
        assert_eq!(read(&EXAM.replace("\"a\", \"b\"]", "\"chung\"]")).unwrap_err(), ["quiz_requires_itself"]);
        assert_eq!(
            read(&EXAM.replace("= 80", "= 0").replace("attempts = 2", "attempts = -1")).unwrap_err(),
            ["quiz_pass_percent", "quiz_attempts"]
        );
        let ruled = |rule: &str| EXAM.replace("attempts = 2", &format!("attempts = 2\nmultiple_response = \"{rule}\""));
        assert_eq!(read(&ruled("per_option")).unwrap().quiz.multiple_response, "per_option");
        assert_eq!(read(&ruled("half")).unwrap_err(), ["quiz_multiple_response"]);
    }
}
