//! The organizers' list of registrations, its workbook, a single registration, and who brought the most.

use actix_web::{
    HttpResponse,
    http::{StatusCode, header},
};
use serde::Serialize;

use super::{own, with_terms};
use crate::{
    contests::registration::{
        claims::{self, Claim},
        export::{self, Sheet},
        model::RegistrationError,
        organize::{self, Exported, Wanted},
        referral,
        settled::Settled,
        terms::{ExclusionClass, Terms},
    },
    kernel::{Problem, ids::RegistrationId, page::PageRequest},
    org,
    web::{
        Cx, Form, View,
        error::FieldError,
        format,
        view::{Choice, PagerView, Sample},
    },
};

const PAGE_SIZE: i64 = 50;
/// Lines of the list of those who brought the most.
const SPREADERS: usize = 100;
/// What the list can be narrowed to.
const STATES: [&str; 7] = ["ranked", "unranked", "barred", "unverified", "claimed", "removed", "withdrawn"];

#[derive(Serialize)]
struct ListPage {
    contest_code: String,
    contest_title: String,
    search: String,
    block: String,
    blocks: Vec<Choice>,
    unit: String,
    units: Vec<Choice>,
    state: String,
    states: Vec<&'static str>,
    is_narrowed: bool,
    needs_code: bool,
    lines: Vec<ListLine>,
    /// The query of the list, for the workbook.
    query: String,
    pager: PagerView,
}

#[derive(Serialize)]
struct ListLine {
    id: String,
    full_name: String,
    phone: String,
    unit: String,
    block: String,
    /// `ranked`, `unranked`, `barred`, `removed` or `withdrawn`.
    state: String,
    is_verified: bool,
    registered_at: String,
}

impl View for ListPage {
    const TEMPLATE: &'static str = "registration/list.html";
    fn samples() -> Vec<Self> {
        let line = |state: &str| ListLine {
            id: "1".into(),
            full_name: if state == "withdrawn" { String::new() } else { "Nguyễn Thị Ưỡng".into() },
            phone: "090****567".into(),
            unit: "Phường Mỹ Tho".into(),
            block: "Trong tỉnh".into(),
            state: state.into(),
            is_verified: state == "ranked",
            registered_at: "08:00 24/11/2026".into(),
        };
        let page = |lines: Vec<ListLine>, is_narrowed| Self {
            contest_code: "tim-hieu".into(),
            contest_title: "Cuộc thi tìm hiểu".into(),
            search: String::new(),
            block: String::new(),
            blocks: vec![Choice { value: "trong-tinh".into(), text: "Trong tỉnh".into() }],
            unit: String::new(),
            units: vec![Choice { value: "1".into(), text: "Phường Mỹ Tho".into() }],
            state: String::new(),
            states: STATES.to_vec(),
            is_narrowed,
            needs_code: true,
            pager: PagerView { number: 1, pages: 1, total: 2, prev: String::new(), next: String::new() },
            query: "q=".into(),
            lines,
        };
        vec![
            page(vec![], false),
            page(vec![], true),
            page(["ranked", "unranked", "barred", "removed", "withdrawn", "unverified"].map(line).into(), false),
        ]
    }
}

#[derive(Serialize)]
struct PersonPage {
    contest_code: String,
    contest_title: String,
    id: String,
    name: String,
    state: String,
    /// Code of an exclusion class; empty where the organizer gave the reason in words.
    reason_class: String,
    reason: String,
    is_verified: bool,
    registered_at: String,
    lines: Vec<PersonLine>,
    /// Who says that a number of this registration is theirs.
    claims: Vec<ClaimLine>,
    /// Code and title of a closed round without a result: there somebody's place is changed by two people.
    closed_round: Option<(String, String)>,
    /// Everything is over: nobody's place is changed any more.
    is_settled: bool,
    mark: String,
    typed_reason: String,
    errors: Vec<FieldError>,
}

#[derive(Serialize)]
struct ClaimLine {
    full_name: String,
    username: String,
    claimed_at: String,
    has_slip: bool,
}

impl ClaimLine {
    fn of(claim: Claim) -> Self {
        Self {
            full_name: claim.full_name,
            username: claim.username,
            claimed_at: format::datetime(claim.claimed_at),
            has_slip: claim.has_slip,
        }
    }
}

#[derive(Serialize)]
struct PersonLine {
    name: String,
    label: String,
    value: String,
}

