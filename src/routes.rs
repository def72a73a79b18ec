//! The whole URL table: method, path, who may, handler. Nothing is served that is not written here.

use actix_web::{
    Resource, Route as ActixRoute,
    http::Method,
    middleware::from_fn,
    web::{self, ServiceConfig},
};

use crate::{
    bank::{authoring::pages as authoring, intake::pages as intake, pages as bank},
    certification::{
        campaigns::pages as campaigns, contest_papers::pages as contest_papers, credentials::pages as credentials,
        issuing::pages as issuing, looks::pages as looks, pages as certificates, programmes::pages as programmes,
    },
    contests::{pages as contests, registration::pages as registration},
    courses::pages as courses,
    identity::pages as identity,
    kernel::Role,
    mail::pages as mail,
    org::pages as org,
    quiz::{api as quiz_api, pages as quiz},
    recognition::pages as recognition,
    reports::pages as reports,
    web::{
        admission::Standing,
        assets, crowded,
        gate::{self, Access},
        health, preferences,
        view::Sample,
    },
};

/// One address.
pub struct Route {
    /// Method.
    pub method: Method,
    /// Pattern.
    pub path: &'static str,
    /// Who may use it at all.
    pub access: Access,
    handler: fn(ActixRoute) -> ActixRoute,
}

macro_rules! routes {
    ($($method:ident $path:literal $access:expr => $handler:path;)+) => {
        vec![$(Route { method: Method::$method, path: $path, access: $access, handler: |route| route.to($handler) }),+]
    };
}

const ANYONE: Access = Access::Anyone;
const SIGNED_IN: Access = Access::SignedIn;
const ADMIN: Access = Access::Roles(&[Role::Admin]);
const KEYS: Access = Access::RolesOrChief(&[Role::Trainer]);
const WRITER: Access = Access::Roles(&[Role::Trainer, Role::Admin]);
const ORGANIZER: Access = Access::RolesOrChief(&[Role::Organizer]);
/// Who issues papers: of training, or of contests. Which of them somebody may touch is decided beside the paper.
const ISSUER: Access = Access::Roles(&[Role::Admin, Role::Organizer]);
const LEADER: Access = Access::Roles(&[Role::UnitLeader, Role::Admin]);

/// Every address, longest patterns of a kind first where one could hide another. The router tries them in this order,
/// so the one that a whole contest calls at every touch stands at the top, behind the one address that it would hide.
pub fn all() -> Vec<Route> {
    let mut all = people_and_courses();
    all.extend(banks());
    all.extend(contests_of_all());
    all.extend(register());
    all.extend(training());
    all
}

