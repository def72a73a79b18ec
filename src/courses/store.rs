//! Rows of courses, lessons, enrolments and progress.

use std::collections::HashMap;

use diesel::prelude::*;

use super::model::{Course, CourseOutline, LessonHead, LessonOutline, LessonProgress};
use crate::{
    kernel::{
        Timestamp,
        ids::{CourseId, LessonId, PersonId},
    },
    storage::{
        Conn, Json, StorageError, on,
        schema::{courses, enrolments, lesson_progress, lessons},
    },
};

type Stored<T> = Result<T, StorageError>;

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = courses)]
pub struct CourseRow {
    pub id: CourseId,
    pub code: String,
    pub position: i32,
    pub title: String,
    pub summary: String,
    pub definition: Json<CourseOutline>,
    pub content_hash: Vec<u8>,
    pub updated_at: Timestamp,
}

impl From<CourseRow> for Course {
    fn from(row: CourseRow) -> Self {
        Self { id: row.id, code: row.code, title: row.title, summary: row.summary, outline: row.definition.0 }
    }
}

pub fn course_by_code(conn: &mut Conn<'_>, code: &str) -> Stored<Option<CourseRow>> {
    Ok(on!(conn, |c| courses::table.filter(courses::code.eq(code)).select(CourseRow::as_select()).first(c).optional())?)
}

pub fn course(conn: &mut Conn<'_>, id: CourseId) -> Stored<Option<CourseRow>> {
    Ok(on!(conn, |c| courses::table.find(id).select(CourseRow::as_select()).first(c).optional())?)
}

pub fn courses(conn: &mut Conn<'_>) -> Stored<Vec<CourseRow>> {
    Ok(on!(conn, |c| courses::table.order((courses::position, courses::code)).limit(500).select(CourseRow::as_select()).load(c))?)
}

pub fn put_course(conn: &mut Conn<'_>, row: &CourseRow) -> Stored<()> {
    on!(conn, |c| diesel::insert_into(courses::table)
        .values(row)
        .on_conflict(courses::code)
        .do_update()
        .set((
            courses::position.eq(row.position),
            courses::title.eq(&row.title),
            courses::summary.eq(&row.summary),
            courses::definition.eq(&row.definition),
            courses::content_hash.eq(&row.content_hash),
            courses::updated_at.eq(row.updated_at),
        ))
        .execute(c))?;
    Ok(())
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = lessons)]
pub struct LessonRow {
    pub id: LessonId,
    pub course_id: CourseId,
    pub code: String,
    pub position: i32,
    pub title: String,
    pub minutes: i32,
    pub outline: Json<LessonOutline>,
    pub body: String,
    pub retired: bool,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = lessons)]
pub struct LessonHeadRow {
    pub id: LessonId,
    pub course_id: CourseId,
    pub code: String,
    pub position: i32,
    pub title: String,
    pub minutes: i32,
    pub outline: Json<LessonOutline>,
}

impl From<LessonHeadRow> for LessonHead {
    fn from(row: LessonHeadRow) -> Self {
        Self {
            id: row.id,
            course_id: row.course_id,
            code: row.code,
            position: row.position,
            title: row.title,
            minutes: row.minutes,
            outline: row.outline.0,
        }
    }
}

pub fn put_lesson(conn: &mut Conn<'_>, row: &LessonRow) -> Stored<()> {
    on!(conn, |c| diesel::insert_into(lessons::table)
        .values(row)
        .on_conflict((lessons::course_id, lessons::code))
        .do_update()
        .set((
            lessons::position.eq(row.position),
            lessons::title.eq(&row.title),
            lessons::minutes.eq(row.minutes),
            lessons::outline.eq(&row.outline),
            lessons::body.eq(&row.body),
            lessons::retired.eq(false),
        ))
        .execute(c))?;
    Ok(())
}

/// Lessons no longer in the course's files stay for the record but are not shown.
pub fn retire_lessons_but(conn: &mut Conn<'_>, course: CourseId, kept: &[String]) -> Stored<()> {
    on!(conn, |c| diesel::update(lessons::table.filter(lessons::course_id.eq(course).and(lessons::code.ne_all(kept))))
        .set(lessons::retired.eq(true))
        .execute(c))?;
    Ok(())
}

/// Lessons of courses, in order.
pub fn lesson_heads(conn: &mut Conn<'_>, of: &[CourseId]) -> Stored<Vec<LessonHeadRow>> {
    Ok(on!(conn, |c| lessons::table
        .filter(lessons::course_id.eq_any(of).and(lessons::retired.eq(false)))
        .order((lessons::course_id, lessons::position))
        .select(LessonHeadRow::as_select())
        .load(c))?)
}