impl View for PersonPage {
    const TEMPLATE: &'static str = "registration/person.html";
    fn samples() -> Vec<Self> {
        let claim = |has_slip| ClaimLine {
            full_name: "Lê Hữu Nghĩa".into(),
            username: "nghia.le".into(),
            claimed_at: "09:15 24/11/2026".into(),
            has_slip,
        };
        let page = |state: &str, class: &str, errors| Self {
            contest_code: "tim-hieu".into(),
            contest_title: "Cuộc thi tìm hiểu".into(),
            id: "1".into(),
            name: "Nguyễn Thị Ưỡng".into(),
            state: state.into(),
            reason_class: class.into(),
            reason: if state == "removed" { "Khai sai ngày sinh".into() } else { String::new() },
            is_verified: true,
            registered_at: "08:00 24/11/2026".into(),
            lines: vec![PersonLine { name: "phone".into(), label: String::new(), value: "090****567".into() }],
            claims: if state == "ranked" { [true, false].map(claim).into() } else { vec![] },
            closed_round: (state == "unranked").then(|| ("tuan-1".into(), "Tuần 1".into())),
            is_settled: state == "removed",
            mark: String::new(),
            typed_reason: String::new(),
            errors,
        };
        let wrong = ["mark", "reason"].map(|name| FieldError { field: name.into(), message: "Hãy nêu lý do.".into() });
        vec![
            page("ranked", "", wrong.into()),
            page("unranked", "relative", vec![]),
            page("removed", "", vec![]),
            page("withdrawn", "", vec![]),
        ]
    }
}

#[derive(Serialize)]
struct SpreadersPage {
    contest_code: String,
    contest_title: String,
    lines: Vec<SpreaderLine>,
}

#[derive(Serialize)]
struct SpreaderLine {
    full_name: String,
    unit: String,
    count: usize,
}

impl View for SpreadersPage {
    const TEMPLATE: &'static str = "registration/spreaders.html";
    fn samples() -> Vec<Self> {
        let page = |lines| Self { contest_code: "tim-hieu".into(), contest_title: "Cuộc thi tìm hiểu".into(), lines };
        vec![page(vec![]), page(vec![SpreaderLine { full_name: "Nguyễn Thị Ưỡng".into(), unit: "Phường Mỹ Tho".into(), count: 12 }])]
    }
}

pub(super) fn samples() -> Vec<Sample> {
    [Sample::of::<ListPage>(), Sample::of::<PersonPage>(), Sample::of::<SpreadersPage>()].into_iter().flatten().collect()
}

fn wanted(cx: &Cx) -> Wanted {
    Wanted { search: cx.query("q"), block: cx.query("khoi"), unit: cx.query("don-vi"), state: cx.query("trang-thai") }
}

fn title(terms: &Terms, block: Option<&String>) -> String {
    terms.blocks.iter().find(|division| Some(&division.code) == block).map(|division| division.title.clone()).unwrap_or_default()
}

/// What a line says of a registration: that it is out, or how it stands.
fn standing(state: &str, standing: String) -> String {
    if state == "active" { standing } else { state.to_owned() }
}

/// `GET /to-chuc-thi/{contest}/dang-ky/danh-sach?q=&khoi=&don-vi=&trang-thai=&trang=`.
pub async fn list(cx: Cx) -> Result<HttpResponse, Problem> {
    let (code, wanted) = (cx.path_str("contest")?.to_owned(), wanted(&cx));
    let request = PageRequest::new(cx.query("trang").parse().unwrap_or(1), PAGE_SIZE);
    let for_read = wanted.clone();
    let (contest, terms, page, units) = cx
        .state
        .db
        .read(move |conn| {
            let (contest, _, terms) = with_terms(conn, &code, true)?;
            let page = organize::page(conn, &contest, &for_read, request)?;
            let units = org::ops::tree_order(org::ops::units(conn, &org::model::Scope::Everywhere)?);
            Ok::<_, Problem>((contest, terms, page, units))
        })
        .await?;
    let query = form_urlencoded::Serializer::new(String::new())
        .append_pair("q", &wanted.search)
        .append_pair("khoi", &wanted.block)
        .append_pair("don-vi", &wanted.unit)
        .append_pair("trang-thai", &wanted.state)
        .finish();
    let pager = PagerView::of(&page, &format!("/to-chuc-thi/{}/dang-ky/danh-sach", contest.code), &query);
    let lines = page
        .rows
        .into_iter()
        .map(|line| ListLine {
            id: line.id.to_string(),
            full_name: line.full_name,
            phone: line.phone_masked.unwrap_or_default(),
            unit: line.unit_name.unwrap_or_default(),
            block: title(&terms, line.block.as_ref()),
            state: standing(&line.state, line.standing),
            is_verified: line.verified_at.is_some(),
            registered_at: format::datetime(line.registered_at),
        })
        .collect();
    cx.page(&ListPage {
        contest_code: contest.code,
        contest_title: contest.title,
        is_narrowed: [&wanted.search, &wanted.block, &wanted.unit, &wanted.state].iter().any(|text| !text.is_empty()),
        search: wanted.search,
        block: wanted.block,
        blocks: terms.blocks.iter().map(|block| Choice { value: block.code.clone(), text: block.title.clone() }).collect(),
        unit: wanted.unit,
        units: units
            .into_iter()
            .map(|(depth, unit)| Choice { value: unit.id.to_string(), text: format!("{}{}", "\u{2003}".repeat(depth), unit.name) })
            .collect(),
        state: wanted.state,
        states: STATES.to_vec(),
        needs_code: terms.needs_code,
        lines,
        query,
        pager,
    })
}