fn people_and_courses() -> Vec<Route> {
    routes! {
        PUT    "/api/v1/attempts/{id}/responses/prediction"  SIGNED_IN => contests::api_predict;
        PUT    "/api/v1/attempts/{id}/responses/{slot}"      SIGNED_IN => quiz_api::save;
        GET  "/"                                             ANYONE    => reports::home;
        GET  "/viec-cua-toi"                                 SIGNED_IN => reports::tasks;

        GET  "/dang-nhap"                                    ANYONE    => identity::sign_in_page;
        POST "/dang-nhap"                                    ANYONE    => identity::sign_in;
        GET  "/dang-ky"                                      ANYONE    => identity::register_page;
        POST "/dang-ky"                                      ANYONE    => identity::register;
        POST "/dang-xuat"                                    ANYONE    => identity::sign_out;
        GET  "/lien-ket/{token}"                             ANYONE    => identity::link_page;
        POST "/lien-ket/{token}"                             ANYONE    => identity::use_link;
        GET  "/tai-khoan"                                    SIGNED_IN => identity::account;
        GET  "/tai-khoan/mat-khau"                           SIGNED_IN => identity::password_page;
        POST "/tai-khoan/mat-khau"                           SIGNED_IN => identity::change_password;
        POST "/tai-khoan/thiet-bi"                           SIGNED_IN => identity::sign_out_everywhere;
        POST "/ngon-ngu"                                     ANYONE    => preferences::choose_language;
        POST "/giao-dien"                                    ANYONE    => preferences::choose_theme;

        GET  "/khoa-hoc"                                     ANYONE    => courses::courses;
        GET  "/khoa-hoc/{course}"                            ANYONE    => courses::course;
        POST "/khoa-hoc/{course}/ghi-danh"                   SIGNED_IN => courses::enrol;
        GET  "/khoa-hoc/{course}/tai-lieu/them"              WRITER    => courses::new_material_page;
        POST "/khoa-hoc/{course}/tai-lieu/them"              WRITER    => courses::add_material;
        GET  "/khoa-hoc/{course}/tai-lieu/{material}"        SIGNED_IN => courses::material;
        GET  "/khoa-hoc/{course}/tai-lieu/{material}/sua"    WRITER    => courses::change_material_page;
        POST "/khoa-hoc/{course}/tai-lieu/{material}/sua"    WRITER    => courses::change_material;
        POST "/khoa-hoc/{course}/tai-lieu/{material}/rut"    WRITER    => courses::withdraw_material;
        GET  "/khoa-hoc/{course}/{lesson}"                   ANYONE    => courses::lesson;
        POST "/khoa-hoc/{course}/{lesson}/hoan-thanh"        SIGNED_IN => courses::finish;

        GET  "/bai-kiem-tra/{quiz}"                          ANYONE    => quiz::intro;
        POST "/bai-kiem-tra/{quiz}"                          SIGNED_IN => quiz::start;
        GET  "/luot-lam/{attempt}"                           SIGNED_IN => quiz::take;
        POST "/luot-lam/{attempt}/cau/{slot}"                SIGNED_IN => quiz::save;
        POST "/luot-lam/{attempt}/cau/{slot}/tiep"          SIGNED_IN => quiz::answer;
        GET  "/luot-lam/{attempt}/xem-lai"                   SIGNED_IN => quiz::review;
        POST "/luot-lam/{attempt}/nop-bai"                   SIGNED_IN => quiz::submit;
        GET  "/luot-lam/{attempt}/bien-nhan"                 SIGNED_IN => quiz::receipt;
        GET  "/luot-lam/{attempt}/ket-qua"                   SIGNED_IN => quiz::result;

        POST "/luot-lam/{attempt}/du-doan"                   SIGNED_IN => contests::predict;

        GET  "/chung-nhan"                                   ANYONE    => certificates::look_up;
        GET  "/chung-nhan-cua-toi"                           SIGNED_IN => certificates::mine;
        GET  "/chung-nhan/kiem-tra-tep"                      ANYONE    => certificates::file_page;
        POST "/chung-nhan/kiem-tra-tep"                      ANYONE    => certificates::check_file;
        GET  "/chung-nhan/{code}"                            ANYONE    => certificates::certificate;
        GET  "/chung-nhan/{code}/ban-in.pdf"                 SIGNED_IN => certificates::paper;
        POST "/chung-nhan/{code}/thu-hoi"                    ISSUER    => certificates::revoke;
        POST "/chung-nhan/{code}/khoi-phuc"                  ISSUER    => certificates::reinstate;
        POST "/chung-nhan/{code}/cap-lai"                    ISSUER    => certificates::replace;
        GET  "/chung-nhan/{code}/huy-hieu.jwt"               SIGNED_IN => credentials::as_jwt;
        GET  "/chung-nhan/{code}/huy-hieu.json"              SIGNED_IN => credentials::as_json;
        GET  "/chung-nhan/{code}/huy-hieu.svg"               SIGNED_IN => credentials::as_svg;
        GET  "/chung-nhan/{code}/huy-hieu.png"               SIGNED_IN => credentials::as_png;
        GET  "/chung-nhan/trang-thai/{year}/{register}"      ANYONE    => credentials::status_list;
        GET  "/.well-known/did.json"                         ANYONE    => credentials::did_document;
        GET  "/quan-tri/khoa-ky"                             ADMIN     => credentials::keys;
        POST "/quan-tri/khoa-ky"                             ADMIN     => credentials::rotate;

        GET  "/bao-cao"                                      LEADER    => reports::reports;
        GET  "/bao-cao/{course}"                             LEADER    => reports::report;

        GET  "/quan-tri"                                     ADMIN     => reports::overview;
        GET  "/quan-tri/nhat-ky"                             ADMIN     => reports::audit;
        GET  "/quan-tri/nguoi-dung"                          ADMIN     => org::people;
        GET  "/quan-tri/nguoi-dung/them"                     ADMIN     => org::admit_page;
        POST "/quan-tri/nguoi-dung/them"                     ADMIN     => org::admit;
        GET  "/quan-tri/nguoi-dung/{person}"                 ADMIN     => org::person;
        POST "/quan-tri/nguoi-dung/{person}/vai-tro"         ADMIN     => org::grant_role;
        POST "/quan-tri/nguoi-dung/{person}/vai-tro/{grant}/thu-hoi" ADMIN => org::revoke_role;
        POST "/quan-tri/nguoi-dung/{person}/don-vi"          ADMIN     => org::transfer;
        POST "/quan-tri/nguoi-dung/{person}/sua"             ADMIN     => org::correct;
        POST "/quan-tri/nguoi-dung/{person}/khoa"            ADMIN     => org::set_locked;
        POST "/quan-tri/nguoi-dung/{person}/lien-ket"        ADMIN     => org::reset_link;
        GET  "/quan-tri/don-vi"                              ADMIN     => org::units;
        GET  "/quan-tri/don-vi/them"                         ADMIN     => org::new_unit_page;
        POST "/quan-tri/don-vi/them"                         ADMIN     => org::create_unit;
        GET  "/quan-tri/don-vi/{unit}"                       ADMIN     => org::unit;
        POST "/quan-tri/don-vi/{unit}"                       ADMIN     => org::change_unit;

        GET    "/api/v1/session"                             ANYONE    => identity::api_session;
        POST   "/api/v1/session"                             ANYONE    => identity::api_sign_in;
        DELETE "/api/v1/session"                             ANYONE    => identity::api_sign_out;
        GET    "/api/v1/quizzes"                             SIGNED_IN => quiz_api::quizzes;
        POST   "/api/v1/quizzes/{quiz}/attempts"             SIGNED_IN => quiz_api::start;
        GET    "/api/v1/attempts/{id}"                       SIGNED_IN => quiz_api::attempt;
        PUT    "/api/v1/attempts/{id}/responses"             SIGNED_IN => quiz_api::save_bulk;
        POST   "/api/v1/attempts/{id}/submission"            SIGNED_IN => quiz_api::submit;
        POST   "/api/v1/attempts/{id}/moves"                 SIGNED_IN => quiz::move_on;
        GET    "/api/v1/attempts/{id}/result"                SIGNED_IN => quiz_api::result;
        GET    "/api/v1/attempts/{id}/news"                  SIGNED_IN => quiz_api::news;
        GET    "/api/v1/certificates/{code}"                 ANYONE    => certificates::api_certificate;
        GET    "/api/openapi.json"                           ANYONE    => crate::openapi::document;

        GET  "/he-thong-thiet-ke"                            Access::Demo => reports::design_system;
        GET  "/assets/{path:.+}"                             ANYONE    => assets::serve;
        GET  "/healthz"                                      ANYONE    => health::alive;
        GET  "/readyz"                                       ANYONE    => health::ready;
    }
}

