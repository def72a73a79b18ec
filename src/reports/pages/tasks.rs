//! "Việc của tôi".

use actix_web::HttpResponse;
use serde::Serialize;

use super::super::tasks::{self, Step, TaskState};
use crate::{
    bank,
    certification::{
        self,
        model::{Certificate, ending_soon},
    },
    contests::{self, exclusion, model::CurrentRound, pages::NoticeView},
    kernel::{Problem, Timestamp},
    quiz::ops::attempts_left,
    web::{Cx, View, format, view::Sample},
};

#[derive(Serialize)]
struct TasksPage {
    name: String,
    next: Option<TaskView>,
    others: Vec<TaskView>,
    /// Items that wait for this person's review.
    waiting: i64,
    /// Items of theirs that a reviewer sent back.
    returned: i64,
    rounds: Vec<RoundTask>,
    exclusions: Vec<NoticeView>,
    reminders: Vec<Reminder>,
    results: Vec<ResultLine>,
}

/// A round of a contest that is open or opens soon.
#[derive(Serialize)]
struct RoundTask {
    contest: String,
    title: String,
    url: String,
    /// `open` or `upcoming`.
    state: &'static str,
    opens_at: String,
    closes_at: String,
}

/// A certificate that ends soon.
#[derive(Serialize)]
struct Reminder {
    code: String,
    achievement: String,
    valid_until: String,
    days_left: i64,
}

impl RoundTask {
    fn of(current: &CurrentRound, now: Timestamp) -> Self {
        let round = &current.round;
        Self {
            contest: current.contest_title.clone(),
            title: round.title.clone(),
            url: format!("/cuoc-thi/{}/vong/{}", current.contest_code, round.code),
            state: round.state(now, false).code(),
            opens_at: format::datetime(round.opens_at),
            closes_at: format::datetime(round.closes_at),
        }
    }
}

/// A step in a course or with an exam. `step` is one of `resume`, `study`, `quiz`, `retake`, `locked`, `done`, `out`.
#[derive(Serialize)]
struct TaskView {
    step: &'static str,
    is_exam: bool,
    title: String,
    /// Page of the course or the exam.
    page_url: String,
    /// Where the main button leads.
    url: String,
    is_begun: bool,
    lesson_title: String,
    lesson_minutes: i32,
    finished: usize,
    lessons: usize,
    /// Lessons left before the quiz.
    lessons_left: usize,
    /// Quizzes to pass before an exam, and how many of them are passed.
    required: usize,
    required_passed: usize,
    quiz_items: usize,
    quiz_minutes: i64,
    /// -1 is no limit.
    attempts_left: i32,
    /// `08:42`, for a running attempt.
    until: String,
}

#[derive(Serialize)]
struct ResultLine {
    title: String,
    url: String,
    score: String,
    percent: String,
    passed: bool,
    closed_at: String,
    /// Code of the certificate; empty when there is none.
    certificate: String,
}

impl View for TasksPage {
    const TEMPLATE: &'static str = "reports/tasks.html";
    fn samples() -> Vec<Self> {
        let task = |step| TaskView {
            step,
            is_exam: false,
            title: "Kết luận 57-KL/TW".into(),
            page_url: "/khoa-hoc/kl-57".into(),
            url: "/khoa-hoc/kl-57/boi-canh".into(),
            is_begun: step != "study",
            lesson_title: "Bối cảnh".into(),
            lesson_minutes: 8,
            finished: 3,
            lessons: 7,
            lessons_left: 4,
            required: 0,
            required_passed: 0,
            quiz_items: 20,
            quiz_minutes: 30,
            attempts_left: 2,
            until: "08:42".into(),
        };
        let result = |passed: bool| ResultLine {
            title: "Bài kiểm tra".into(),
            url: "/luot-lam/1/ket-qua".into(),
            score: "15,5/20".into(),
            percent: "77,5%".into(),
            passed,
            closed_at: "23/11/2026".into(),
            certificate: if passed { "7F3K9QXABCDE".into() } else { String::new() },
        };
        let round = |state| RoundTask {
            contest: "Cuộc thi tìm hiểu".into(),
            title: "Tuần 1".into(),
            url: "/cuoc-thi/tim-hieu/vong/tuan-1".into(),
            state,
            opens_at: "08:00 24/11/2026".into(),
            closes_at: "07:00 01/12/2026".into(),
        };
        let page = |next: Option<TaskView>, others: Vec<TaskView>, results| {
            let rounds = if others.is_empty() { vec![] } else { vec![round("open"), round("upcoming")] };
            let exclusions = if others.is_empty() { vec![] } else { ["later", "open", "over"].map(NoticeView::sample).into() };
            let reminder = || Reminder {
                code: "7F3K9QXABCDE".into(),
                achievement: "Bồi dưỡng báo cáo viên".into(),
                valid_until: "24/12/2026".into(),
                days_left: 23,
            };
            let reminders = if others.is_empty() { vec![] } else { vec![reminder()] };
            let waiting = i64::from(!others.is_empty()) * 3;
            Self { name: "Nguyễn Thị Lan".into(), next, others, waiting, returned: waiting, rounds, exclusions, reminders, results }
        };
        let mut samples = vec![page(None, vec![], vec![])];
        for step in ["resume", "study", "quiz", "retake"] {
            samples.push(page(Some(task(step)), vec![task("study"), task("done"), task("out")], vec![result(true), result(false)]));
        }
        let exam = |step| TaskView { is_exam: true, required: 4, required_passed: 2, lessons: 0, finished: 0, ..task(step) };
        samples.push(page(Some(exam("quiz")), ["locked", "resume", "retake", "done", "out"].map(exam).into(), vec![]));
        let practice = |step| TaskView { required: 0, required_passed: 0, ..exam(step) };
        samples.push(page(Some(practice("quiz")), ["quiz", "resume", "retake", "done"].map(practice).into(), vec![]));
        samples
    }
}

