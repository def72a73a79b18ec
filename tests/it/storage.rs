//! What `Db::write` promises: each closure a transaction of its own, answered after its commit, whatever others do.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
        mpsc,
    },
    time::Duration,
};

use diesel::RunQueryDsl;
use futures_util::{FutureExt, future::join_all};
use hocthi::{
    identity::{self, model::NewPerson, ops::Credential},
    kernel::{Problem, ProblemKind, rng::SystemEntropy},
    storage::{Conn, Db, Options, StorageError},
};

use crate::{
    on_both_databases,
    support::{MORNING, World},
};

/// Creates somebody, as far as the closure that calls it is kept.
fn create(conn: &mut Conn<'_>, username: &str) -> Result<(), Problem> {
    let new = NewPerson { username: username.to_owned(), full_name: format!("Người {username}"), phone: None, email: None };
    identity::ops::create_person(conn, MORNING, &SystemEntropy, None, &new, &Credential::None)?;
    Ok(())
}

/// Which of these names exist, asked over connections that read.
async fn existing(db: &Db, names: &[String]) -> Vec<String> {
    use diesel::prelude::*;
    use hocthi::storage::schema::people;
    let names = names.to_vec();
    db.read(move |conn| {
        let query = people::table.filter(people::username.eq_any(&names)).order(people::username).select(people::username);
        Ok::<Vec<String>, StorageError>(match conn {
            Conn::Sqlite(c) => query.load(*c)?,
            Conn::Pg(c) => query.load(*c)?,
        })
    })
    .await
    .expect("read")
}

/// Runs one statement that has no parameters.
fn execute(conn: &mut Conn<'_>, sql: &str) -> Result<usize, StorageError> {
    Ok(match conn {
        Conn::Sqlite(c) => diesel::sql_query(sql).execute(*c)?,
        Conn::Pg(c) => diesel::sql_query(sql).execute(*c)?,
    })
}

fn refusal() -> Problem {
    Problem::new(ProblemKind::Conflict, "refused_on_purpose")
}

on_both_databases! {
    async fn an_error_or_a_panic_inside_a_closure_leaves_the_others_whole(world: World) {
        let names: Vec<String> = (0..90).map(|number| format!("nguoi{number:02}")).collect();
        let writes = names.iter().enumerate().map(|(number, name)| {
            let (db, name) = (world.db.clone(), name.clone());
            async move {
                db.write(move |conn| {
                    create(conn, &name)?;
                    match number % 3 {
                        0 => Ok(()),
                        1 => Err(refusal()),
                        _ => {
                            // Deep inside, so that savepoints of its own are left open.
                            conn.nested(|conn| conn.nested(|conn| -> Result<(), Problem> { create(conn, &format!("{name}-trong"))?; panic!("on purpose") }))
                        }
                    }
                })
                .await
            }
        });
        let outcomes = join_all(writes).await;
        for (number, outcome) in outcomes.iter().enumerate() {
            match (number % 3, outcome) {
                (0, Ok(())) => {}
                (1, Err(problem)) => assert_eq!(problem.code, "refused_on_purpose"),
                (2, Err(problem)) => assert_eq!(problem.kind, ProblemKind::Unexpected, "{problem:?}"),
                _ => panic!("{number}: {outcome:?}"),
            }
        }
        let whole: Vec<String> = names.iter().step_by(3).cloned().collect();
        let asked: Vec<String> = names.iter().cloned().chain(names.iter().map(|name| format!("{name}-trong"))).collect();
        assert_eq!(existing(&world.db, &asked).await, whole);
        let chain = world.db.read(hocthi::audit::ops::verify).await.expect("read");
        assert!(matches!(chain, hocthi::audit::ops::Chain::Intact(_)), "{chain:?}");
    }

    async fn an_inner_transaction_undoes_only_what_is_inside_it(world: World) {
        let seen = world
            .db
            .write(|conn| {
                create(conn, "ngoai")?;
                let inner = conn.nested(|conn| { create(conn, "trong")?; conn.nested(|conn| create(conn, "trong-nua"))?; Err::<(), _>(refusal()) });
                let again = conn.nested(|conn| create(conn, "sau"));
                Ok::<_, Problem>((inner.is_err(), again.is_ok()))
            })
            .await
            .expect("written");
        assert_eq!(seen, (true, true));
        let names = ["ngoai", "sau", "trong", "trong-nua"].map(str::to_owned);
        assert_eq!(existing(&world.db, &names).await, ["ngoai", "sau"]);
    }

    async fn the_answer_comes_after_the_commit(world: World) {
        // A door of its own to the same database sees what was acknowledged, at once and every time.
        let (other, _) = Db::open(&world.db.url(), Options { connections: 2, queue: 8 }).expect("opens");
        for number in 0..50 {
            let name = format!("nguoi{number:02}");
            let for_write = name.clone();
            world.db.write(move |conn| create(conn, &for_write)).await.expect("written");
            assert_eq!(existing(&other, std::slice::from_ref(&name)).await, [name]);
        }
    }

    async fn a_caller_who_goes_away_changes_nothing_for_the_others(world: World) {
        let names: Vec<String> = (0..40).map(|number| format!("nguoi{number:02}")).collect();
        let writes: Vec<_> = names.iter().map(|name| { let name = name.clone(); Box::pin(world.db.write(move |conn| create(conn, &name))) }).collect();
        let mut stayed = Vec::new();
        for (number, mut write) in writes.into_iter().enumerate() {
            if number % 2 == 0 {
                stayed.push(write);
            } else {
                // Asked once, so that the write is on its way; then its caller is gone.
                let _ = (&mut write).now_or_never();
                drop(write);
            }
        }
        for outcome in join_all(stayed).await {
            outcome.expect("written");
        }
        let kept = existing(&world.db, &names).await;
        assert!(names.iter().step_by(2).all(|name| kept.contains(name)), "{kept:?}");
        world.db.write(|conn| create(conn, "sau-cung")).await.expect("the door still opens");
    }
}