/// Banks of items, where what somebody may do is decided bank by bank; what brings items in and out, marking, the design of papers.
fn banks() -> Vec<Route> {
    routes! {
        GET  "/ngan-hang"                                    SIGNED_IN => bank::banks;
        GET  "/ngan-hang/them"                               SIGNED_IN => authoring::bank_form;
        POST "/ngan-hang/them"                               SIGNED_IN => authoring::make_bank;
        GET  "/ngan-hang/cho-duyet"                          SIGNED_IN => authoring::waiting;
        GET  "/ngan-hang/{bank}"                             SIGNED_IN => bank::bank;
        GET  "/ngan-hang/{bank}/sua"                         SIGNED_IN => authoring::change_bank_page;
        POST "/ngan-hang/{bank}/sua"                         SIGNED_IN => authoring::change_bank;
        GET  "/ngan-hang/{bank}/quyen"                       SIGNED_IN => authoring::rights;
        POST "/ngan-hang/{bank}/quyen"                       SIGNED_IN => authoring::set_rights;
        GET  "/ngan-hang/{bank}/nhap"                        KEYS      => intake::bring_page;
        POST "/ngan-hang/{bank}/nhap"                        KEYS      => intake::bring;
        POST "/ngan-hang/{bank}/nhap/dan"                    KEYS      => intake::paste;
        POST "/ngan-hang/{bank}/nhap/xem-thu"                KEYS      => intake::live;
        GET  "/ngan-hang/{bank}/nhap/mau.xlsx"               KEYS      => intake::template;
        GET  "/ngan-hang/{bank}/nhap/mau.docx"               KEYS      => intake::sample_document;
        GET  "/ngan-hang/{bank}/nhap/{import}"               KEYS      => intake::look;
        POST "/ngan-hang/{bank}/nhap/{import}"               KEYS      => intake::confirm;
        POST "/ngan-hang/{bank}/nhap/{import}/chung"         KEYS      => intake::choose_for_all;
        POST "/ngan-hang/{bank}/nhap/{import}/cau/{number}"  KEYS      => intake::decide;
        GET  "/ngan-hang/{bank}/nhap/{import}/cau/{number}/sua" KEYS   => intake::mend_page;
        POST "/ngan-hang/{bank}/nhap/{import}/cau/{number}/sua" KEYS   => intake::mend;
        POST "/ngan-hang/{bank}/nhap/{import}/hoan-tac"      KEYS      => intake::undo;
        POST "/ngan-hang/{bank}/nhap/{import}/bo"            KEYS      => intake::discard;
        GET  "/ngan-hang/{bank}/xuat"                        SIGNED_IN => intake::export_page;
        GET  "/ngan-hang/{bank}/xuat/tep"                    SIGNED_IN => intake::download;
        GET  "/ngan-hang/{bank}/cau-moi"                     SIGNED_IN => authoring::new_page;
        POST "/ngan-hang/{bank}/cau-moi"                     SIGNED_IN => authoring::editor;
        GET  "/ngan-hang/{bank}/{item}"                      SIGNED_IN => authoring::item;
        POST "/ngan-hang/{bank}/{item}"                      SIGNED_IN => authoring::decide;
        GET  "/ngan-hang/{bank}/{item}/sua"                  SIGNED_IN => authoring::edit_page;
        POST "/ngan-hang/{bank}/{item}/sua"                  SIGNED_IN => authoring::editor;
        GET  "/ngan-hang/{bank}/{item}/lich-su"              SIGNED_IN => authoring::history;
        GET  "/can-cu"                                       SIGNED_IN => authoring::sources;
        GET  "/can-cu/{source}"                              SIGNED_IN => authoring::source;
        GET  "/cham-bai"                                     KEYS      => quiz::marking;
        POST "/cham-bai/{attempt}/{slot}"                    KEYS      => quiz::mark;
        GET  "/de"                                           KEYS      => quiz::quiz_designs;
        GET  "/de/{quiz}"                                    KEYS      => quiz::quiz_design;
    }
}

