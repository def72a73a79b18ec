//! What units add to courses: who reads, who writes, and that nothing typed is lost.

use hocthi::kernel::Role;

use crate::on_both_databases;

const NEW: &str = "/khoa-hoc/kl-57/tai-lieu/them";

on_both_databases! {
    async fn people_of_the_unit_and_below_read_it_and_nobody_else(world: World) {
        let commune = world.unit("xa-a", None).await;
        let cell = world.unit("chi-bo-a", Some(commune)).await;
        let other = world.unit("xa-b", None).await;
        let trainer = world.person("minh", "Lê Văn Minh", Some(commune), Some((Role::Trainer, Some(commune)))).await;
        let mut writer = world.signed_in(trainer).await;
        let added = writer.post(NEW, &[("unit_id", &commune.to_string()), ("title", "Toàn văn Kết luận"), ("body", "Nội dung riêng.[^KL57:nhan-dien]")]).await;
        assert_eq!(added.status, 303, "{}", added.text);
        let address = added.location();
        for (unit, status) in [(Some(commune), 200), (Some(cell), 200), (Some(other), 404), (None, 404)] {
            let reader = world.person(&format!("doc.{status}.{}", unit.map(|unit| unit.to_string()).unwrap_or_default().chars().rev().take(8).collect::<String>()), "Người Đọc", unit, None).await;
            let mut browser = world.signed_in(reader).await;
            let page = browser.get(address).await;
            assert_eq!(page.status, status);
            assert_eq!(browser.get("/khoa-hoc/kl-57").await.text.contains("Toàn văn Kết luận"), status == 200, "the list shows what may be read");
            assert_eq!(page.text.contains("Nội dung riêng."), status == 200);
            assert_eq!(browser.get(&format!("{address}/sua")).await.status, 403);
        }
        assert!(!world.stranger().get("/khoa-hoc/kl-57").await.text.contains("Toàn văn Kết luận"));
    }

    async fn a_trainer_writes_for_the_own_scope_only(world: World) {
        let (own, other) = (world.unit("xa-a", None).await, world.unit("xa-b", None).await);
        let trainer = world.person("minh", "Lê Văn Minh", Some(own), Some((Role::Trainer, Some(own)))).await;
        let mut browser = world.signed_in(trainer).await;
        let refused = browser.post(NEW, &[("unit_id", &other.to_string()), ("title", "Của nơi khác"), ("body", "Một đoạn.")]).await;
        assert_eq!(refused.status, 422);
        assert!(refused.text.contains("Của nơi khác") && refused.text.contains("Một đoạn."), "what was typed comes back");
        let theirs = world.material("kl-57", other).await;
        for path in ["sua", "rut"] {
            let answer = browser.post(&format!("/khoa-hoc/kl-57/tai-lieu/{theirs}/{path}"), &[("version", "1"), ("title", "x"), ("body", "y"), ("reason", "z")]).await;
            assert_eq!(answer.status, 404, "{path}");
        }
        let of_other_course = browser.get(&format!("/khoa-hoc/hd-69/tai-lieu/{theirs}")).await;
        assert_eq!(of_other_course.status, 404);
    }

    async fn faults_of_the_text_are_told_with_their_line_and_nothing_is_saved(world: World) {
        let unit = world.unit("xa-a", None).await;
        let trainer = world.person("minh", "Lê Văn Minh", Some(unit), Some((Role::Trainer, Some(unit)))).await;
        let mut browser = world.signed_in(trainer).await;
        let unit_id = unit.to_string();
        for (body, told) in [("Một.\n\n::: note\nHai", "Dòng 3"), ("Một.\nHai.[^KL57:khong-co]", "Dòng 2"), ("  ", "Hãy gõ nội dung"), ("::: video\nx\n:::", "Dòng 1")] {
            let refused = browser.post(NEW, &[("unit_id", &unit_id), ("title", "Bài riêng"), ("body", body)]).await;
            assert_eq!(refused.status, 422);
            assert!(refused.text.contains(told), "{body:?}: {told}");
        }
        let shown = browser.post(NEW, &[("unit_id", &unit_id), ("title", "Bài riêng"), ("body", "Một đoạn **đậm** <script>alert(1)</script>"), ("preview", "1")]).await;
        assert_eq!(shown.status, 200);
        assert!(shown.text.contains("<strong>đậm</strong>") && !shown.text.contains("<script>alert"));
        assert!(browser.get("/khoa-hoc/kl-57").await.text.contains("Chưa có tài liệu nào"), "neither refusal nor preview saves");
    }

    async fn saving_over_a_version_not_seen_is_told_and_loses_nothing(world: World) {
        let unit = world.unit("xa-a", None).await;
        let material = world.material("kl-57", unit).await;
        let address = format!("/khoa-hoc/kl-57/tai-lieu/{material}");
        let trainer = world.person("minh", "Lê Văn Minh", Some(unit), Some((Role::Trainer, Some(unit)))).await;
        let (mut first, mut second) = (world.signed_in(trainer).await, world.signed_in(trainer).await);
        let save = |version: &'static str, body: &'static str| [("version", version), ("title", "Toàn văn"), ("body", body)];
        assert_eq!(first.post(&format!("{address}/sua"), &save("1", "Bản của người thứ nhất.")).await.status, 303);
        let late = second.post(&format!("{address}/sua"), &save("1", "Bản của người thứ hai.")).await;
        assert_eq!(late.status, 422);
        assert!(late.text.contains("Người khác vừa lưu") && late.text.contains("Bản của người thứ hai."));
        assert!(late.text.contains("name=\"version\" value=\"2\""), "sent again, it replaces knowingly");
        assert!(first.get(&address).await.text.contains("Bản của người thứ nhất."));
        assert_eq!(second.post(&format!("{address}/sua"), &save("2", "Bản của người thứ hai.")).await.status, 303);
        let page = second.get(&address).await.text;
        assert!(page.contains("Các bản đã lưu (3)") && page.contains("Bản 1 ·"), "every version is kept");
        let no_reason = second.post(&format!("{address}/rut"), &[("reason", " ")]).await;
        assert_eq!(no_reason.status, 422);
        assert_eq!(second.post(&format!("{address}/rut"), &[("reason", "Có bản mới")]).await.status, 303);
        assert_eq!(first.get(&address).await.status, 404);
    }
}
