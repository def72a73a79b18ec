use std::sync::Arc;

use super::super::looks::{
    logo::Logo,
    model::{Border, Orientation, Palette},
};

/// Every word that the paper prints, already in display form: the module adds no punctuation, no
/// translation and no date of its own.
///
/// Text may come in any Unicode normal form; it is printed in NFC. A field that holds only spaces
/// is left out, so whoever fills the face must see that the required ones have words. A line feed in `issuer_parent`, `issuer`, `holder_name`,
/// `holder_unit`, `achievement`, `result` or `signer_title` breaks the line there, so that
/// "KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH" stands as the forms of Decree 30/2020 ask; such a field takes two
/// lines at most.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CertificateFace {
    /// Language of the document as readers and screen readers are told: "vi" or "en".
    pub language: String,
    /// Country name and motto, printed top right above a rule. The second may be empty, as in the
    /// Party's form, which has a single line. Without it the issuer stands in the middle.
    pub state_motto: Option<(String, String)>,
    /// The body above the issuer.
    pub issuer_parent: Option<String>,
    /// The issuing unit.
    pub issuer: String,
    /// Kind of the paper: "GIẤY CHỨNG NHẬN".
    pub title: String,
    /// The verb before the name: "chứng nhận".
    pub certifies: String,
    /// Name of the person.
    pub holder_name: String,
    /// Where the person works.
    pub holder_unit: Option<String>,
    /// What links the person to the achievement: "đã hoàn thành khóa học".
    pub achievement_label: String,
    /// Title of the course, contest or programme.
    pub achievement: String,
    /// The result: "Kết quả: 18/20 điểm (90%)".
    pub result: Option<String>,
    /// A line of its own below the result.
    pub note: Option<String>,
    /// Place and date of issue: "Tiền Giang, ngày 23 tháng 11 năm 2026".
    pub place_date: String,
    /// Office of the person who signs.
    pub signer_title: Option<String>,
    /// Name of the person who signs.
    pub signer_name: Option<String>,
    /// Word before the number: "Số:" in the state's form, "Số" in the Party's.
    pub number_label: String,
    /// Number of the certificate: "015/2026/GCN-BTGDV".
    pub number: String,
    /// Word above the verification code: "Mã tra cứu".
    pub code_label: String,
    /// Verification code, grouped for reading aloud.
    pub code: String,
    /// What to do with the QR code: "Quét mã hoặc mở địa chỉ để kiểm tra".
    pub verify_hint: String,
    /// Address that the QR code opens and that is printed beside it.
    pub verify_url: String,
    /// How the page is drawn.
    pub design: Design,
    /// The signed credential, carried in the file as an attachment.
    pub credential: Option<String>,
}

/// How a page is drawn, whatever it says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Design {
    /// How the page lies.
    pub orientation: Orientation,
    /// Its colours.
    pub palette: Palette,
    /// Its frame.
    pub border: Border,
    /// A picture at its head.
    pub logo: Option<Arc<Logo>>,
}