/// Contests: for anyone, for those who take part, for organizers.
fn contests_of_all() -> Vec<Route> {
    routes! {
        GET  "/cuoc-thi"                                     ANYONE    => contests::contests;
        GET  "/cuoc-thi/{contest}"                           ANYONE    => contests::contest;
        GET  "/cuoc-thi/{contest}/the-le"                    ANYONE    => contests::rules;
        GET  "/cuoc-thi/{contest}/the-le.json"               ANYONE    => contests::rules_file;
        GET  "/cuoc-thi/{contest}/the-le/so-sanh"            ANYONE    => contests::compare_rules;
        GET  "/cuoc-thi/{contest}/vong/{round}"              ANYONE    => contests::round;
        POST "/cuoc-thi/{contest}/vong/{round}"              SIGNED_IN => contests::start;
        GET  "/cuoc-thi/{contest}/vong/{round}/xep-hang"     ANYONE    => contests::standings;
        GET  "/cuoc-thi/{contest}/vong/{round}/ket-qua"      ANYONE    => contests::result;
        GET  "/cuoc-thi/{contest}/vong/{round}/ket-qua.json" ANYONE    => contests::result_file;
        GET  "/cuoc-thi/{contest}/vong/{round}/bang-chung.json" ANYONE => contests::receipt_proof;
        GET  "/cuoc-thi/{contest}/ket-qua.json"              ANYONE    => contests::contest_file;
        GET  "/cuoc-thi/{contest}/vong/{round}/khieu-nai"    SIGNED_IN => contests::appeal;
        POST "/cuoc-thi/{contest}/vong/{round}/khieu-nai"    SIGNED_IN => contests::make_appeal;
        GET  "/cuoc-thi/{contest}/vong/{round}/ket-qua/thong-ke" ANYONE => contests::statistics;
        GET  "/cuoc-thi/{contest}/vong/{round}/ket-qua/dap-an" ANYONE  => contests::answers;
        GET  "/cuoc-thi/{contest}/ket-qua"                   ANYONE    => contests::total;
        GET  "/kiem-tra-ket-qua"                             ANYONE    => contests::checker;
        GET  "/kiem-tra-ket-qua/trang.html"                  ANYONE    => contests::checker_file;
        GET  "/to-chuc-thi"                                  ORGANIZER => contests::contests_admin;
        GET  "/to-chuc-thi/them"                             ORGANIZER => contests::new_contest_page;
        POST "/to-chuc-thi/them"                             ORGANIZER => contests::create_contest;
        GET  "/to-chuc-thi/{contest}"                        ORGANIZER => contests::contest_admin;
        GET  "/to-chuc-thi/{contest}/sua"                    ORGANIZER => contests::edit_contest_page;
        POST "/to-chuc-thi/{contest}/sua"                    ORGANIZER => contests::edit_contest;
        GET  "/to-chuc-thi/{contest}/them-vong"              ORGANIZER => contests::edit_round_page;
        POST "/to-chuc-thi/{contest}/them-vong"              ORGANIZER => contests::edit_round;
        GET  "/to-chuc-thi/{contest}/the-le"                 ORGANIZER => contests::rules_admin;
        POST "/to-chuc-thi/{contest}/the-le"                 ORGANIZER => contests::write_rules;
        POST "/to-chuc-thi/{contest}/the-le/duyet"           ORGANIZER => contests::approve_rules;
        POST "/to-chuc-thi/{contest}/the-le/rut"             ORGANIZER => contests::withdraw_rules;
        GET  "/to-chuc-thi/{contest}/mo-phong"               ORGANIZER => contests::simulator;
        GET  "/to-chuc-thi/{contest}/vong/{round}/sua"       ORGANIZER => contests::edit_round_page;
        POST "/to-chuc-thi/{contest}/vong/{round}/sua"       ORGANIZER => contests::edit_round;
        POST "/to-chuc-thi/{contest}/vong/{round}/nhan-ban"  ORGANIZER => contests::duplicate_round;
        POST "/to-chuc-thi/{contest}/vong/{round}/xoa"       ORGANIZER => contests::remove_round;
        POST "/to-chuc-thi/{contest}/cong-bo"                ORGANIZER => contests::publish_contest;
        GET  "/cuoc-thi/{contest}/dang-ky"                   ANYONE    => registration::register_page;
        POST "/cuoc-thi/{contest}/dang-ky"                   SIGNED_IN => registration::register;
        POST "/cuoc-thi/{contest}/dang-ky/xac-nhan"          SIGNED_IN => registration::verify;
        POST "/cuoc-thi/{contest}/dang-ky/dong-y"            SIGNED_IN => registration::change_consents;
        POST "/cuoc-thi/{contest}/dang-ky/rut"               SIGNED_IN => registration::withdraw;
        GET  "/to-chuc-thi/{contest}/dang-ky"                ORGANIZER => registration::terms;
        POST "/to-chuc-thi/{contest}/dang-ky"                ORGANIZER => registration::set_terms;
        GET  "/to-chuc-thi/{contest}/dang-ky/danh-sach"      ORGANIZER => registration::list;
        GET  "/to-chuc-thi/{contest}/dang-ky/danh-sach.xlsx" ORGANIZER => registration::list_file;
        GET  "/to-chuc-thi/{contest}/dang-ky/danh-sach/{registration}" ORGANIZER => registration::person;
        POST "/to-chuc-thi/{contest}/dang-ky/danh-sach/{registration}" ORGANIZER => registration::mark;
        GET  "/to-chuc-thi/{contest}/dang-ky/loai-tru"       ORGANIZER => registration::exclusions;
        POST "/to-chuc-thi/{contest}/dang-ky/loai-tru"       ORGANIZER => registration::exclude;
        POST "/to-chuc-thi/{contest}/dang-ky/loai-tru/{exclusion}/bo" ORGANIZER => registration::lift;
        GET  "/to-chuc-thi/{contest}/dang-ky/phieu"          ORGANIZER => registration::slips;
        POST "/to-chuc-thi/{contest}/dang-ky/phieu"          ORGANIZER => registration::make_slips;
        GET  "/to-chuc-thi/{contest}/dang-ky/phieu/{batch}"  ORGANIZER => registration::slip_batch;
        GET  "/to-chuc-thi/{contest}/dang-ky/phieu/{batch}/ma.xlsx" ORGANIZER => registration::slip_file;
        GET  "/to-chuc-thi/{contest}/dang-ky/lan-toa"        ORGANIZER => registration::spreaders;
        GET  "/to-chuc-thi/{contest}/giai-thuong"            ORGANIZER => contests::prizes_page;
        POST "/to-chuc-thi/{contest}/giai-thuong"            ORGANIZER => contests::put_prizes;
        GET  "/to-chuc-thi/{contest}/xuat"                   ORGANIZER => contests::contest_papers;
        GET  "/to-chuc-thi/{contest}/xuat/{paper}"           ORGANIZER => contests::contest_paper;
        GET  "/to-chuc-thi/{contest}/vong/{round}/xuat"      ORGANIZER => contests::round_papers;
        GET  "/to-chuc-thi/{contest}/vong/{round}/xuat/{paper}" ORGANIZER => contests::round_paper;
        GET  "/to-chuc-thi/{contest}/vong/{round}"           ORGANIZER => contests::round_admin;
        GET  "/to-chuc-thi/{contest}/vong/{round}/bai"       ORGANIZER => contests::find_history;
        GET  "/to-chuc-thi/{contest}/vong/{round}/bai/{pseudonym}/{ordinal}" ORGANIZER => contests::history;
        GET  "/to-chuc-thi/{contest}/vong/{round}/bai/{pseudonym}/{ordinal}/nhat-ky.json" ORGANIZER => contests::history_file;
        POST "/to-chuc-thi/{contest}/vong/{round}/duyet"     ORGANIZER => contests::approve;
        POST "/to-chuc-thi/{contest}/vong/{round}/cong-bo"   ORGANIZER => contests::publish_result;
        POST "/to-chuc-thi/{contest}/vong/{round}/loai"      ORGANIZER => contests::exclude;
        POST "/to-chuc-thi/{contest}/vong/{round}/so-cong-khai" ORGANIZER => contests::public_value;
        POST "/to-chuc-thi/{contest}/vong/{round}/so-cong-khai/{value}" ORGANIZER => contests::decide_public_value;
        POST "/to-chuc-thi/{contest}/vong/{round}/mo-khieu-nai" ORGANIZER => contests::open_appeals;
        GET  "/to-chuc-thi/{contest}/vong/{round}/khieu-nai" ORGANIZER => contests::round_appeals;
        POST "/to-chuc-thi/{contest}/vong/{round}/khieu-nai/{appeal}" ORGANIZER => contests::answer_appeal;
        GET  "/to-chuc-thi/{contest}/vong/{round}/sua-doi"   ORGANIZER => contests::round_changes;
        POST "/to-chuc-thi/{contest}/vong/{round}/sua-doi"   ORGANIZER => contests::change;
        POST "/to-chuc-thi/{contest}/vong/{round}/sua-doi/{change}" ORGANIZER => contests::decide_change;
        GET  "/to-chuc-thi/{contest}/vong/{round}/truc-tiep" ORGANIZER => contests::live;
        GET  "/to-chuc-thi/{contest}/vong/{round}/truc-tiep/su-kien" ORGANIZER => contests::live_events;
        GET  "/to-chuc-thi/{contest}/vong/{round}/bat-thuong" ORGANIZER => contests::irregularities;
        GET  "/to-chuc-thi/{contest}/vong/{round}/bat-thuong/{signal}" ORGANIZER => contests::desk_signal;
        POST "/to-chuc-thi/{contest}/vong/{round}/bat-thuong/{signal}" ORGANIZER => contests::propose;
        POST "/to-chuc-thi/{contest}/vong/{round}/de-nghi/{proposal}" ORGANIZER => contests::decide;

        GET    "/api/v1/rounds"                              SIGNED_IN => contests::api_rounds;
        POST   "/api/v1/rounds/{round}/attempts"             SIGNED_IN => contests::api_start;
        GET    "/api/v1/rounds/{round}/opening"              SIGNED_IN => contests::api_opening;
        GET    "/api/v1/rounds/{round}/ranking"              ANYONE    => contests::api_ranking;
        GET    "/.well-known/hocthi-keys.json"               ANYONE    => contests::api_keys;
    }
}

