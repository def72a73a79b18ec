//! The editor of an item.

use std::sync::Arc;

use actix_web::{HttpResponse, http::StatusCode};

use super::{
    super::{
        fill,
        form::{self, Understood},
        history, items,
        likeness::{self, Like},
        rights,
        rows::Typed,
        writing::{self, Saved, Saving},
    },
    draft_form::DraftFormView,
    editor_page::{AdviceLine, EditorPage, LikeLine, Panel, Theirs},
    history::ChangeView,
};
use crate::{
    bank::{
        formats::{model::Draft, store_form},
        model::{Bank, BankError, Source, Topic},
        ops,
    },
    kernel::{FieldProblem, Problem, ids::VersionId},
    quiz::pages::ShownItem,
    web::{Cx, Form, error},
};

/// What the editor reads beside the item.
struct Desk {
    bank: Bank,
    rights: rights::Rights,
    holder: rights::Holder,
    topics: Vec<Topic>,
    sources: Vec<Source>,
}

fn desk(conn: &mut crate::storage::Conn<'_>, actor: &crate::kernel::Actor, bank: &str) -> Result<Desk, BankError> {
    let (bank, rights) = rights::bank(conn, actor, bank)?;
    let rights = rights.to_edit()?;
    Ok(Desk { holder: rights::holder(conn, actor)?, topics: ops::topics(conn, bank.id)?, sources: writing::sources(conn)?, rights, bank })
}

/// The item that a form belongs to.
#[derive(Clone)]
struct Subject {
    code: String,
    base: String,
    is_in_force: bool,
}

/// All that can be said of a form without saving it.
fn understood(typed: &Typed, desk: &Desk) -> (Understood, Vec<AdviceLine>) {
    let mut understood = form::read(typed);
    let mut advice = Vec::new();
    if understood.errors.is_empty() {
        match store_form::item(&understood.draft, &desk.sources) {
            Ok((item, remarks)) => {
                // A source that does not resolve is an error in the editor, told below.
                let remarks: Vec<_> = remarks.into_iter().filter(|flaw| flaw.code != "source_unknown").collect();
                understood.add(&remarks);
                advice = writing::advice(&item)
                    .into_iter()
                    .map(|fault| {
                        let arg = |name: &str| {
                            fault.args.iter().find(|(key, _)| *key == name).map(|(_, value)| value.clone()).unwrap_or_default()
                        };
                        AdviceLine {
                            code: fault.code,
                            value: arg("value"),
                            most: arg("most"),
                            longest: arg("longest"),
                            shortest: arg("shortest"),
                        }
                    })
                    .collect();
            }
            Err(flaws) => understood.add(&flaws),
        }
    }
    for problem in writing::demands(&understood.draft, &desk.topics, &desk.sources, false) {
        if !understood.errors.iter().any(|known| known.field == problem.field) {
            understood.errors.push(problem);
        }
    }
    (understood, advice)
}

/// How the form is shown after something was done with it.
#[derive(Default)]
struct Shown {
    /// Errors stand at their fields, not only in the panel.
    tells: bool,
    /// Errors that saving found.
    found: Vec<FieldProblem>,
    is_dirty: bool,
    must_confirm: bool,
    theirs: Option<Theirs>,
}

fn view(cx: &Cx, desk: &Desk, subject: &Subject, typed: &Typed, likes: Vec<Like>, shown: Shown) -> Result<EditorPage, Problem> {
    let (mut read, advice) = understood(typed, desk);
    for problem in shown.found {
        if !read.errors.contains(&problem) {
            read.errors.push(problem);
        }
    }
    let errors = cx.field_errors_of(read.errors)?;
    let remarks = cx.field_errors_of(read.remarks)?;
    let preview = ShownItem::preview(cx, 1, &store_form::stored(&read.draft).0);
    let form = DraftFormView::new(typed, &desk.topics, &desk.sources);
    let shows_remarks = shown.tells || !subject.code.is_empty();
    let is_untouched = subject.code.is_empty() && !shown.is_dirty;
    let form = form.told(if shown.tells { errors.clone() } else { vec![] }, if shows_remarks { remarks } else { vec![] });
    Ok(EditorPage {
        bank_code: desk.bank.code.clone(),
        bank_title: desk.bank.title.clone(),
        code: subject.code.clone(),
        base: subject.base.clone(),
        is_in_force: subject.is_in_force,
        types: form::TYPES,
        form,
        is_dirty: shown.is_dirty,
        panel: Panel {
            preview,
            is_untouched,
            is_sound: errors.is_empty(),
            missing: if is_untouched { vec![] } else { errors },
            advice,
            likes: likes.into_iter().map(|like| LikeLine { bank: like.bank, code: like.code, stem: like.stem }).collect(),
        },
        theirs: shown.theirs,
        must_confirm: shown.must_confirm,
    })
}

/// `GET /ngan-hang/{bank}/cau-moi?loai=`.
pub async fn new_page(cx: Cx) -> Result<HttpResponse, Problem> {
    let (bank, actor) = (cx.path_str("bank")?.to_owned(), cx.actor()?);
    let desk = cx.state.db.read(move |conn| desk(conn, &actor, &bank)).await?;
    let subject = Subject { code: String::new(), base: String::new(), is_in_force: false };
    let page = view(&cx, &desk, &subject, &fill::blank(&cx.query("loai")), vec![], Shown::default())?;
    cx.page(&page)
}