mod sqlite {
    use super::*;
    use crate::support::Backend;

    /// A database whose writer holds one closure until it is told to go on.
    fn held(queue: usize) -> (World, Db, mpsc::Sender<()>, tokio::sync::oneshot::Receiver<()>) {
        let world = World::new(Backend::Sqlite);
        let (db, _) = Db::open(&world.db.url(), Options { connections: 1, queue }).expect("opens");
        let (go, wait) = mpsc::channel::<()>();
        let (entered, inside) = tokio::sync::oneshot::channel();
        let mut entered = Some(entered);
        let holding = db.clone();
        std::thread::spawn(move || {
            let _ = holding.write_blocking(move |_| {
                let _ = entered.take().map(|entered| entered.send(()));
                let _ = wait.recv_timeout(Duration::from_secs(20));
                Ok::<_, StorageError>(())
            });
        });
        (world, db, go, inside)
    }

    #[actix_web::test]
    async fn a_full_queue_answers_busy_at_once_and_keeps_what_waits() {
        let (_world, db, go, inside) = held(2);
        inside.await.expect("the writer is held");
        let waiting: Vec<_> = ["mot", "hai"]
            .map(|name| {
                let mut write = Box::pin({
                    let db = db.clone();
                    async move { db.write(move |conn| create(conn, name)).await }
                });
                assert!((&mut write).now_or_never().is_none(), "it waits");
                write
            })
            .into();
        assert_eq!(db.health().queue, (3, 2));
        let refused = db.write(|conn| create(conn, "ba")).await.expect_err("the queue is full");
        assert_eq!((refused.kind, refused.retry_after.is_some()), (ProblemKind::Unavailable, true), "{refused:?}");
        go.send(()).expect("the writer goes on");
        for outcome in join_all(waiting).await {
            outcome.expect("written");
        }
        assert_eq!(existing(&db, &["ba", "hai", "mot"].map(str::to_owned)).await, ["hai", "mot"]);
        assert_eq!(db.health().queue.0, 0);
    }

