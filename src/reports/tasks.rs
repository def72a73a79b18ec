//! "Việc của tôi": what is next for a person. The decision is pure.

use crate::{
    certification,
    courses::{
        self,
        model::{Course, LessonHead},
    },
    kernel::{Problem, Timestamp, ids::PersonId},
    quiz::{
        self,
        model::{Attempt, Purpose, Quiz},
        results,
    },
    storage::Conn,
};

/// How far a person is with a course, or with an exam that stands by itself.
#[derive(Clone, Debug)]
pub struct TaskState {
    /// The course; none for an exam.
    pub course: Option<Course>,
    /// Its lessons.
    pub lessons: Vec<LessonHead>,
    /// How many are finished.
    pub finished: usize,
    /// The first that is not.
    pub next_lesson: Option<LessonHead>,
    /// The quiz at its end, or the exam.
    pub quiz: Option<Quiz>,
    /// Quizzes that must be passed before it.
    pub required: usize,
    /// Of them passed.
    pub required_passed: usize,
    /// The person's attempts at it.
    pub attempts: Vec<Attempt>,
    /// Enrolled, or begun in any way.
    pub is_begun: bool,
    /// Code of the certificate earned.
    pub certificate: Option<String>,
}

/// The step that comes next in a course.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Step {
    /// An attempt is running: nothing else matters.
    ResumeAttempt,
    /// Other quizzes must be passed before this exam.
    PassOthersFirst,
    /// A lesson is next.
    StudyLesson,
    /// Lessons are done; the quiz is next.
    TakeQuiz,
    /// Failed before, attempts remain.
    RetakeQuiz,
    /// Passed.
    Done,
    /// Failed, and no attempt remains.
    OutOfAttempts,
}

impl TaskState {
    /// Title of the course or the exam.
    pub fn title(&self) -> &str {
        let of_quiz = self.quiz.as_ref().map_or("", |quiz| quiz.title.as_str());
        self.course.as_ref().map_or(of_quiz, |course| course.title.as_str())
    }

    /// The running attempt.
    pub fn running(&self, now: Timestamp) -> Option<&Attempt> {
        self.attempts.iter().find(|attempt| results::is_running(attempt, now))
    }

    /// What comes next.
    pub fn step(&self, now: Timestamp) -> Step {
        let Some(quiz) = &self.quiz else {
            return if self.next_lesson.is_some() { Step::StudyLesson } else { Step::Done };
        };
        if self.running(now).is_some() {
            return Step::ResumeAttempt;
        }
        if results::standing(&self.attempts).has_passed {
            return Step::Done;
        }
        let out = quiz::ops::attempts_left(&quiz.rules, self.attempts.len()) == Some(0);
        match (self.next_lesson.is_some(), self.attempts.is_empty()) {
            _ if out => Step::OutOfAttempts,
            _ if self.required_passed < self.required => Step::PassOthersFirst,
            (true, _) => Step::StudyLesson,
            (false, true) => Step::TakeQuiz,
            (false, false) => Step::RetakeQuiz,
        }
    }
}

/// How a person stands with every course and, after them, with every exam.
pub fn tasks_of(conn: &mut Conn<'_>, person: PersonId) -> Result<Vec<TaskState>, Problem> {
    let courses = courses::ops::courses(conn)?;
    let quizzes = quiz::ops::quizzes(conn)?;
    let attempts = quiz::ops::all_attempts_of(conn, person)?;
    let certificates = certification::ops::of_person(conn, person)?;
    let enrolled = courses::ops::enrolled_courses(conn, person)?;
    let all_lessons: Vec<LessonHead> = courses.iter().flat_map(|(_, lessons)| lessons.clone()).collect();
    let progress = courses::ops::progress(conn, person, &all_lessons)?;
    let is_finished = |lesson: &LessonHead| progress.get(&lesson.id).is_some_and(|progress| progress.finished_at.is_some());
    let exams: Vec<Quiz> = quizzes.iter().filter(|quiz| quiz.purpose == Purpose::Exam).cloned().collect();
    let with_quiz = |course: Course, lessons| {
        let quiz = quizzes.iter().find(|quiz| quiz.course_id == Some(course.id)).cloned();
        (Some(course), lessons, quiz)
    };
    let subjects = courses.into_iter().map(|(course, lessons)| with_quiz(course, lessons));
    subjects
        .chain(exams.into_iter().map(|exam| (None, Vec::new(), Some(exam))))
        .map(|(course, lessons, quiz)| {
            let own: Vec<Attempt> = quiz
                .as_ref()
                .map(|quiz| attempts.iter().filter(|attempt| attempt.quiz_id == quiz.id).rev().cloned().collect())
                .unwrap_or_default();
            let required = quiz.as_ref().map(|quiz| quiz::ops::requirements(conn, quiz, Some(person))).transpose()?.unwrap_or_default();
            let finished = lessons.iter().filter(|lesson| is_finished(lesson)).count();
            let programme = quiz.as_ref().map(|quiz| certification::ops::programme_of_quiz(conn, quiz.id)).transpose()?.flatten();
            let certificate = programme
                .and_then(|programme| certificates.iter().find(|certificate| certificate.programme_id == programme.id))
                .map(|certificate| certificate.code.clone());
            Ok(TaskState {
                next_lesson: lessons.iter().find(|lesson| !is_finished(lesson)).cloned(),
                is_begun: finished > 0 || !own.is_empty() || course.as_ref().is_some_and(|course| enrolled.contains(&course.id)),
                required_passed: required.iter().filter(|required| required.is_passed).count(),
                required: required.len(),
                attempts: own,
                finished,
                lessons,
                quiz,
                certificate,
                course,
            })
        })
        .collect()
}

/// The place of the one whose step stands first on the page: a running attempt, then what was begun and is not done,
/// then what was not begun.
pub fn first(states: &[TaskState], now: Timestamp) -> Option<usize> {
    let is_open = |step| matches!(step, Step::StudyLesson | Step::TakeQuiz | Step::RetakeQuiz);
    let by = |wanted: &dyn Fn(&TaskState, Step) -> bool| states.iter().position(|state| wanted(state, state.step(now)));
    by(&|_, step| step == Step::ResumeAttempt)
        .or_else(|| by(&|state, step| state.is_begun && is_open(step)))
        .or_else(|| by(&|_, step| is_open(step)))
}