pub(super) fn samples() -> Vec<Sample> {
    Sample::of::<TasksPage>()
}

fn task(state: &TaskState, now: Timestamp) -> TaskView {
    let quiz_url = state.quiz.as_ref().map(|quiz| format!("/bai-kiem-tra/{}", quiz.code)).unwrap_or_default();
    let page_url = state.course.as_ref().map_or_else(|| quiz_url.clone(), |course| format!("/khoa-hoc/{}", course.code));
    let running = state.running(now);
    let (step, url) = match state.step(now) {
        Step::ResumeAttempt => ("resume", running.map(|attempt| format!("/luot-lam/{}", attempt.id)).unwrap_or_default()),
        Step::StudyLesson => ("study", state.next_lesson.as_ref().map(|lesson| format!("{page_url}/{}", lesson.code)).unwrap_or_default()),
        Step::TakeQuiz => ("quiz", quiz_url),
        Step::RetakeQuiz => ("retake", quiz_url),
        Step::PassOthersFirst => ("locked", quiz_url),
        Step::Done => ("done", state.certificate.as_ref().map_or_else(|| page_url.clone(), |code| format!("/chung-nhan/{code}"))),
        Step::OutOfAttempts => ("out", quiz_url),
    };
    TaskView {
        step,
        url,
        page_url,
        is_exam: state.course.is_none(),
        title: state.title().to_owned(),
        required: state.required,
        required_passed: state.required_passed,
        is_begun: state.is_begun,
        lesson_title: state.next_lesson.as_ref().map(|lesson| lesson.title.clone()).unwrap_or_default(),
        lesson_minutes: state.next_lesson.as_ref().map_or(0, |lesson| lesson.minutes),
        finished: state.finished,
        lessons: state.lessons.len(),
        lessons_left: state.lessons.len() - state.finished,
        quiz_items: state.quiz.as_ref().map_or(0, crate::quiz::model::Quiz::size),
        quiz_minutes: state.quiz.as_ref().and_then(|quiz| quiz.rules.time_limit_seconds).unwrap_or(0) / 60,
        attempts_left: state.quiz.as_ref().and_then(|quiz| attempts_left(&quiz.rules, state.attempts.len())).unwrap_or(-1),
        until: running.and_then(|attempt| attempt.deadline_at).map(format::hour_minute).unwrap_or_default(),
    }
}

fn results(states: &[TaskState]) -> Vec<ResultLine> {
    let mut lines: Vec<(Timestamp, ResultLine)> = Vec::new();
    for state in states {
        for attempt in &state.attempts {
            let (Some(closed_at), Some(score), Some(quiz)) = (attempt.closed_at, attempt.score, &state.quiz) else { continue };
            let passed = attempt.passed == Some(true);
            lines.push((
                closed_at,
                ResultLine {
                    title: quiz.title.clone(),
                    url: format!("/luot-lam/{}/ket-qua", attempt.id),
                    score: format!("{}/{}", format::points(score), format::points(attempt.max_score)),
                    percent: format::percent(score, attempt.max_score),
                    passed,
                    closed_at: format::day(closed_at),
                    certificate: if passed { state.certificate.clone().unwrap_or_default() } else { String::new() },
                },
            ));
        }
    }
    lines.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    lines.into_iter().take(5).map(|(_, line)| line).collect()
}

/// `GET /viec-cua-toi`.
pub async fn tasks(cx: Cx) -> Result<HttpResponse, Problem> {
    let (actor, now) = (cx.actor()?, cx.now());
    let person = actor.id;
    let reviewer = actor.clone();
    let (states, rounds, exclusions, certificates, waiting) = cx
        .state
        .db
        .read(move |conn| {
            let rounds = contests::ops::announced_rounds(conn, now)?;
            let exclusions = exclusion::notices_of(conn, now, person)?;
            let certificates = certification::ops::of_person(conn, person)?;
            let waiting = bank::authoring::review::waiting_count(conn, &reviewer)?;
            Ok::<_, Problem>((tasks::tasks_of(conn, person)?, rounds, exclusions, certificates, waiting))
        })
        .await?;
    let first = tasks::first(&states, now);
    let others = states.iter().enumerate().filter(|(at, _)| Some(*at) != first).map(|(_, state)| task(state, now)).collect();
    cx.page(&TasksPage {
        name: actor.full_name,
        next: first.map(|at| task(&states[at], now)),
        others,
        waiting: waiting.0,
        returned: waiting.1,
        rounds: rounds.iter().map(|current| RoundTask::of(current, now)).collect(),
        exclusions: exclusions.iter().map(NoticeView::of_round).collect(),
        reminders: ending_soon(&certificates, now.vietnam_date()).into_iter().map(reminder).collect(),
        results: results(&states),
    })
}

fn reminder((certificate, days_left): (&Certificate, i64)) -> Reminder {
    Reminder {
        code: certificate.code.clone(),
        achievement: certificate.face.achievement.clone(),
        valid_until: certificate.face.valid_until.map(format::date).unwrap_or_default(),
        days_left,
    }
}