    #[actix_web::test]
    async fn writes_that_wait_when_the_last_door_closes_are_committed() {
        let (world, db, go, inside) = held(64);
        inside.await.expect("the writer is held");
        let names: Vec<String> = (0..30).map(|number| format!("nguoi{number:02}")).collect();
        for name in &names {
            let (db, name) = (db.clone(), name.clone());
            let mut write = Box::pin(async move { db.write(move |conn| create(conn, &name)).await });
            assert!((&mut write).now_or_never().is_none());
        }
        go.send(()).expect("the writer goes on");
        // The thread that holds the writer has a door too; it closes when its closure is answered.
        tokio::task::spawn_blocking(move || drop(db)).await.expect("closed");
        for _ in 0..100 {
            if existing(&world.db, &names).await.len() == names.len() {
                return;
            }
            actix_web::rt::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("writes were lost: {:?}", existing(&world.db, &names).await);
    }

    /// `SQLite` gives up the whole transaction when the disk is full: nobody in it may be told that it was kept,
    /// those behind it are not drawn in, and the writer recovers without a restart.
    #[actix_web::test]
    async fn a_full_disk_costs_only_the_transaction_it_met() {
        let (world, db, go, inside) = held(64);
        inside.await.expect("the writer is held");
        // All of these come into one group.
        let write = |name: &'static str, fills: bool| {
            let db = db.clone();
            let mut write = Box::pin(async move {
                db.write(move |conn| {
                    create(conn, name)?;
                    if fills {
                        execute(conn, "PRAGMA max_page_count = 1")?;
                        execute(conn, "CREATE TABLE filler AS WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000) SELECT randomblob(4000) AS b FROM n")?;
                    }
                    Ok::<_, Problem>(())
                })
                .await
            });
            assert!((&mut write).now_or_never().is_none());
            write
        };
        let writes = [("mot", false), ("day", true), ("hai", false), ("ba", false)].map(|(name, fills)| write(name, fills));
        go.send(()).expect("the writer goes on");
        let outcomes = join_all(writes).await;
        let names = ["ba", "day", "hai", "mot"].map(str::to_owned);
        let kept = existing(&world.db, &names).await;
        for (name, outcome) in ["mot", "day", "hai", "ba"].iter().zip(&outcomes) {
            assert_eq!(outcome.is_ok(), kept.iter().any(|kept| kept == name), "{name} was told {outcome:?}, kept are {kept:?}");
        }
        assert!(
            outcomes[1].as_ref().is_err_and(|problem| problem.kind == ProblemKind::Unavailable && problem.retry_after.is_some()),
            "{:?}",
            outcomes[1]
        );
        assert!(outcomes[2].is_ok() && outcomes[3].is_ok(), "those behind it are kept: {outcomes:?}");
        db.write(|conn| create(conn, "sau")).await.expect("the writer has recovered");
    }
}

mod postgres {
    use super::*;
    use crate::support::Backend;

    /// How often a closure is run that fails like this the first `failures` times.
    async fn runs(failures: u32, sqlstate: &'static str) -> (u32, Result<(), Problem>) {
        let world = World::new(Backend::Postgres);
        let runs = Arc::new(AtomicU32::new(0));
        let counter = Arc::clone(&runs);
        let outcome = world
            .db
            .write(move |conn| {
                create(conn, "lan")?;
                if counter.fetch_add(1, Ordering::SeqCst) < failures {
                    execute(conn, &format!("DO $$ BEGIN RAISE EXCEPTION 'deadlock detected' USING ERRCODE = '{sqlstate}'; END $$"))?;
                }
                Ok::<_, Problem>(())
            })
            .await;
        assert_eq!(existing(&world.db, &["lan".to_owned()]).await.len(), usize::from(outcome.is_ok()));
        (runs.load(Ordering::SeqCst), outcome)
    }

    #[actix_web::test]
    async fn contention_is_tried_again_a_few_times_and_then_told() {
        assert!(matches!(runs(0, "40001").await, (1, Ok(()))));
        assert!(matches!(runs(2, "40001").await, (3, Ok(()))));
        assert!(matches!(runs(2, "40P01").await, (3, Ok(()))));
        let (count, outcome) = runs(1_000, "40001").await;
        let problem = outcome.expect_err("given up");
        assert_eq!((count, problem.kind, problem.retry_after.is_some()), (5, ProblemKind::Unavailable, true));
    }

    #[actix_web::test]
    async fn a_lost_connection_is_told_and_replaced() {
        let world = World::new(Backend::Postgres);
        let lost = world
            .db
            .write(|conn| {
                create(conn, "mat")?;
                execute(conn, "SELECT pg_terminate_backend(pg_backend_pid())").map_err(Problem::from).map(drop)
            })
            .await;
        assert!(lost.is_err());
        for number in 0..12 {
            world.db.write(move |conn| create(conn, &format!("nguoi{number:02}"))).await.expect("another connection serves");
        }
        assert!(existing(&world.db, &["mat".to_owned()]).await.is_empty());
    }
}
