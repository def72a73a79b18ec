//! Use cases of courses.

use std::collections::HashMap;

use super::{
    lesson::{self, LessonText},
    model::{Course, CourseError, LessonHead, LessonProgress},
    native::NativeCourse,
    store::{self, CourseRow, LessonRow},
};
use crate::{
    kernel::{
        Entropy, Id, Timestamp,
        ids::{CourseId, LessonId, PersonId},
    },
    storage::{Conn, Json},
};

type Outcome<T> = Result<T, CourseError>;

/// Whether a course stands in the database exactly as in the files.
pub fn is_loaded(conn: &mut Conn<'_>, course: &NativeCourse) -> Outcome<bool> {
    Ok(store::course_by_code(conn, &course.code)?.is_some_and(|row| row.content_hash == course.content_hash))
}

/// Brings a course to what its files say; progress in lessons that stay is kept.
pub fn load(conn: &mut Conn<'_>, now: Timestamp, entropy: &dyn Entropy, position: i32, course: &NativeCourse) -> Outcome<CourseId> {
    let id = store::course_by_code(conn, &course.code)?.map_or_else(|| Id::new(now, entropy), |row| row.id);
    store::put_course(
        conn,
        &CourseRow {
            id,
            code: course.code.clone(),
            position,
            title: course.title.clone(),
            summary: course.summary.clone(),
            definition: Json(course.outline.clone()),
            content_hash: course.content_hash.to_vec(),
            updated_at: now,
        },
    )?;
    for (position, lesson) in (1..).zip(&course.lessons) {
        store::put_lesson(
            conn,
            &LessonRow {
                id: Id::new(now, entropy),
                course_id: id,
                code: lesson.code.clone(),
                position,
                title: lesson.title.clone(),
                minutes: lesson.minutes,
                outline: Json(lesson.outline.clone()),
                body: lesson.body.clone(),
                retired: false,
            },
        )?;
    }
    let kept: Vec<String> = course.lessons.iter().map(|lesson| lesson.code.clone()).collect();
    store::retire_lessons_but(conn, id, &kept)?;
    Ok(id)
}

/// All courses with their lessons.
pub fn courses(conn: &mut Conn<'_>) -> Outcome<Vec<(Course, Vec<LessonHead>)>> {
    let courses: Vec<Course> = store::courses(conn)?.into_iter().map(Course::from).collect();
    let ids: Vec<CourseId> = courses.iter().map(|course| course.id).collect();
    let mut lessons: HashMap<CourseId, Vec<LessonHead>> = HashMap::new();
    for row in store::lesson_heads(conn, &ids)? {
        lessons.entry(row.course_id).or_default().push(row.into());
    }
    Ok(courses
        .into_iter()
        .map(|course| (lessons.remove(&course.id).unwrap_or_default(), course))
        .map(|(lessons, course)| (course, lessons))
        .collect())
}

/// A course with its lessons.
pub fn course(conn: &mut Conn<'_>, code: &str) -> Outcome<(Course, Vec<LessonHead>)> {
    let course: Course = store::course_by_code(conn, code)?.ok_or(CourseError::NotFound)?.into();
    let lessons = store::lesson_heads(conn, &[course.id])?.into_iter().map(LessonHead::from).collect();
    Ok((course, lessons))
}

/// A course by its id.
pub fn course_by_id(conn: &mut Conn<'_>, id: CourseId) -> Outcome<Course> {
    Ok(store::course(conn, id)?.ok_or(CourseError::NotFound)?.into())
}

/// A lesson with its text taken apart.
pub fn lesson(conn: &mut Conn<'_>, course: CourseId, code: &str) -> Outcome<(LessonHead, LessonText)> {
    let (head, body) = store::lesson(conn, course, code)?.ok_or(CourseError::NotFound)?;
    // The text was checked when it was loaded; a fault now could only show an empty lesson.
    Ok((head.into(), lesson::parse(&body).unwrap_or_default()))
}

/// Opens a lesson: enrols in the course and notes the first opening. Harmless to repeat.
pub fn open_lesson(conn: &mut Conn<'_>, now: Timestamp, person: PersonId, lesson: &LessonHead) -> Outcome<()> {
    store::enrol(conn, person, lesson.course_id, now)?;
    Ok(store::open_lesson(conn, person, lesson.id, now)?)
}

/// Marks a lesson finished. Harmless to repeat.
pub fn finish_lesson(conn: &mut Conn<'_>, now: Timestamp, person: PersonId, lesson: &LessonHead) -> Outcome<()> {
    open_lesson(conn, now, person, lesson)?;
    Ok(store::finish_lesson(conn, person, lesson.id, now)?)
}

/// Enrols in a course. Harmless to repeat.
pub fn enrol(conn: &mut Conn<'_>, now: Timestamp, person: PersonId, course: CourseId) -> Outcome<()> {
    Ok(store::enrol(conn, person, course, now)?)
}

/// The courses a person is enrolled in, oldest first.
pub fn enrolled_courses(conn: &mut Conn<'_>, person: PersonId) -> Outcome<Vec<CourseId>> {
    Ok(store::enrolled_courses(conn, person)?)
}

/// A person's progress in lessons.
pub fn progress(conn: &mut Conn<'_>, person: PersonId, lessons: &[LessonHead]) -> Outcome<HashMap<LessonId, LessonProgress>> {
    let ids: Vec<LessonId> = lessons.iter().map(|lesson| lesson.id).collect();
    Ok(store::progress(conn, person, &ids)?)
}

/// Lessons that people finished in some courses: course, person, when.
pub fn finished_lessons(conn: &mut Conn<'_>, courses: &[CourseId], people: &[PersonId]) -> Outcome<Vec<(CourseId, PersonId, Timestamp)>> {
    Ok(store::finished_lessons(conn, courses, people)?)
}

/// Lessons of a course finished by each of these people.
pub fn finished_counts(conn: &mut Conn<'_>, course: CourseId, people: &[PersonId]) -> Outcome<HashMap<PersonId, i64>> {
    Ok(store::finished_counts(conn, course, people)?)
}

/// Which of these people are enrolled in a course.
pub fn enrolled_people(conn: &mut Conn<'_>, course: CourseId, people: &[PersonId]) -> Outcome<Vec<PersonId>> {
    Ok(store::enrolled_people(conn, course, people)?)
}
