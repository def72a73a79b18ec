//! Units: the tree, and who may see what of it.

use hocthi::kernel::{Role, ids::UnitId};

use crate::{on_both_databases, support::World};

/// A province with two communes, one of which has a cell.
async fn tree(world: &World) -> [UnitId; 4] {
    let province = world.unit("tinh", None).await;
    let my_tho = world.unit("my-tho", Some(province)).await;
    let go_cong = world.unit("go-cong", Some(province)).await;
    let cell = world.unit("chi-bo-1", Some(my_tho)).await;
    [province, my_tho, go_cong, cell]
}

on_both_databases! {
    async fn a_leader_sees_the_own_subtree_and_nothing_beside_or_above(world: World) {
        let [province, my_tho, go_cong, cell] = tree(&world).await;
        world.person("lan", "Nguyễn Thị Lan", Some(cell), None).await;
        world.person("quang", "Lê Quang", Some(go_cong), None).await;
        world.person("tinh.uy", "Trần Tỉnh", Some(province), None).await;
        let hoa = world.person("hoa", "Huỳnh Thị Hoa", Some(my_tho), Some((Role::UnitLeader, Some(my_tho)))).await;
        let mut browser = world.signed_in(hoa).await;
        let page = browser.get("/bao-cao/kl-57").await.text;
        assert!(page.contains("Nguyễn Thị Lan") && page.contains("Huỳnh Thị Hoa"));
        assert!(!page.contains("Lê Quang") && !page.contains("Trần Tỉnh") && !page.contains("Đơn vị go-cong") && !page.contains("Đơn vị tinh"));
        assert_eq!(browser.get(&format!("/bao-cao/kl-57?don-vi={cell}")).await.status, 200);
        for unit in [province, go_cong] {
            assert_eq!(browser.get(&format!("/bao-cao/kl-57?don-vi={unit}")).await.status, 404);
        }
        assert_eq!(browser.get("/bao-cao/kl-57?don-vi=1").await.status, 404);
        assert_eq!(browser.get("/quan-tri/nguoi-dung").await.status, 403);
    }

    async fn figures_follow_what_people_do(world: World) {
        let [_, my_tho, ..] = tree(&world).await;
        let lan = world.person("lan", "Nguyễn Thị Lan", Some(my_tho), None).await;
        let hoa = world.person("hoa", "Huỳnh Thị Hoa", None, Some((Role::UnitLeader, Some(my_tho)))).await;
        let (mut browser, mut leader) = (world.signed_in(lan).await, world.signed_in(hoa).await);
        let started = browser.post("/khoa-hoc/kl-57/ghi-danh", &[]).await;
        assert!(started.location().starts_with("/khoa-hoc/kl-57/"));
        browser.post(&format!("{}/hoan-thanh", started.location()), &[]).await;
        let figures = world.db.read(move |conn| {
            let leader = hocthi::identity::ops::actor(conn, hoa)?.unwrap();
            let scope = hocthi::org::ops::scope(conn, &leader, Role::UnitLeader)?;
            let (course, _) = hocthi::courses::ops::course(conn, "kl-57")?;
            let quiz = hocthi::quiz::ops::quiz(conn, "kl-57")?;
            let units = hocthi::reports::progress::units(conn, &scope, course.id, Some(quiz.id))?;
            Ok::<_, hocthi::kernel::Problem>((units[0].members, units[0].started, units[0].passed))
        }).await.unwrap();
        assert_eq!(figures, (1, 1, 0));
        world.take_quiz(&mut browser, lan, true).await;
        let page = leader.get("/bao-cao/kl-57").await.text;
        assert!(page.contains("Nguyễn Thị Lan") && page.contains("/chung-nhan/"));
    }

    async fn an_administrator_of_a_unit_cannot_reach_beyond_it(world: World) {
        let [province, my_tho, go_cong, cell] = tree(&world).await;
        let lan = world.person("lan", "Nguyễn Thị Lan", Some(cell), None).await;
        let quang = world.person("quang", "Lê Quang", Some(go_cong), None).await;
        let root = world.person("quantri", "Bùi Ẩn", Some(my_tho), Some((Role::Admin, None))).await;
        let local = world.person("cucbo", "Võ Cục Bộ", Some(my_tho), Some((Role::Admin, Some(my_tho)))).await;
        let mut browser = world.signed_in(local).await;
        let list = browser.get("/quan-tri/nguoi-dung").await.text;
        assert!(list.contains("Nguyễn Thị Lan") && !list.contains("Lê Quang"));
        assert_eq!(browser.get(&format!("/quan-tri/nguoi-dung/{lan}")).await.status, 200);
        assert_eq!(browser.get(&format!("/quan-tri/nguoi-dung/{quang}")).await.status, 404);
        for path in ["lien-ket", "khoa", "don-vi", "vai-tro"] {
            let fields = [("reason", "x"), ("role", "trainer"), ("unit_id", &cell.to_string())];
            assert_eq!(browser.post(&format!("/quan-tri/nguoi-dung/{quang}/{path}"), &fields).await.status, 404, "{path}");
        }
        // Roles may be given within the border only, and never without one.
        let give = |unit: String| [("role", "trainer".to_owned()), ("unit_id", unit)];
        for (unit, status) in [(cell.to_string(), 303), (String::new(), 422), (province.to_string(), 422), (go_cong.to_string(), 422)] {
            let fields = give(unit);
            let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            assert_eq!(browser.post(&format!("/quan-tri/nguoi-dung/{lan}/vai-tro"), &fields).await.status, status, "{fields:?}");
        }
        // Whoever could reset a higher administrator's password could become them.
        assert_eq!(browser.post(&format!("/quan-tri/nguoi-dung/{root}/lien-ket"), &[]).await.status, 403);
        assert_eq!(browser.post(&format!("/quan-tri/nguoi-dung/{root}/khoa"), &[("reason", "x")]).await.status, 403);
        assert_eq!(browser.get(&format!("/quan-tri/don-vi/{province}")).await.status, 404);
        assert_eq!(browser.get("/quan-tri/nhat-ky").await.status, 403);
        let fields = [("code", "la"), ("name", "Lạ"), ("kind", "commune"), ("parent_id", &go_cong.to_string()), ("valid_from", "01/07/2025")];
        assert_eq!(browser.post("/quan-tri/don-vi/them", &fields).await.status, 422);
    }

    async fn the_outer_id_does_not_open_the_inner_one(world: World) {
        let root = world.person("quantri", "Bùi Ẩn", None, Some((Role::Admin, None))).await;
        let lan = world.person("lan", "Nguyễn Thị Lan", None, Some((Role::Trainer, None))).await;
        let quang = world.person("quang", "Lê Quang", None, None).await;
        let grant = world.db.read(move |conn| hocthi::identity::roles::held_by(conn, lan)).await.unwrap()[1].id;
        let mut browser = world.signed_in(root).await;
        assert_eq!(browser.post(&format!("/quan-tri/nguoi-dung/{quang}/vai-tro/{grant}/thu-hoi"), &[("reason", "x")]).await.status, 404);
        assert_eq!(world.db.read(move |conn| hocthi::identity::roles::held_by(conn, lan)).await.unwrap().len(), 2);
    }

    async fn a_moved_unit_takes_its_subtree_along_and_makes_no_circle(world: World) {
        let [province, my_tho, go_cong, cell] = tree(&world).await;
        let root = world.person("quantri", "Bùi Ẩn", None, Some((Role::Admin, None))).await;
        let mut browser = world.signed_in(root).await;
        let circle = [("code", "tinh"), ("name", "Tỉnh"), ("kind", "province"), ("parent_id", &cell.to_string()), ("valid_from", "01/07/2025")];
        assert_eq!(browser.post(&format!("/quan-tri/don-vi/{province}"), &circle).await.status, 422);
        let moved = [("code", "my-tho"), ("name", "Phường Mỹ Tho"), ("kind", "commune"), ("parent_id", &go_cong.to_string()), ("valid_from", "01/07/2025"), ("valid_to", "31/12/2030")];
        assert_eq!(browser.post(&format!("/quan-tri/don-vi/{my_tho}"), &moved).await.status, 303);
        let below = world.db.read(move |conn| hocthi::org::ops::subtree(conn, go_cong)).await.unwrap();
        assert_eq!(below.len(), 3);
        assert!(below.contains(&cell) && below.contains(&my_tho));
        assert_eq!(world.db.read(move |conn| hocthi::org::ops::subtree(conn, province)).await.unwrap().len(), 4);
        let to_top = [("code", "my-tho"), ("name", "Phường Mỹ Tho"), ("kind", "commune"), ("parent_id", ""), ("valid_from", "01/07/2025")];
        assert_eq!(browser.post(&format!("/quan-tri/don-vi/{my_tho}"), &to_top).await.status, 303);
        assert_eq!(world.db.read(move |conn| hocthi::org::ops::subtree(conn, province)).await.unwrap().len(), 2);
        for (field, value) in [("valid_from", "2025-07-01"), ("valid_to", "31/02/2026"), ("code", "Có Dấu"), ("kind", "huyen"), ("name", " "), ("parent_id", "x")] {
            let mut fields = [("code", "my-tho"), ("name", "Phường"), ("kind", "commune"), ("parent_id", ""), ("valid_from", "01/07/2025"), ("valid_to", "")];
            fields.iter_mut().find(|(name, _)| *name == field).unwrap().1 = value;
            let answer = browser.post(&format!("/quan-tri/don-vi/{my_tho}"), &fields).await;
            assert_eq!(answer.status, 422, "{field}");
            assert!(answer.text.contains(&format!("#f-{field}")), "{field}");
        }
    }

    async fn people_sort_by_given_name_and_are_found_without_marks(world: World) {
        for (username, name) in [("aa1", "Trần Văn Đức"), ("aa2", "Nguyễn Thị Ánh"), ("aa3", "Lê Dũng"), ("aa4", "Bùi An")] {
            world.person(username, name, None, None).await;
        }
        let found = |search: &'static str| world.db.read(move |conn| hocthi::org::people::list(conn, &hocthi::org::model::Scope::Everywhere, search, hocthi::kernel::page::PageRequest::new(1, 50)));
        let names: Vec<String> = found("").await.unwrap().rows.into_iter().map(|row| row.full_name).collect();
        assert_eq!(names, ["Bùi An", "Nguyễn Thị Ánh", "Lê Dũng", "Trần Văn Đức"]);
        assert_eq!(found("van duc").await.unwrap().total, 1);
        assert_eq!(found("VĂN ĐỨC").await.unwrap().total, 1);
        for literal in ["%", "_", "\\", "' OR 1=1 --"] {
            assert_eq!(found(literal).await.unwrap().total, 0, "{literal}");
        }
    }
}