/// `GET /to-chuc-thi/{contest}/dang-ky/danh-sach.xlsx`: the same list as a workbook.
pub async fn list_file(cx: Cx) -> Result<HttpResponse, Problem> {
    let (code, wanted, actor, now) = (cx.path_str("contest")?.to_owned(), wanted(&cx), cx.actor()?, cx.now());
    let for_log = code.clone();
    let contest = cx
        .state
        .db
        .write(move |conn| {
            let (contest, _, _) = with_terms(conn, &for_log, true)?;
            organize::record_export(conn, now, &actor, &contest).map_err(Problem::from)?;
            Ok::<_, Problem>(contest)
        })
        .await?;
    let name = format!("{}-dang-ky.xlsx", contest.code);
    let (terms, rows) = cx
        .state
        .db
        .read(move |conn| {
            let (contest, _, terms) = with_terms(conn, &code, true)?;
            Ok::<_, Problem>((terms, organize::export(conn, &contest, &wanted)?))
        })
        .await?;
    let sheet = sheet(&cx, &terms, rows);
    // Apart from the threads that answer requests: a long list takes seconds.
    let bytes = actix_web::web::block(move || export::workbook(&sheet)).await.map_err(Problem::unexpected)?.map_err(Problem::unexpected)?;
    Ok(file(&name, bytes))
}