/// The register of báo cáo viên and tuyên truyền viên.
fn register() -> Vec<Route> {
    routes! {
        GET  "/danh-ba"                                      LEADER    => recognition::list;
        GET  "/danh-ba/xuat.xlsx"                            LEADER    => recognition::export;
        GET  "/danh-ba/mau.xlsx"                             ADMIN     => recognition::sample_file;
        GET  "/danh-ba/them"                                 ADMIN     => recognition::add_page;
        POST "/danh-ba/them"                                 ADMIN     => recognition::add;
        GET  "/danh-ba/nhap"                                 ADMIN     => recognition::import_page;
        POST "/danh-ba/nhap"                                 ADMIN     => recognition::check_list;
        GET  "/danh-ba/nhap/{import}"                        ADMIN     => recognition::kept_list;
        POST "/danh-ba/nhap/{import}"                        ADMIN     => recognition::confirm_list;
        GET  "/danh-ba/loai"                                 ADMIN     => recognition::kinds;
        POST "/danh-ba/loai"                                 ADMIN     => recognition::put_kind;
        GET  "/danh-ba/{recognition}"                        LEADER    => recognition::record;
        POST "/danh-ba/{recognition}/thay-doi"               ADMIN     => recognition::change;
    }
}

/// Training programmes, and issuing their certificates.
fn training() -> Vec<Route> {
    routes! {
        GET  "/chuong-trinh"                                 SIGNED_IN => programmes::programmes;
        GET  "/chuong-trinh/them"                            ADMIN     => programmes::new_page;
        POST "/chuong-trinh/them"                            ADMIN     => programmes::create;
        GET  "/chuong-trinh/{programme}"                     SIGNED_IN => programmes::programme;
        GET  "/chuong-trinh/{programme}/sua"                 ADMIN     => programmes::change_page;
        POST "/chuong-trinh/{programme}/sua"                 ADMIN     => programmes::change;
        GET  "/chuong-trinh/{programme}/nguoi"               LEADER    => programmes::members;
        GET  "/chuong-trinh/{programme}/buoi"                ADMIN     => programmes::sessions;
        POST "/chuong-trinh/{programme}/buoi"                ADMIN     => programmes::add_session;
        GET  "/chuong-trinh/{programme}/buoi/{session}"      ADMIN     => programmes::session;
        POST "/chuong-trinh/{programme}/buoi/{session}"      ADMIN     => programmes::sign_in;
        GET  "/chuong-trinh/{programme}/buoi/{session}/diem-danh" ADMIN => programmes::roster;
        POST "/chuong-trinh/{programme}/buoi/{session}/diem-danh" ADMIN => programmes::tick;
        GET  "/chuong-trinh/{programme}/buoi/{session}/phieu-ky.pdf" ADMIN => programmes::sheet_pdf;
        GET  "/chuong-trinh/{programme}/buoi/{session}/phieu-ky.docx" ADMIN => programmes::sheet_docx;
        GET  "/chuong-trinh/{programme}/cap-giay"            ADMIN     => issuing::batches;
        POST "/chuong-trinh/{programme}/cap-giay"            ADMIN     => issuing::propose;
        GET  "/cap-giay/{issue}"                             ISSUER    => issuing::batch;
        POST "/cap-giay/{issue}"                             ISSUER    => issuing::decide;
        GET  "/cap-giay/{issue}/giay.zip"                    ISSUER    => issuing::papers;
        GET  "/cap-giay/{issue}/in.zip"                      ISSUER    => issuing::print_files;
        GET  "/cap-giay/{issue}/danh-sach.xlsx"              ISSUER    => issuing::list_file;
        GET  "/tai-khoan/thu"                                SIGNED_IN => mail::wanted;
        POST "/tai-khoan/thu"                                SIGNED_IN => mail::want;
        GET  "/thu/{token}"                                  ANYONE    => mail::end_mail_page;
        POST "/thu/{token}"                                  ANYONE    => mail::end_mail;
        GET  "/quan-tri/thu"                                 ADMIN     => mail::outbox;
        POST "/quan-tri/thu/{mail}"                          ADMIN     => mail::retry;
        GET  "/mau-giay"                                     ADMIN     => looks::list;
        GET  "/mau-giay/them"                                ADMIN     => looks::new_page;
        POST "/mau-giay/them"                                ADMIN     => looks::create;
        POST "/mau-giay/xem-truoc"                           ADMIN     => looks::preview;
        GET  "/mau-giay/{template}"                          ADMIN     => looks::change_page;
        POST "/mau-giay/{template}"                          ADMIN     => looks::change;
        POST "/mau-giay/{template}/ngung"                    ADMIN     => looks::retire;
        GET  "/to-chuc-thi/{contest}/giay-chung-nhan"        ORGANIZER => contest_papers::papers;
        POST "/to-chuc-thi/{contest}/giay-chung-nhan"        ORGANIZER => contest_papers::propose;
        POST "/to-chuc-thi/{contest}/giay-chung-nhan/noi-cap" ORGANIZER => contest_papers::settle;
        GET  "/ho-so"                                        SIGNED_IN => reports::own_record;
        GET  "/ho-so/xuat.xlsx"                              SIGNED_IN => reports::own_record_file;
        GET  "/ho-so/xuat.docx"                              SIGNED_IN => reports::own_record_document;
        GET  "/ho-so/buoi-tuyen-truyen"                      SIGNED_IN => recognition::talks;
        POST "/ho-so/buoi-tuyen-truyen"                      SIGNED_IN => recognition::enter_talk;
        POST "/ho-so/buoi-tuyen-truyen/{talk}/rut"           SIGNED_IN => recognition::withdraw_talk;
        GET  "/buoi-tuyen-truyen"                            LEADER    => recognition::waiting_talks;
        POST "/buoi-tuyen-truyen/{talk}"                     LEADER    => recognition::decide_talk;
        GET  "/ho-so/{person}/xuat.docx"                     LEADER    => reports::record_document;
        GET  "/ho-so/{person}"                               LEADER    => reports::record;
        GET  "/ho-so/{person}/xuat.xlsx"                     LEADER    => reports::record_file;
        GET  "/dot-cap-lai"                                  LEADER    => campaigns::list;
        GET  "/dot-cap-lai/them"                             LEADER    => campaigns::new_page;
        POST "/dot-cap-lai/them"                             LEADER    => campaigns::create;
        GET  "/dot-cap-lai/{campaign}"                       LEADER    => campaigns::campaign;
        POST "/dot-cap-lai/{campaign}/dong"                  LEADER    => campaigns::close;
        GET  "/dot-cap-lai/{campaign}/tien-do.xlsx"          LEADER    => campaigns::file;
        GET  "/den-han"                                      LEADER    => programmes::due;
        GET  "/quan-tri/noi-cap"                             ADMIN     => issuing::bodies;
        POST "/quan-tri/noi-cap"                             ADMIN     => issuing::put_body;
    }
}

