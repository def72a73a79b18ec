//! Every route × every role, from the route table itself: a new route without a row here fails.
//!
//! The ids sent are real: another person's attempt, certificate and grant, another unit.

use std::collections::BTreeMap;

use hocthi::{kernel::Role, routes, web::gate::Access};

use crate::{
    on_both_databases,
    support::{Browser, World},
};

/// Who asks.
const ASKERS: [&str; 7] = ["guest", "trainee", "trainer", "organizer", "judge", "unit_leader", "admin"];

/// What each asker of [`ASKERS`] is answered. `-` is "let in" (any answer but a refusal of the door): the page, a form's
/// complaint, a redirect after a change. 303 stands for "sign in first".
type Row = (&'static str, &'static str, [&'static str; 7]);

const OPEN: [&str; 7] = ["-"; 7];
const SIGNED_IN: [&str; 7] = ["303", "-", "-", "-", "-", "-", "-"];
const SIGNED_IN_API: [&str; 7] = ["401", "-", "-", "-", "-", "-", "-"];
/// Somebody else's: not there, whoever asks.
const NOT_THEIRS: [&str; 7] = ["303", "404", "404", "404", "404", "404", "404"];
const NOT_THEIRS_API: [&str; 7] = ["401", "404", "404", "404", "404", "404", "404"];
const TRAINERS: [&str; 7] = ["303", "403", "-", "403", "403", "403", "-"];
/// Of a bank: administrators of everything own it.
const OWNERS: [&str; 7] = ["303", "403", "403", "403", "403", "403", "-"];
const ORGANIZERS: [&str; 7] = ["303", "403", "403", "-", "403", "403", "-"];
/// Of a contest that is not there.
const NO_CONTEST: [&str; 7] = ["404"; 7];
const NO_CONTEST_SIGNED_IN: [&str; 7] = ["303", "404", "404", "404", "404", "404", "404"];
const NO_CONTEST_ORGANIZERS: [&str; 7] = ["303", "403", "403", "404", "403", "403", "404"];
const LEADERS: [&str; 7] = ["303", "403", "403", "403", "403", "-", "-"];
/// Of something that is not there.
const NO_SUCH_LEADERS: [&str; 7] = ["303", "403", "403", "403", "403", "404", "404"];
/// Of training, where organizers have no part in it.
const ISSUERS: [&str; 7] = ["303", "403", "403", "404", "403", "403", "-"];
const ADMINS: [&str; 7] = ["303", "403", "403", "403", "403", "403", "-"];

/// Of something of another trainer's that is not there.
const NO_SUCH_TRAINERS: [&str; 7] = ["303", "403", "404", "403", "403", "403", "404"];
/// Of something of another administrator's that is not there.
const NO_SUCH_ADMINS: [&str; 7] = ["303", "403", "403", "403", "403", "403", "404"];

#[rustfmt::skip]
const MATRIX: &[Row] = &[
    ("GET", "/", OPEN), ("GET", "/viec-cua-toi", SIGNED_IN),
    ("GET", "/dang-nhap", OPEN), ("POST", "/dang-nhap", OPEN), ("GET", "/dang-ky", OPEN), ("POST", "/dang-ky", OPEN), ("POST", "/dang-xuat", OPEN),
    // A link that is not live is a conflict for anyone.
    ("GET", "/lien-ket/{token}", ["409"; 7]), ("POST", "/lien-ket/{token}", ["409"; 7]),
    ("GET", "/tai-khoan", SIGNED_IN), ("GET", "/tai-khoan/mat-khau", SIGNED_IN), ("POST", "/tai-khoan/mat-khau", SIGNED_IN), ("POST", "/tai-khoan/thiet-bi", SIGNED_IN),
    ("POST", "/ngon-ngu", OPEN), ("POST", "/giao-dien", OPEN),
    ("GET", "/khoa-hoc", OPEN), ("GET", "/khoa-hoc/{course}", OPEN), ("POST", "/khoa-hoc/{course}/ghi-danh", SIGNED_IN),
    ("GET", "/khoa-hoc/{course}/tai-lieu/them", TRAINERS), ("POST", "/khoa-hoc/{course}/tai-lieu/them", TRAINERS),
    // Another unit's; the trainer and the administrator here act everywhere. Once the trainer has withdrawn it, it is gone.
    ("GET", "/khoa-hoc/{course}/tai-lieu/{material}", ["303", "404", "-", "404", "404", "404", "-"]), ("GET", "/khoa-hoc/{course}/tai-lieu/{material}/sua", TRAINERS),
    ("POST", "/khoa-hoc/{course}/tai-lieu/{material}/sua", TRAINERS), ("POST", "/khoa-hoc/{course}/tai-lieu/{material}/rut", ["303", "403", "-", "403", "403", "403", "404"]),
    ("GET", "/khoa-hoc/{course}/{lesson}", OPEN), ("POST", "/khoa-hoc/{course}/{lesson}/hoan-thanh", SIGNED_IN),
    ("GET", "/bai-kiem-tra/{quiz}", OPEN), ("POST", "/bai-kiem-tra/{quiz}", SIGNED_IN),
    ("GET", "/luot-lam/{attempt}", NOT_THEIRS), ("POST", "/luot-lam/{attempt}/cau/{slot}", NOT_THEIRS), ("POST", "/luot-lam/{attempt}/cau/{slot}/tiep", NOT_THEIRS), ("GET", "/luot-lam/{attempt}/xem-lai", NOT_THEIRS),
    ("POST", "/luot-lam/{attempt}/nop-bai", NOT_THEIRS), ("GET", "/luot-lam/{attempt}/bien-nhan", NOT_THEIRS), ("GET", "/luot-lam/{attempt}/ket-qua", NOT_THEIRS),
    ("POST", "/luot-lam/{attempt}/du-doan", NOT_THEIRS),
    // Real contests have their own tests; here nobody finds one that is not there.
    ("GET", "/kiem-tra-ket-qua", OPEN), ("GET", "/kiem-tra-ket-qua/trang.html", OPEN),
    ("GET", "/cuoc-thi", OPEN), ("GET", "/cuoc-thi/{contest}", NO_CONTEST), ("GET", "/cuoc-thi/{contest}/the-le", NO_CONTEST), ("GET", "/cuoc-thi/{contest}/vong/{round}", NO_CONTEST),
    ("POST", "/cuoc-thi/{contest}/vong/{round}", NO_CONTEST_SIGNED_IN), ("GET", "/cuoc-thi/{contest}/vong/{round}/ket-qua", NO_CONTEST), ("GET", "/cuoc-thi/{contest}/vong/{round}/ket-qua.json", NO_CONTEST),
    ("GET", "/cuoc-thi/{contest}/vong/{round}/ket-qua/thong-ke", NO_CONTEST), ("GET", "/cuoc-thi/{contest}/vong/{round}/ket-qua/dap-an", NO_CONTEST), ("GET", "/cuoc-thi/{contest}/vong/{round}/xep-hang", NO_CONTEST), ("GET", "/cuoc-thi/{contest}/ket-qua", NO_CONTEST),
    ("GET", "/to-chuc-thi/{contest}/giai-thuong", NO_CONTEST_ORGANIZERS), ("POST", "/to-chuc-thi/{contest}/giai-thuong", NO_CONTEST_ORGANIZERS),
    ("GET", "/to-chuc-thi/{contest}/xuat", NO_CONTEST_ORGANIZERS), ("GET", "/to-chuc-thi/{contest}/xuat/{paper}", NO_CONTEST_ORGANIZERS),
    ("GET", "/to-chuc-thi/{contest}/vong/{round}/xuat", NO_CONTEST_ORGANIZERS), ("GET", "/to-chuc-thi/{contest}/vong/{round}/xuat/{paper}", NO_CONTEST_ORGANIZERS),
    ("GET", "/to-chuc-thi", ORGANIZERS), ("GET", "/to-chuc-thi/them", ORGANIZERS), ("POST", "/to-chuc-thi/them", ORGANIZERS), ("GET", "/to-chuc-thi/{contest}", NO_CONTEST_ORGANIZERS),
    ("GET", "/cuoc-thi/{contest}/the-le.json", NO_CONTEST), ("GET", "/cuoc-thi/{contest}/the-le/so-sanh", NO_CONTEST),
    ("GET", "/to-chuc-thi/{contest}/sua", NO_CONTEST_ORGANIZERS), ("POST", "/to-chuc-thi/{contest}/sua", NO_CONTEST_ORGANIZERS), ("GET", "/to-chuc-thi/{contest}/them-vong", NO_CONTEST_ORGANIZERS), ("POST", "/to-chuc-thi/{contest}/them-vong", NO_CONTEST_ORGANIZERS),
    ("GET", "/to-chuc-thi/{contest}/the-le", NO_CONTEST_ORGANIZERS), ("POST", "/to-chuc-thi/{contest}/the-le", NO_CONTEST_ORGANIZERS), ("POST", "/to-chuc-thi/{contest}/the-le/duyet", NO_CONTEST_ORGANIZERS), ("POST", "/to-chuc-thi/{contest}/the-le/rut", NO_CONTEST_ORGANIZERS),
    ("GET", "/to-chuc-thi/{contest}/mo-phong", NO_CONTEST_ORGANIZERS), ("GET", "/to-chuc-thi/{contest}/vong/{round}/sua", NO_CONTEST_ORGANIZERS), ("POST", "/to-chuc-thi/{contest}/vong/{round}/sua", NO_CONTEST_ORGANIZERS),
    ("POST", "/to-chuc-thi/{contest}/vong/{round}/nhan-ban", NO_CONTEST_ORGANIZERS), ("POST", "/to-chuc-thi/{contest}/vong/{round}/xoa", NO_CONTEST_ORGANIZERS),
    ("POST", "/to-chuc-thi/{contest}/cong-bo", NO_CONTEST_ORGANIZERS), ("GET", "/to-chuc-thi/{contest}/vong/{round}", NO_CONTEST_ORGANIZERS), ("POST", "/to-chuc-thi/{contest}/vong/{round}/duyet", NO_CONTEST_ORGANIZERS),
    ("GET", "/to-chuc-thi/{contest}/vong/{round}/bai", NO_CONTEST_ORGANIZERS), ("GET", "/to-chuc-thi/{contest}/vong/{round}/bai/{pseudonym}/{ordinal}", NO_CONTEST_ORGANIZERS),
    ("GET", "/to-chuc-thi/{contest}/vong/{round}/bai/{pseudonym}/{ordinal}/nhat-ky.json", NO_CONTEST_ORGANIZERS),
    ("POST", "/to-chuc-thi/{contest}/vong/{round}/cong-bo", NO_CONTEST_ORGANIZERS), ("POST", "/to-chuc-thi/{contest}/vong/{round}/loai", NO_CONTEST_ORGANIZERS),
    ("GET", "/to-chuc-thi/{contest}/vong/{round}/truc-tiep", NO_CONTEST_ORGANIZERS), ("GET", "/to-chuc-thi/{contest}/vong/{round}/truc-tiep/su-kien", NO_CONTEST_ORGANIZERS),
    ("GET", "/to-chuc-thi/{contest}/vong/{round}/bat-thuong", NO_CONTEST_ORGANIZERS), ("GET", "/to-chuc-thi/{contest}/vong/{round}/bat-thuong/{signal}", NO_CONTEST_ORGANIZERS),
    ("POST", "/to-chuc-thi/{contest}/vong/{round}/bat-thuong/{signal}", NO_CONTEST_ORGANIZERS), ("POST", "/to-chuc-thi/{contest}/vong/{round}/de-nghi/{proposal}", NO_CONTEST_ORGANIZERS),
    ("GET", "/cuoc-thi/{contest}/dang-ky", NO_CONTEST), ("POST", "/cuoc-thi/{contest}/dang-ky", NO_CONTEST_SIGNED_IN), ("POST", "/cuoc-thi/{contest}/dang-ky/xac-nhan", NO_CONTEST_SIGNED_IN),
    ("POST", "/cuoc-thi/{contest}/dang-ky/dong-y", NO_CONTEST_SIGNED_IN), ("POST", "/cuoc-thi/{contest}/dang-ky/rut", NO_CONTEST_SIGNED_IN),
    ("GET", "/to-chuc-thi/{contest}/dang-ky", NO_CONTEST_ORGANIZERS), ("POST", "/to-chuc-thi/{contest}/dang-ky", NO_CONTEST_ORGANIZERS),
    ("GET", "/to-chuc-thi/{contest}/dang-ky/danh-sach", NO_CONTEST_ORGANIZERS), ("GET", "/to-chuc-thi/{contest}/dang-ky/danh-sach.xlsx", NO_CONTEST_ORGANIZERS),
    ("GET", "/to-chuc-thi/{contest}/dang-ky/danh-sach/{registration}", NO_CONTEST_ORGANIZERS), ("POST", "/to-chuc-thi/{contest}/dang-ky/danh-sach/{registration}", NO_CONTEST_ORGANIZERS),
    ("GET", "/to-chuc-thi/{contest}/dang-ky/loai-tru", NO_CONTEST_ORGANIZERS), ("POST", "/to-chuc-thi/{contest}/dang-ky/loai-tru", NO_CONTEST_ORGANIZERS),
    ("POST", "/to-chuc-thi/{contest}/dang-ky/loai-tru/{exclusion}/bo", NO_CONTEST_ORGANIZERS),
    ("GET", "/to-chuc-thi/{contest}/dang-ky/phieu", NO_CONTEST_ORGANIZERS), ("POST", "/to-chuc-thi/{contest}/dang-ky/phieu", NO_CONTEST_ORGANIZERS),
    ("GET", "/to-chuc-thi/{contest}/dang-ky/phieu/{batch}", NO_CONTEST_ORGANIZERS), ("GET", "/to-chuc-thi/{contest}/dang-ky/phieu/{batch}/ma.xlsx", NO_CONTEST_ORGANIZERS),
    ("GET", "/to-chuc-thi/{contest}/dang-ky/lan-toa", NO_CONTEST_ORGANIZERS),
    ("POST", "/to-chuc-thi/{contest}/vong/{round}/so-cong-khai/{value}", NO_CONTEST_ORGANIZERS),
    ("POST", "/to-chuc-thi/{contest}/vong/{round}/so-cong-khai", NO_CONTEST_ORGANIZERS), ("POST", "/to-chuc-thi/{contest}/vong/{round}/mo-khieu-nai", NO_CONTEST_ORGANIZERS),
    ("GET", "/to-chuc-thi/{contest}/vong/{round}/khieu-nai", NO_CONTEST_ORGANIZERS), ("POST", "/to-chuc-thi/{contest}/vong/{round}/khieu-nai/{appeal}", NO_CONTEST_ORGANIZERS),
    ("GET", "/to-chuc-thi/{contest}/vong/{round}/sua-doi", NO_CONTEST_ORGANIZERS), ("POST", "/to-chuc-thi/{contest}/vong/{round}/sua-doi", NO_CONTEST_ORGANIZERS),
    ("POST", "/to-chuc-thi/{contest}/vong/{round}/sua-doi/{change}", NO_CONTEST_ORGANIZERS),
    ("GET", "/cuoc-thi/{contest}/vong/{round}/bang-chung.json", NO_CONTEST), ("GET", "/cuoc-thi/{contest}/ket-qua.json", NO_CONTEST),
    ("GET", "/cuoc-thi/{contest}/vong/{round}/khieu-nai", NO_CONTEST_SIGNED_IN), ("POST", "/cuoc-thi/{contest}/vong/{round}/khieu-nai", NO_CONTEST_SIGNED_IN),
    ("GET", "/chung-nhan", OPEN), ("GET", "/chung-nhan-cua-toi", SIGNED_IN), ("GET", "/chung-nhan/{code}", OPEN),
    // The paper is the holder's; an administrator whose scope holds the holder may print it too.
    ("GET", "/chung-nhan/{code}/ban-in.pdf", ["303", "404", "404", "404", "404", "404", "-"]), ("POST", "/chung-nhan/{code}/thu-hoi", ISSUERS),
    // A bank that is open to trainers; rights given bank by bank have their own tests.
    ("GET", "/ngan-hang", TRAINERS), ("GET", "/ngan-hang/them", TRAINERS), ("POST", "/ngan-hang/them", TRAINERS), ("GET", "/ngan-hang/cho-duyet", TRAINERS),
    ("GET", "/ngan-hang/{bank}", TRAINERS), ("GET", "/ngan-hang/{bank}/{item}", TRAINERS), ("GET", "/ngan-hang/{bank}/{item}/lich-su", TRAINERS),
    ("GET", "/ngan-hang/{bank}/cau-moi", TRAINERS), ("POST", "/ngan-hang/{bank}/cau-moi", TRAINERS), ("GET", "/ngan-hang/{bank}/{item}/sua", TRAINERS), ("POST", "/ngan-hang/{bank}/{item}/sua", TRAINERS),
    ("GET", "/ngan-hang/{bank}/sua", OWNERS), ("POST", "/ngan-hang/{bank}/sua", OWNERS), ("GET", "/ngan-hang/{bank}/quyen", OWNERS), ("POST", "/ngan-hang/{bank}/quyen", OWNERS),
    ("POST", "/ngan-hang/{bank}/{item}", TRAINERS),
    ("GET", "/can-cu", TRAINERS), ("GET", "/can-cu/{source}", TRAINERS),
    ("GET", "/de", TRAINERS), ("GET", "/de/{quiz}", TRAINERS),
    // The attempt here has no essay.
    ("GET", "/cham-bai", TRAINERS), ("POST", "/cham-bai/{attempt}/{slot}", ["303", "403", "404", "403", "403", "403", "404"]),
    ("GET", "/ngan-hang/{bank}/nhap", TRAINERS), ("POST", "/ngan-hang/{bank}/nhap", TRAINERS), ("POST", "/ngan-hang/{bank}/nhap/dan", TRAINERS), ("POST", "/ngan-hang/{bank}/nhap/xem-thu", TRAINERS),
    ("GET", "/ngan-hang/{bank}/nhap/mau.xlsx", TRAINERS), ("GET", "/ngan-hang/{bank}/nhap/mau.docx", TRAINERS), ("GET", "/ngan-hang/{bank}/nhap/{import}", NO_SUCH_TRAINERS), ("POST", "/ngan-hang/{bank}/nhap/{import}", NO_SUCH_TRAINERS),
    ("POST", "/ngan-hang/{bank}/nhap/{import}/chung", NO_SUCH_TRAINERS), ("POST", "/ngan-hang/{bank}/nhap/{import}/cau/{number}", NO_SUCH_TRAINERS),
    ("GET", "/ngan-hang/{bank}/nhap/{import}/cau/{number}/sua", NO_SUCH_TRAINERS), ("POST", "/ngan-hang/{bank}/nhap/{import}/cau/{number}/sua", NO_SUCH_TRAINERS), ("POST", "/ngan-hang/{bank}/nhap/{import}/hoan-tac", NO_SUCH_TRAINERS), ("POST", "/ngan-hang/{bank}/nhap/{import}/bo", NO_SUCH_TRAINERS),
    ("GET", "/ngan-hang/{bank}/xuat", TRAINERS), ("GET", "/ngan-hang/{bank}/xuat/tep", ["303", "403", "404", "403", "403", "403", "404"]),
    ("GET", "/bao-cao", LEADERS), ("GET", "/bao-cao/{course}", LEADERS),
    ("GET", "/quan-tri", ADMINS), ("GET", "/quan-tri/nhat-ky", ADMINS), ("GET", "/quan-tri/nguoi-dung", ADMINS),
    ("GET", "/quan-tri/nguoi-dung/them", ADMINS), ("POST", "/quan-tri/nguoi-dung/them", ADMINS), ("GET", "/quan-tri/nguoi-dung/{person}", ADMINS),
    ("POST", "/quan-tri/nguoi-dung/{person}/vai-tro", ADMINS), ("POST", "/quan-tri/nguoi-dung/{person}/vai-tro/{grant}/thu-hoi", ADMINS),
    ("POST", "/quan-tri/nguoi-dung/{person}/don-vi", ADMINS), ("POST", "/quan-tri/nguoi-dung/{person}/sua", ADMINS), ("POST", "/quan-tri/nguoi-dung/{person}/khoa", ADMINS), ("POST", "/quan-tri/nguoi-dung/{person}/lien-ket", ADMINS),
    ("GET", "/quan-tri/don-vi", ADMINS), ("GET", "/quan-tri/don-vi/them", ADMINS), ("POST", "/quan-tri/don-vi/them", ADMINS),
    ("GET", "/quan-tri/don-vi/{unit}", ADMINS), ("POST", "/quan-tri/don-vi/{unit}", ADMINS),
    ("GET", "/api/v1/session", OPEN), ("POST", "/api/v1/session", OPEN), ("DELETE", "/api/v1/session", OPEN),
    ("GET", "/api/v1/quizzes", SIGNED_IN_API), ("POST", "/api/v1/quizzes/{quiz}/attempts", SIGNED_IN_API),
    ("GET", "/api/v1/attempts/{id}", NOT_THEIRS_API), ("GET", "/api/v1/attempts/{id}/news", NOT_THEIRS_API), ("PUT", "/api/v1/attempts/{id}/responses", NOT_THEIRS_API), ("PUT", "/api/v1/attempts/{id}/responses/{slot}", NOT_THEIRS_API),
    ("PUT", "/api/v1/attempts/{id}/responses/prediction", NOT_THEIRS_API), ("GET", "/api/v1/rounds", SIGNED_IN_API),
    ("POST", "/api/v1/rounds/{round}/attempts", ["401", "404", "404", "404", "404", "404", "404"]), ("GET", "/api/v1/rounds/{round}/opening", ["401", "404", "404", "404", "404", "404", "404"]), ("GET", "/api/v1/rounds/{round}/ranking", ["404"; 7]), ("GET", "/.well-known/hocthi-keys.json", OPEN),
    ("POST", "/api/v1/attempts/{id}/submission", NOT_THEIRS_API), ("POST", "/api/v1/attempts/{id}/moves", NOT_THEIRS_API), ("GET", "/api/v1/attempts/{id}/result", NOT_THEIRS_API),
    ("GET", "/api/v1/certificates/{code}", OPEN), ("GET", "/api/openapi.json", OPEN),
    ("GET", "/danh-ba", LEADERS), ("GET", "/danh-ba/xuat.xlsx", LEADERS), ("GET", "/danh-ba/mau.xlsx", ADMINS), ("GET", "/danh-ba/them", ADMINS), ("POST", "/danh-ba/them", ADMINS),
    ("GET", "/danh-ba/nhap", ADMINS), ("POST", "/danh-ba/nhap", ADMINS), ("GET", "/danh-ba/nhap/{import}", NO_SUCH_ADMINS), ("POST", "/danh-ba/nhap/{import}", NO_SUCH_ADMINS),
    ("GET", "/danh-ba/loai", ADMINS), ("POST", "/danh-ba/loai", ADMINS), ("GET", "/danh-ba/{recognition}", LEADERS), ("POST", "/danh-ba/{recognition}/thay-doi", ADMINS),
    ("GET", "/chung-nhan/kiem-tra-tep", OPEN), ("POST", "/chung-nhan/kiem-tra-tep", OPEN), ("POST", "/chung-nhan/{code}/khoi-phuc", ISSUERS), ("POST", "/chung-nhan/{code}/cap-lai", ISSUERS),
    // A badge is its holder's alone.
    ("GET", "/chung-nhan/{code}/huy-hieu.jwt", NOT_THEIRS), ("GET", "/chung-nhan/{code}/huy-hieu.json", NOT_THEIRS), ("GET", "/chung-nhan/{code}/huy-hieu.svg", NOT_THEIRS), ("GET", "/chung-nhan/{code}/huy-hieu.png", NOT_THEIRS),
    ("GET", "/chung-nhan/trang-thai/{year}/{register}", OPEN), ("GET", "/.well-known/did.json", OPEN), ("GET", "/quan-tri/khoa-ky", ADMINS), ("POST", "/quan-tri/khoa-ky", ADMINS),
    ("GET", "/chuong-trinh", SIGNED_IN), ("GET", "/chuong-trinh/them", ADMINS), ("POST", "/chuong-trinh/them", ADMINS), ("GET", "/chuong-trinh/{programme}", SIGNED_IN),
    ("GET", "/chuong-trinh/{programme}/sua", ADMINS), ("POST", "/chuong-trinh/{programme}/sua", ADMINS), ("GET", "/chuong-trinh/{programme}/nguoi", LEADERS),
    ("GET", "/chuong-trinh/{programme}/buoi", ADMINS), ("POST", "/chuong-trinh/{programme}/buoi", ADMINS), ("GET", "/chuong-trinh/{programme}/buoi/{session}", ADMINS), ("POST", "/chuong-trinh/{programme}/buoi/{session}", ADMINS),
    ("GET", "/chuong-trinh/{programme}/cap-giay", ADMINS), ("POST", "/chuong-trinh/{programme}/cap-giay", ADMINS), ("GET", "/cap-giay/{issue}", ISSUERS), ("POST", "/cap-giay/{issue}", ISSUERS),
    ("GET", "/cap-giay/{issue}/giay.zip", ISSUERS), ("GET", "/cap-giay/{issue}/in.zip", ISSUERS), ("GET", "/cap-giay/{issue}/danh-sach.xlsx", ISSUERS),
    ("GET", "/tai-khoan/thu", SIGNED_IN), ("POST", "/tai-khoan/thu", SIGNED_IN),
    // A link in a message; this one names nobody.
    ("GET", "/thu/{token}", NO_CONTEST), ("POST", "/thu/{token}", NO_CONTEST),
    ("GET", "/quan-tri/thu", ADMINS), ("POST", "/quan-tri/thu/{mail}", NO_SUCH_ADMINS),
    ("GET", "/mau-giay", ADMINS), ("GET", "/mau-giay/them", ADMINS), ("POST", "/mau-giay/them", ADMINS), ("POST", "/mau-giay/xem-truoc", ADMINS),
    ("GET", "/mau-giay/{template}", NO_SUCH_ADMINS), ("POST", "/mau-giay/{template}", NO_SUCH_ADMINS), ("POST", "/mau-giay/{template}/ngung", NO_SUCH_ADMINS),
    ("GET", "/to-chuc-thi/{contest}/giay-chung-nhan", NO_CONTEST_ORGANIZERS), ("POST", "/to-chuc-thi/{contest}/giay-chung-nhan", NO_CONTEST_ORGANIZERS),
    ("POST", "/to-chuc-thi/{contest}/giay-chung-nhan/noi-cap", NO_CONTEST_ORGANIZERS),
    ("GET", "/chuong-trinh/{programme}/buoi/{session}/diem-danh", ADMINS), ("POST", "/chuong-trinh/{programme}/buoi/{session}/diem-danh", ADMINS),
    ("GET", "/chuong-trinh/{programme}/buoi/{session}/phieu-ky.pdf", ADMINS), ("GET", "/chuong-trinh/{programme}/buoi/{session}/phieu-ky.docx", ADMINS),
    ("GET", "/ho-so/xuat.docx", SIGNED_IN), ("GET", "/ho-so/{person}/xuat.docx", LEADERS),
    ("GET", "/ho-so/buoi-tuyen-truyen", SIGNED_IN), ("POST", "/ho-so/buoi-tuyen-truyen", SIGNED_IN),
    ("POST", "/ho-so/buoi-tuyen-truyen/{talk}/rut", NO_CONTEST_SIGNED_IN),
    ("GET", "/buoi-tuyen-truyen", LEADERS), ("POST", "/buoi-tuyen-truyen/{talk}", NO_SUCH_LEADERS),
    ("GET", "/dot-cap-lai", LEADERS), ("GET", "/dot-cap-lai/them", LEADERS), ("POST", "/dot-cap-lai/them", LEADERS),
    ("GET", "/dot-cap-lai/{campaign}", NO_SUCH_LEADERS), ("POST", "/dot-cap-lai/{campaign}/dong", NO_SUCH_LEADERS), ("GET", "/dot-cap-lai/{campaign}/tien-do.xlsx", NO_SUCH_LEADERS),
    // Lan's own unit's leader and the administrators may read her record.
    ("GET", "/ho-so", SIGNED_IN), ("GET", "/ho-so/xuat.xlsx", SIGNED_IN), ("GET", "/ho-so/{person}", LEADERS), ("GET", "/ho-so/{person}/xuat.xlsx", LEADERS),
    ("GET", "/den-han", LEADERS), ("GET", "/quan-tri/noi-cap", ADMINS), ("POST", "/quan-tri/noi-cap", ADMINS),
    // No demonstration runs here.
    ("GET", "/he-thong-thiet-ke", ["404"; 7]), ("GET", "/assets/{path:.+}", ["404"; 7]), ("GET", "/healthz", OPEN), ("GET", "/readyz", OPEN),
];

type Values = BTreeMap<&'static str, String>;

/// A pattern of the table with real values in it.
fn fill(pattern: &str, values: &Values) -> String {
    values.iter().fold(pattern.to_owned(), |path, (name, value)| path.replace(name, value))
}

async fn browser_of(world: &World, asker: &str, unit: hocthi::kernel::ids::UnitId) -> Browser {
    static NUMBER: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
    let Some(role) = Role::parse(asker) else { return world.stranger() };
    let username = format!("{}{}", asker.replace('_', "."), NUMBER.fetch_add(1, std::sync::atomic::Ordering::Relaxed));
    let scope = if role == Role::UnitLeader { Some(unit) } else { None };
    let id = world.person(&username, "Người Hỏi", None, (role != Role::Trainee).then_some((role, scope))).await;
    world.signed_in(id).await
}

on_both_databases! {
    async fn every_route_answers_every_role_as_the_matrix_says(world: World) {
        let unit = world.unit("my-tho", None).await;
        let lan = world.person("lan", "Nguyễn Thị Lan", Some(unit), Some((Role::Judge, Some(unit)))).await;
        let mut lans = world.signed_in(lan).await;
        let attempt = world.take_quiz(&mut lans, lan, true).await;
        let code = world.db.read(move |conn| hocthi::certification::ops::of_person(conn, lan)).await.unwrap().remove(0).code;
        let grant = world.db.read(move |conn| hocthi::identity::roles::held_by(conn, lan)).await.unwrap()[1].id;
        let material = world.material("kl-57", unit).await;
        let recognition = world.recognition("Nguyễn Thị Lan", unit).await;
        let (session, batch) = crate::programmes::with_a_batch(&world).await;
        let values: Values = [
            ("{programme}", "boi-duong".into()), ("{session}", session), ("{issue}", batch), ("{template}", lan.to_string()), ("{year}", "2026".into()),
            ("{register}", "GCN-BTGDV".into()), ("{recognition}", recognition.to_string()), ("{import}", uuid::Uuid::now_v7().to_string()), ("{number}", "1".into()),
            ("{campaign}", lan.to_string()), ("{talk}", lan.to_string()), ("{mail}", lan.to_string()), ("{source}", "KL57".into()), ("{contest}", "khong-co".into()),
            ("{round}", "khong-co.vong-1".into()), ("{material}", material.to_string()), ("{token}", "0".repeat(64)), ("{course}", "kl-57".into()),
            ("{lesson}", "nhan-dien".into()), ("{quiz}", "kl-57".into()), ("{bank}", "kl-57".into()), ("{item}", "kl57-boi-canh-001".into()),
            ("{pseudonym}", "ab".repeat(16)), ("{ordinal}", "1".into()), ("{paper}", "bien-ban.pdf".into()), ("{attempt}", attempt.to_string()),
            ("{id}", attempt.to_string()), ("{slot}", "1".into()), ("{code}", code), ("{person}", lan.to_string()), ("{grant}", grant.to_string()),
            ("{unit}", unit.to_string()), ("{path:.+}", "js/khong.js".into()), ("{signal}", "0123456789abcdef".into()), ("{proposal}", lan.to_string()),
            ("{value}", lan.to_string()), ("{registration}", lan.to_string()), ("{exclusion}", lan.to_string()), ("{batch}", lan.to_string()),
            ("{appeal}", attempt.to_string()), ("{change}", attempt.to_string()),
        ].into();
        for route in routes::all() {
            let Some((_, _, expected)) = MATRIX.iter().find(|(method, path, _)| *method == route.method.as_str() && *path == route.path) else {
                panic!("{} {} has no row in the matrix: write down who may", route.method, route.path);
            };
            let path = fill(route.path, &values);
            assert!(!path.contains('{'), "{path}: a value is missing");
            let is_api = path.starts_with("/api/");
            for (asker, expected) in ASKERS.iter().zip(expected) {
                // A fresh browser for each change: some of them end the session they are made in.
                let mut browser = browser_of(&world, asker, unit).await;
                let answer = match (route.method.as_str(), is_api) {
                    ("GET", _) => browser.get(&path).await,
                    ("POST", false) => browser.post(&path, &[("reason", "kiểm tra"), ("seq", "1"), ("full_name", "Nguyễn Thị Lan"), ("prediction", "1"), ("digest", "00"), ("public_value", "1"), ("kind", "pause"), ("decision", "accept"), ("password", "một câu thật dài")]).await,
                    (method, _) => browser.api(method, &path, Some(serde_json::json!({ "seq": 1, "response": "a" }))).await,
                };
                let is_refusal = matches!(answer.status, 401 | 403 | 404) || (answer.status == 303 && answer.location().starts_with("/dang-nhap?next="));
                let told = if is_refusal || *expected == "409" { answer.status.to_string() } else { "-".to_owned() };
                // The shape of a body is read before the attempt is looked for; a malformed bulk body is no way in.
                let is_malformed = *expected == "404" && answer.status == 400;
                assert!(told == *expected || is_malformed, "{} {path} by {asker}: {} instead of {expected}", route.method, answer.status);
                assert!(answer.status < 500, "{} {path} by {asker}: {}", route.method, answer.status);
            }
        }
        let judge_still = world.db.read(move |conn| hocthi::identity::roles::held_by(conn, lan)).await.unwrap();
        assert_eq!(judge_still.len(), 1, "only the administrator took the role away");
    }
}

/// Other spellings of a path, some of which a router reads as the same.
fn spellings(path: &str) -> Vec<String> {
    let coded = |byte: u8| format!("%{byte:02x}");
    let after = |at: usize, code: String| format!("{}{code}{}", &path[..at], &path[at + 1..]);
    let all_coded: String = path.bytes().map(|byte| if byte == b'/' { "/".to_owned() } else { coded(byte) }).collect();
    let mut out = vec![
        all_coded.clone(),
        all_coded.to_uppercase(),
        format!("/{path}"),
        format!("{path}/"),
        format!("/.{path}"),
        format!("/x/..{path}"),
        path.to_uppercase(),
    ];
    out.push(format!("/assets/..{path}"));
    out.push(format!("/assets/%2e%2e{path}"));
    out.push(path.replacen('-', "%2D", 1));
    out.extend(path.bytes().enumerate().filter(|(_, byte)| byte.is_ascii_alphabetic()).take(3).map(|(at, byte)| after(at, coded(byte))));
    out
}

on_both_databases! {
    async fn an_administrator_of_a_unit_sees_no_keys_and_holds_no_contests(world: World) {
        let unit = world.unit("my-tho", None).await;
        let admin = world.person("quan.tri.phuong", "Bùi Thanh Ẩn", Some(unit), Some((Role::Admin, Some(unit)))).await;
        let mut browser = world.signed_in(admin).await;
        for path in ["/ngan-hang", "/ngan-hang/kl-57", "/ngan-hang/kl-57/kl57-boi-canh-001", "/de", "/de/kl-57", "/to-chuc-thi", "/to-chuc-thi/them"] {
            assert_eq!(browser.get(path).await.status, 403, "{path}");
        }
        assert_eq!(browser.get("/quan-tri").await.status, 200);
        assert_eq!(browser.get("/khoa-hoc/kl-57/tai-lieu/them").await.status, 200, "the own unit's materials are theirs to write");
    }

    async fn no_other_spelling_of_a_path_opens_a_closed_door(world: World) {
        let unit = world.unit("my-tho", None).await;
        let other = world.unit("go-cong", None).await;
        let values: Values = [
            ("{material}", world.material("kl-57", other).await.to_string()), ("{course}", "kl-57".into()), ("{bank}", "kl-57".into()), ("{item}", "kl57-boi-canh-001".into()), ("{quiz}", "kl-57".into()), ("{unit}", unit.to_string()),
        ].into();
        let lan = world.person("lan", "Nguyễn Thị Lan", Some(unit), None).await;
        let (mut guest, mut trainee) = (world.stranger(), world.signed_in(lan).await);
        let mut tried = 0;
        for (method, pattern, expected) in MATRIX.iter().filter(|(method, ..)| *method == "GET") {
            let path = fill(pattern, &values);
            for spelling in spellings(&path) {
                for (asker, browser, row) in [("guest", &mut guest, expected[0]), ("trainee", &mut trainee, expected[1])] {
                    if row == "-" || path.contains('{') {
                        continue;
                    }
                    let answer = browser.get(&spelling).await;
                    assert!(!(200..300).contains(&answer.status), "{method} {spelling} (for {path}) by {asker}: {}", answer.status);
                    tried += 1;
                }
            }
        }
        assert!(tried > 300, "{tried}");
    }
}

#[test]
fn the_matrix_has_no_row_for_a_route_that_is_gone() {
    let routes = routes::all();
    for (method, path, _) in MATRIX {
        assert!(routes.iter().any(|route| route.method.as_str() == *method && route.path == *path), "{method} {path}");
    }
    assert_eq!(MATRIX.len(), routes.len());
    // A change by GET would be open to every link and picture.
    assert!(routes.iter().all(|route| route.method != actix_web::http::Method::HEAD && route.access != Access::Roles(&[])));
}

#[test]
fn the_api_is_described_route_by_route() {
    let document: serde_json::Value = serde_json::from_str(hocthi::openapi::DOCUMENT).unwrap();
    let described: std::collections::BTreeSet<(String, String)> = document["paths"]
        .as_object()
        .unwrap()
        .iter()
        .flat_map(|(path, methods)| methods.as_object().unwrap().keys().map(move |method| (method.to_uppercase(), path.clone())))
        .collect();
    let served: std::collections::BTreeSet<(String, String)> = routes::all()
        .into_iter()
        .filter(|route| route.path.starts_with("/api/"))
        .map(|route| (route.method.to_string(), route.path.to_owned()))
        .collect();
    assert_eq!(described, served);
}