pub fn lesson(conn: &mut Conn<'_>, course: CourseId, code: &str) -> Stored<Option<(LessonHeadRow, String)>> {
    Ok(on!(conn, |c| lessons::table
        .filter(lessons::course_id.eq(course).and(lessons::code.eq(code)).and(lessons::retired.eq(false)))
        .select((LessonHeadRow::as_select(), lessons::body))
        .first(c)
        .optional())?)
}

pub fn enrol(conn: &mut Conn<'_>, person: PersonId, course: CourseId, now: Timestamp) -> Stored<()> {
    on!(conn, |c| diesel::insert_into(enrolments::table)
        .values((enrolments::person_id.eq(person), enrolments::course_id.eq(course), enrolments::enrolled_at.eq(now)))
        .on_conflict_do_nothing()
        .execute(c))?;
    Ok(())
}

pub fn enrolled_courses(conn: &mut Conn<'_>, person: PersonId) -> Stored<Vec<CourseId>> {
    Ok(on!(conn, |c| enrolments::table
        .filter(enrolments::person_id.eq(person))
        .order(enrolments::enrolled_at)
        .select(enrolments::course_id)
        .load(c))?)
}

pub fn open_lesson(conn: &mut Conn<'_>, person: PersonId, lesson: LessonId, now: Timestamp) -> Stored<()> {
    on!(conn, |c| diesel::insert_into(lesson_progress::table)
        .values((lesson_progress::person_id.eq(person), lesson_progress::lesson_id.eq(lesson), lesson_progress::opened_at.eq(now)))
        .on_conflict_do_nothing()
        .execute(c))?;
    Ok(())
}

/// Marks a lesson finished; the first time counts.
pub fn finish_lesson(conn: &mut Conn<'_>, person: PersonId, lesson: LessonId, now: Timestamp) -> Stored<()> {
    on!(conn, |c| diesel::update(lesson_progress::table.find((person, lesson)).filter(lesson_progress::finished_at.is_null()))
        .set(lesson_progress::finished_at.eq(now))
        .execute(c))?;
    Ok(())
}

/// A person's progress in the lessons given.
pub fn progress(conn: &mut Conn<'_>, person: PersonId, of: &[LessonId]) -> Stored<HashMap<LessonId, LessonProgress>> {
    let rows: Vec<(LessonId, Timestamp, Option<Timestamp>)> = on!(conn, |c| lesson_progress::table
        .filter(lesson_progress::person_id.eq(person).and(lesson_progress::lesson_id.eq_any(of)))
        .select((lesson_progress::lesson_id, lesson_progress::opened_at, lesson_progress::finished_at))
        .load(c))?;
    Ok(rows
        .into_iter()
        .map(|(lesson, opened, finished)| (lesson, LessonProgress { opened_at: Some(opened), finished_at: finished }))
        .collect())
}

/// Lessons that people finished in some courses: course, person, when.
pub fn finished_lessons(conn: &mut Conn<'_>, courses: &[CourseId], people: &[PersonId]) -> Stored<Vec<(CourseId, PersonId, Timestamp)>> {
    let rows: Vec<(CourseId, PersonId, Option<Timestamp>)> = on!(conn, |c| lesson_progress::table
        .inner_join(lessons::table.on(lessons::id.eq(lesson_progress::lesson_id)))
        .filter(lessons::course_id.eq_any(courses).and(lessons::retired.eq(false)))
        .filter(lesson_progress::finished_at.is_not_null().and(lesson_progress::person_id.eq_any(people)))
        .select((lessons::course_id, lesson_progress::person_id, lesson_progress::finished_at))
        .load(c))?;
    Ok(rows.into_iter().filter_map(|(course, person, at)| Some((course, person, at?))).collect())
}

/// Lessons finished by each of these people in a course.
pub fn finished_counts(conn: &mut Conn<'_>, course: CourseId, people: &[PersonId]) -> Stored<HashMap<PersonId, i64>> {
    use diesel::dsl::count_star;
    let rows: Vec<(PersonId, i64)> = on!(conn, |c| lesson_progress::table
        .inner_join(lessons::table.on(lessons::id.eq(lesson_progress::lesson_id)))
        .filter(
            lessons::course_id
                .eq(course)
                .and(lessons::retired.eq(false))
                .and(lesson_progress::finished_at.is_not_null())
                .and(lesson_progress::person_id.eq_any(people))
        )
        .group_by(lesson_progress::person_id)
        .select((lesson_progress::person_id, count_star()))
        .load(c))?;
    Ok(rows.into_iter().collect())
}

/// Which of these people are enrolled in a course.
pub fn enrolled_people(conn: &mut Conn<'_>, course: CourseId, people: &[PersonId]) -> Stored<Vec<PersonId>> {
    Ok(on!(conn, |c| enrolments::table
        .filter(enrolments::course_id.eq(course).and(enrolments::person_id.eq_any(people)))
        .select(enrolments::person_id)
        .load(c))?)
}