/// `GET /ngan-hang/{bank}/{item}/sua`: with the key; the audit log has who looked.
pub async fn edit_page(cx: Cx) -> Result<HttpResponse, Problem> {
    let (bank, item) = (cx.path_str("bank")?.to_owned(), cx.path_str("item")?.to_owned());
    let (actor, now) = (cx.actor()?, cx.now());
    let (desk, written, likes) = cx
        .state
        .db
        .write(move |conn| {
            let desk = desk(conn, &actor, &bank)?;
            let written = items::open(conn, now, &actor, &desk.bank, &item)?;
            let likes = likeness::find(conn, &desk.holder, &written.draft(), Some(written.id))?;
            Ok::<_, BankError>((desk, written, likes))
        })
        .await?;
    let subject = Subject { code: written.item.code.clone(), base: written.newest.to_string(), is_in_force: written.state.is_in_force() };
    let page = view(&cx, &desk, &subject, &fill::fill(&written.draft()), likes, Shown::default())?;
    cx.page(&page)
}

/// `POST /ngan-hang/{bank}/cau-moi` and `POST /ngan-hang/{bank}/{item}/sua`: a button of the rows, a check, or saving.
pub async fn editor(cx: Cx, form: Form) -> Result<HttpResponse, Problem> {
    let bank = cx.path_str("bank")?.to_owned();
    let code = cx.path_str("item").map(str::to_owned).unwrap_or_default();
    let (actor, now, entropy) = (cx.actor()?, cx.now(), Arc::clone(&cx.state.entropy));
    let mut typed = Typed::of(form.fields());
    let button = form.text("do").to_owned();
    let is_row = typed.press(&button);
    let draft = form::read(&typed).draft;
    let (for_desk, for_draft, for_code, who) = (bank.clone(), draft.clone(), code.clone(), actor.clone());
    let (desk, likes, is_in_force) = cx
        .state
        .db
        .read(move |conn| {
            let desk = desk(conn, &who, &for_desk)?;
            let known = if for_code.is_empty() { None } else { Some(items::state(conn, desk.bank.id, &for_code)?) };
            let likes = likeness::find(conn, &desk.holder, &for_draft, known.as_ref().map(|(id, _)| *id))?;
            Ok::<_, BankError>((desk, likes, known.is_some_and(|(_, state)| state.is_in_force())))
        })
        .await?;
    let subject = Subject { code, base: form.text("base").to_owned(), is_in_force };
    let sends = button == "send";
    if is_row || !(sends || button == "save") {
        let page = view(&cx, &desk, &subject, &typed, likes, Shown { tells: !is_row, is_dirty: true, ..Shown::default() })?;
        return cx.page(&page);
    }
    let (read, _) = understood(&typed, &desk);
    if !read.errors.is_empty() {
        let page = view(&cx, &desk, &subject, &typed, likes, Shown { tells: true, is_dirty: true, ..Shown::default() })?;
        return cx.page_with(StatusCode::UNPROCESSABLE_ENTITY, &page);
    }
    let of = if subject.code.is_empty() {
        None
    } else {
        let base: VersionId = subject.base.parse().map_err(|_| Problem::new(crate::kernel::ProblemKind::Malformed, "malformed"))?;
        Some((subject.code.clone(), base))
    };
    let saving = Saving { of, draft: draft.clone(), sends, may_repeat: form.ticked("may_repeat") };
    let (in_bank, rights) = (desk.bank.clone(), desk.rights);
    let who = actor.clone();
    let saved = cx.state.db.write(move |conn| writing::save(conn, now, &*entropy, &who, &in_bank, rights, &saving)).await;
    match saved {
        Ok(Saved::Done(code, _)) => {
            Ok(cx.redirect_saying(&format!("/ngan-hang/{bank}/{code}"), if sends { "item_submitted" } else { "item_saved" }))
        }
        Ok(Saved::Repeats(likes)) => {
            let shown = Shown { is_dirty: true, must_confirm: true, ..Shown::default() };
            let page = view(&cx, &desk, &subject, &typed, likes, shown)?;
            cx.page_with(StatusCode::CONFLICT, &page)
        }
        Err(BankError::Stale) => {
            let (theirs, base) = theirs(&cx, &desk.bank, &subject.code, draft).await?;
            let shown = Shown { is_dirty: true, theirs: Some(theirs), ..Shown::default() };
            // Who has seen the other version may put their own in its place.
            let page = view(&cx, &desk, &Subject { base, ..subject }, &typed, likes, shown)?;
            cx.page_with(StatusCode::CONFLICT, &page)
        }
        Err(error) => {
            let problem = Problem::from(error);
            let status = error::status(&problem);
            let found = problem.fields.clone();
            if found.is_empty() {
                return Err(problem);
            }
            let page = view(&cx, &desk, &subject, &typed, likes, Shown { tells: true, is_dirty: true, found, ..Shown::default() })?;
            cx.page_with(status, &page)
        }
    }
}

/// What somebody else saved meanwhile, against what stands in the form; with the version it is.
async fn theirs(cx: &Cx, bank: &Bank, code: &str, own: Draft) -> Result<(Theirs, String), Problem> {
    let (actor, now) = (cx.actor()?, cx.now());
    let (bank, code) = (bank.clone(), code.to_owned());
    let (written, author, topics) = cx
        .state
        .db
        .write(move |conn| {
            let written = items::open(conn, now, &actor, &bank, &code)?;
            let names = match written.author {
                Some(author) => crate::identity::ops::names(conn, &[author])?,
                None => Vec::new(),
            };
            let topics = ops::topics(conn, bank.id)?;
            Ok::<_, BankError>((written, names.into_iter().next().map(|(_, name)| name).unwrap_or_default(), topics))
        })
        .await?;
    let changes = history::changes(&written.draft(), &own, &topics);
    let view = Theirs { author, number: written.number, changes: changes.iter().map(|change| ChangeView::of(cx, change)).collect() };
    Ok((view, written.newest.to_string()))
}
