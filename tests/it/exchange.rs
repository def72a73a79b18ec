//! Items from files into a bank, and out again.

use hocthi::{
    bank::{
        self,
        exchange::{self, IMPORTED, Target},
        formats::{self, Format, store_form},
        model::{BankError, Source},
    },
    kernel::{Problem, page::PageRequest, rng::SystemEntropy},
    shipped,
};

use crate::{
    on_both_databases,
    support::{MORNING, World, issuer},
};

const FILE: &str = "// [tag:muc:van_dung] [tag:nguon:KL57:boi-canh]\n::g-1::Kết luận 57-KL/TW ban hành năm nào? {=2023 ~2024 ~2025 ####Ghi ở đầu.}\n\nChọn hai ý đúng {~%50%một ~%50%hai ~%-100%ba}\n\nMột là số.{T}\n";

fn target(bank: &str) -> Target {
    Target { bank: bank.into(), title: None, no_topic: "Chưa phân loại".into(), skips_known: false }
}

fn items(file: &str, sources: &[Source]) -> Vec<exchange::Imported> {
    let reading = formats::read(Format::Gift, file.as_bytes());
    assert!(!reading.has_errors(), "{:?}", reading.flaws);
    reading.drafts.iter().map(|draft| store_form::item(draft, sources).expect("a bank takes it").0).collect()
}

async fn import(world: &World, target: Target, items: Vec<exchange::Imported>) -> Result<exchange::Import, BankError> {
    world.db.write(move |conn| exchange::import(conn, MORNING, &SystemEntropy, None, &target, &items)).await
}

async fn export(world: &World, bank: &'static str) -> Vec<exchange::Imported> {
    world.db.write(move |conn| exchange::export(conn, MORNING, None, bank, Format::Gift)).await.unwrap()
}

async fn drafts(world: &World, bank: &'static str) -> i64 {
    world
        .db
        .read(move |conn| {
            let bank = bank::ops::bank_by_code(conn, bank)?;
            let filter = bank::authoring::list::Filter { status: "draft".into(), ..Default::default() };
            Ok::<_, Problem>(bank::authoring::list::items(conn, bank.id, &filter, PageRequest::new(1, 1))?.total)
        })
        .await
        .unwrap()
}

on_both_databases! {
    async fn items_come_in_as_drafts_and_out_as_they_were(world: World) {
        let sources = world.db.read(|conn| bank::ops::sources(conn, &["KL57".to_owned()])).await.unwrap();
        let items = items(FILE, &sources);
        let missing = import(&world, target("moi"), items.clone()).await;
        assert!(matches!(missing, Err(BankError::NotFound)), "a bank is made only when it is named");
        let made = Target { title: Some("Ngân hàng mới".into()), ..target("moi") };
        let done = import(&world, made, items).await.unwrap();
        assert_eq!((done.added, drafts(&world, "moi").await), (3, 3));
        let back = export(&world, "moi").await;
        let codes: Vec<&str> = back.iter().map(|item| item.code.as_str()).collect();
        assert_eq!(codes, ["g-1", "nhap-0001", "nhap-0002"]);
        let written = formats::write(Format::Gift, &back.iter().enumerate().map(|(at, item)| store_form::draft(at, item)).collect::<Vec<_>>()).unwrap();
        let again = formats::read(Format::Gift, &written.bytes);
        let first = &again.drafts[0];
        assert_eq!((first.source.as_str(), first.rationale.as_str(), first.topic.as_str()), ("KL57:boi-canh", "Ghi ở đầu.", "Chưa phân loại"));
    }

    async fn all_or_nothing(world: World) {
        let made = Target { title: Some("Mới".into()), ..target("moi") };
        import(&world, made, items(FILE, &[])).await.unwrap();
        let more = items(&format!("{FILE}\nHai là số.{{T}}\n"), &[]);
        let again = import(&world, target("moi"), more.clone()).await.unwrap();
        assert_eq!((again.added, again.known.as_slice(), drafts(&world, "moi").await), (0, [1, 2, 3].as_slice(), 3), "the same file twice is told");
        let skipping = Target { skips_known: true, ..target("moi") };
        assert_eq!(import(&world, skipping, more).await.unwrap().added, 1);
        let clash = items("::g-1::Câu khác mang mã cũ? {=có ~không}\n\nBa là số.{T}\n", &[]);
        let refused = import(&world, target("moi"), clash).await.unwrap();
        assert_eq!((refused.added, refused.taken.as_slice(), drafts(&world, "moi").await), (0, ["g-1".to_owned()].as_slice(), 4));
    }

    async fn a_bank_with_files_keeps_what_was_imported(world: World) {
        let done = import(&world, target("kl-57"), items(FILE, &[])).await.unwrap();
        assert_eq!(done.added, 3);
        let mut library = shipped::read().unwrap();
        let bank = library.banks.iter_mut().find(|bank| bank.code == "kl-57").unwrap();
        bank.items[0].face.stem.push_str(" (đã sửa)");
        bank.content_hash = [9; 32];
        world.db.write(move |conn| shipped::load(conn, MORNING, &SystemEntropy, &library, &issuer())).await.unwrap();
        assert_eq!(drafts(&world, "kl-57").await, 3, "loading files retires only what the files had");
        assert!(export(&world, "kl-57").await.iter().any(|item| item.code == format!("{IMPORTED}g-1")));
    }
}

#[test]
fn what_a_bank_cannot_hold_is_refused() {
    let reading = formats::read(Format::Gift, "Chọn hai {~%100%một ~%-100%hai}\n".as_bytes());
    let errors = store_form::item(&reading.drafts[0], &[]).unwrap_err();
    assert_eq!((errors[0].code, errors[0].value.as_str()), ("bank_options", "2"));
}