/// Starts of attempts: what newcomers come for.
const STARTS: [&str; 4] =
    ["/bai-kiem-tra/{quiz}", "/cuoc-thi/{contest}/vong/{round}", "/api/v1/quizzes/{quiz}/attempts", "/api/v1/rounds/{round}/attempts"];
/// Looks that cost nothing, or that others rely on in the worst minute: who waits asks for the time, programs for a token.
const APART: [&str; 5] = ["/assets/{path:.+}", "/healthz", "/readyz", "/api/v1/session", "/api/v1/rounds/{round}/opening"];

/// What a route is to the door: everything about a running attempt is inside; starts and looks come in from outside.
/// Other changes, such as signing in, have limits of their own.
fn standing_of(route: &Route) -> Standing {
    let is_look = route.method == Method::GET;
    match route.path {
        path if path.starts_with("/luot-lam/") || path.starts_with("/api/v1/attempts/") => Standing::Inside,
        path if APART.contains(&path) => Standing::Apart,
        path if is_look || STARTS.contains(&path) => Standing::Newcomer,
        _ => Standing::Apart,
    }
}

/// Registers every address; the methods of one path share a resource, so that others are answered 405.
pub fn configure(config: &mut ServiceConfig) {
    let mut by_path: Vec<(&'static str, Vec<Route>)> = Vec::new();
    for route in all() {
        match by_path.iter_mut().find(|(path, _)| *path == route.path) {
            Some((_, routes)) => routes.push(route),
            None => by_path.push((route.path, vec![route])),
        }
    }
    for (path, routes) in by_path {
        let guarded = |route: Route| {
            let (access, standing) = (route.access, standing_of(&route));
            (route.handler)(web::method(route.method)).wrap(from_fn(move |request, next| gate::admit(access, standing, request, next)))
        };
        config.service(routes.into_iter().map(guarded).fold(web::resource(path), Resource::route));
    }
}

/// A sample of every page, for the tests that render them all.
pub fn template_samples() -> Vec<Sample> {
    [
        crate::web::error::samples(),
        crowded::samples(),
        bank::samples(),
        intake::samples(),
        certificates::samples(),
        contests::samples(),
        courses::samples(),
        identity::samples(),
        mail::samples(),
        org::samples(),
        quiz::samples(),
        recognition::samples(),
        reports::samples(),
    ]
    .into_iter()
    .flatten()
    .collect()
}