/// A workbook to keep.
pub(super) fn file(name: &str, bytes: Vec<u8>) -> HttpResponse {
    HttpResponse::Ok()
        .content_type("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
        .insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")))
        .body(bytes)
}

const COLUMNS: [&str; 12] =
    ["full_name", "birth_date", "gender", "phone", "contact", "identity", "email", "address", "unit_id", "group", "block", "residence"];

fn sheet(cx: &Cx, terms: &Terms, rows: Vec<Exported>) -> Sheet {
    let word = |family: &str, code: &str| cx.t(&format!("registration-{family}-{code}"), &[]);
    let mut headings = vec![cx.t("registration-number", &[])];
    headings.extend(COLUMNS.iter().map(|name| word("label", name)));
    headings.extend(terms.fields.iter().map(|field| field.label.clone()));
    headings.extend(
        ["guardian_name", "guardian_relation", "guardian_phone", "guardian_identity", "state", "reason", "verified", "registered"]
            .map(|name| word("label", name)),
    );
    let rows = (1..)
        .zip(rows)
        .map(|(number, row)| {
            let (of, contact) = (row.registration, row.contact);
            let text = |text: &Option<String>| text.clone().unwrap_or_default();
            let mut cells = vec![
                number.to_string(),
                of.full_name.clone(),
                of.birth_date.map(format::date).unwrap_or_default(),
                of.gender.as_deref().map(|gender| word("gender", gender)).unwrap_or_default(),
                text(&of.phone_masked),
                contact,
                text(&of.identity_masked),
                text(&of.email),
                text(&of.address),
                row.unit,
                terms
                    .groups
                    .iter()
                    .find(|group| Some(&group.code) == of.group.as_ref())
                    .map(|group| group.title.clone())
                    .unwrap_or_default(),
                title(terms, of.block.as_ref()),
                text(&of.residence),
            ];
            cells.extend(
                terms.fields.iter().map(|field| of.answers.get(&field.code).map(|answer| answer.shown.clone()).unwrap_or_default()),
            );
            let guardian = of.guardian.as_ref();
            cells.push(guardian.map(|guardian| guardian.full_name.clone()).unwrap_or_default());
            cells.push(guardian.map(|guardian| word("relation", &guardian.relation)).unwrap_or_default());
            cells.push(guardian.map(|guardian| guardian.phone_masked.clone()).unwrap_or_default());
            cells.push(guardian.map(|guardian| guardian.identity_masked.clone()).unwrap_or_default());
            cells.push(word("state", &standing(of.state.code(), of.standing.clone())));
            let is_class = ExclusionClass::parse(&of.standing_reason).is_some();
            cells.push(if is_class { word("class", &of.standing_reason) } else { of.standing_reason.clone() });
            cells.push(of.verified_at.map(format::datetime).unwrap_or_default());
            cells.push(format::datetime(of.registered_at));
            cells
        })
        .collect();
    Sheet { name: cx.t("registration-list-title", &[]), headings, rows }
}

/// `GET /to-chuc-thi/{contest}/dang-ky/danh-sach/{registration}`.
pub async fn person(cx: Cx) -> Result<HttpResponse, Problem> {
    let page = person_page(&cx, None, vec![]).await?;
    cx.page(&page)
}

async fn person_page(cx: &Cx, form: Option<&Form>, errors: Vec<FieldError>) -> Result<PersonPage, Problem> {
    let (code, id): (String, RegistrationId) = (cx.path_str("contest")?.to_owned(), cx.path("registration")?);
    let now = cx.now();
    let (contest, terms, registration, unit, settled, claims) = cx
        .state
        .db
        .read(move |conn| {
            let (contest, _, terms) = with_terms(conn, &code, true)?;
            let registration = organize::registration(conn, &contest, id)?;
            let unit = match registration.unit {
                Some(unit) => org::ops::unit(conn, &org::model::Scope::Everywhere, unit)?.name,
                None => String::new(),
            };
            let settled = organize::settled_of(conn, now, &contest, &registration)?;
            let claims = claims::of(conn, registration.id)?;
            Ok::<_, Problem>((contest, terms, registration, unit, settled, claims))
        })
        .await?;
    let word = |family: &str, code: &str| cx.t(&format!("registration-{family}-{code}"), &[]);
    let is_class = ExclusionClass::parse(&registration.standing_reason).is_some();
    Ok(PersonPage {
        contest_code: contest.code,
        contest_title: contest.title,
        id: id.to_string(),
        lines: own::lines(&terms, &registration, &unit, &word)
            .into_iter()
            .map(|(name, label, value)| PersonLine { name, label, value })
            .collect(),
        reason_class: if is_class { registration.standing_reason.clone() } else { String::new() },
        reason: if is_class { String::new() } else { registration.standing_reason.clone() },
        is_verified: registration.verified_at.is_some(),
        registered_at: format::datetime(registration.registered_at),
        claims: claims.into_iter().map(ClaimLine::of).collect(),
        is_settled: matches!(settled, Some(Settled::AllOver { .. })),
        closed_round: settled.and_then(|settled| match settled {
            Settled::RoundClosed { code, title, .. } => Some((code, title)),
            Settled::AllOver { .. } => None,
        }),
        state: standing(registration.state.code(), registration.standing),
        name: registration.full_name,
        mark: form.map(|form| form.text("mark").to_owned()).unwrap_or_default(),
        typed_reason: form.map(|form| form.text("reason").to_owned()).unwrap_or_default(),
        errors,
    })
}

/// `POST /to-chuc-thi/{contest}/dang-ky/danh-sach/{registration}`: takes part unranked, is taken out, is ranked again.
pub async fn mark(cx: Cx, form: Form) -> Result<HttpResponse, Problem> {
    let (code, id): (String, RegistrationId) = (cx.path_str("contest")?.to_owned(), cx.path("registration")?);
    let (actor, now) = (cx.actor()?, cx.now());
    let (mark, reason) = (form.text("mark").to_owned(), form.text("reason").to_owned());
    let to = format!("/to-chuc-thi/{code}/dang-ky/danh-sach/{id}");
    let done = cx
        .state
        .db
        .write(move |conn| {
            let (contest, _, _) = with_terms(conn, &code, true)?;
            organize::mark(conn, now, &actor, &contest, id, &mark, &reason).map_err(|error: RegistrationError| Problem::from(error))
        })
        .await;
    match done {
        Ok(()) => Ok(cx.redirect_saying(&to, "registration_marked")),
        Err(problem) => {
            let errors = cx.field_errors(problem)?;
            let page = person_page(&cx, Some(&form), errors).await?;
            cx.page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}

/// `GET /to-chuc-thi/{contest}/dang-ky/lan-toa`.
pub async fn spreaders(cx: Cx) -> Result<HttpResponse, Problem> {
    let code = cx.path_str("contest")?.to_owned();
    let (contest, lines) = cx
        .state
        .db
        .read(move |conn| {
            let (contest, _, terms) = with_terms(conn, &code, true)?;
            let lines = referral::most(conn, contest.id, terms.needs_code, SPREADERS)?;
            Ok::<_, Problem>((contest, lines))
        })
        .await?;
    let line = |line: referral::Spreader| SpreaderLine { full_name: line.full_name, unit: line.unit, count: line.count };
    cx.page(&SpreadersPage { contest_code: contest.code, contest_title: contest.title, lines: lines.into_iter().map(line).collect() })
}
