//! The home page, and the design system in a demonstration.

use actix_web::HttpResponse;
use serde::Serialize;

use crate::{
    courses,
    kernel::Problem,
    web::{Cx, View, view::Sample},
};

#[derive(Serialize)]
struct HomePage {
    courses: Vec<CourseCard>,
    /// Accounts to try, in a demonstration.
    cast: Vec<CastLine>,
}

#[derive(Serialize)]
struct CourseCard {
    code: String,
    title: String,
    summary: String,
    lessons: usize,
    minutes: i32,
}

/// An account of the demonstration, as its home page shows it.
#[derive(Clone, Debug, Serialize)]
pub struct CastLine {
    /// Role code.
    pub role: String,
    /// User name.
    pub username: String,
    /// Password.
    pub password: String,
}

/// The accounts of the demonstration.
#[derive(Default)]
pub struct Cast(pub Vec<CastLine>);

impl View for HomePage {
    const TEMPLATE: &'static str = "reports/home.html";
    fn samples() -> Vec<Self> {
        let card =
            CourseCard { code: "kl-57".into(), title: "Kết luận 57".into(), summary: "Khóa học".into(), lessons: 7, minutes: 57 };
        let line = CastLine { role: "trainee".into(), username: "lan".into(), password: "bí mật".into() };
        vec![Self { courses: vec![], cast: vec![] }, Self { courses: vec![card], cast: vec![line] }]
    }
}

#[derive(Serialize)]
struct DesignSystemPage {}

impl View for DesignSystemPage {
    const TEMPLATE: &'static str = "design_system.html";
    fn samples() -> Vec<Self> {
        vec![Self {}]
    }
}

pub(super) fn samples() -> Vec<Sample> {
    [Sample::of::<HomePage>(), Sample::of::<DesignSystemPage>()].into_iter().flatten().collect()
}

/// `GET /`.
pub async fn home(cx: Cx) -> Result<HttpResponse, Problem> {
    let courses = cx.state.db.read(courses::ops::courses).await?;
    let card = |(course, lessons): (courses::model::Course, Vec<courses::model::LessonHead>)| CourseCard {
        lessons: lessons.len(),
        minutes: lessons.iter().map(|lesson| lesson.minutes).sum(),
        code: course.code,
        title: course.title,
        summary: course.summary,
    };
    let cast = if cx.state.demo { cx.service::<Cast>().map(|cast| cast.0.clone()).unwrap_or_default() } else { vec![] };
    cx.page(&HomePage { courses: courses.into_iter().map(card).collect(), cast })
}

/// `GET /he-thong-thiet-ke`.
pub async fn design_system(cx: Cx) -> Result<HttpResponse, Problem> {
    cx.page(&DesignSystemPage {})
}
