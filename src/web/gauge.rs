//! How the calls of attempts fare in this process: how long saves take, how many calls fail. In memory, by the minute, for
//! the last minutes; another process counts its own.

use std::{
    sync::atomic::{AtomicU32, AtomicU64, Ordering::Relaxed},
    time::{Duration, Instant},
};

use actix_web::{
    Error,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    http::{Method, StatusCode},
    middleware::Next,
    web::Data,
};

/// Upper bounds of the classes of durations in milliseconds; longer ones share a last class.
const BOUNDS: [u32; 20] = [1, 2, 3, 5, 8, 13, 20, 30, 50, 80, 130, 200, 300, 500, 800, 1_300, 2_000, 3_000, 5_000, 10_000];
/// Minutes of which the figures tell.
pub const MINUTES: u64 = 5;
/// Places for minutes: those that are told of, the present one, and one that is being cleared.
const PLACES: usize = 8;

#[derive(Default)]
struct Minute {
    number: AtomicU64,
    saves: [AtomicU32; BOUNDS.len() + 1],
    calls: AtomicU32,
    errors: AtomicU32,
}

/// The counters.
pub struct Gauge {
    began: Instant,
    ring: [Minute; PLACES],
}

impl Default for Gauge {
    fn default() -> Self {
        Self { began: Instant::now(), ring: Default::default() }
    }
}

/// The figures of the last [`MINUTES`].
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Reading {
    /// Calls of attempts.
    pub calls: u64,
    /// Of them answered with a fault of ours (5xx, among them "come back later").
    pub errors: u64,
    /// Saves that were kept.
    pub saves: u64,
    /// Half of the saves took at most this many milliseconds; 0 when there were none.
    pub p50: u32,
    /// All but a twentieth took at most this many milliseconds; 0 when there were none.
    pub p95: u32,
}

impl Gauge {
    fn minute(&self, now: Instant) -> u64 {
        // From 1 on: a place that was never used says 0.
        now.duration_since(self.began).as_secs() / 60 + 1
    }

    /// Counts a call. What arrives in the very moment in which a minute begins may be lost: these are not accounts.
    fn record(&self, now: Instant, is_save: bool, took: Duration, status: StatusCode) {
        let number = self.minute(now);
        let place = &self.ring[usize::try_from(number).unwrap_or(0) % PLACES];
        let seen = place.number.load(Relaxed);
        if seen != number && place.number.compare_exchange(seen, number, Relaxed, Relaxed).is_ok() {
            place.saves.iter().chain([&place.calls, &place.errors]).for_each(|count| count.store(0, Relaxed));
        }
        place.calls.fetch_add(1, Relaxed);
        if status.is_server_error() {
            place.errors.fetch_add(1, Relaxed);
        }
        if is_save && status.is_success() {
            let millis = u32::try_from(took.as_millis()).unwrap_or(u32::MAX);
            let class = BOUNDS.iter().position(|bound| millis <= *bound).unwrap_or(BOUNDS.len());
            place.saves[class].fetch_add(1, Relaxed);
        }
    }

    /// The figures now.
    pub fn read(&self) -> Reading {
        self.read_at(Instant::now())
    }

    fn read_at(&self, now: Instant) -> Reading {
        let last = self.minute(now);
        let mut classes = [0u64; BOUNDS.len() + 1];
        let mut reading = Reading::default();
        for place in &self.ring {
            let number = place.number.load(Relaxed);
            if number == 0 || number + MINUTES <= last {
                continue;
            }
            reading.calls += u64::from(place.calls.load(Relaxed));
            reading.errors += u64::from(place.errors.load(Relaxed));
            for (sum, count) in classes.iter_mut().zip(&place.saves) {
                *sum += u64::from(count.load(Relaxed));
            }
        }
        reading.saves = classes.iter().sum();
        reading.p50 = within(&classes, reading.saves, 50);
        reading.p95 = within(&classes, reading.saves, 95);
        reading
    }
}

/// The bound of the class in which the `percent`th of a hundred falls.
fn within(classes: &[u64], total: u64, percent: u64) -> u32 {
    let mut so_far = 0;
    for (class, count) in classes.iter().enumerate() {
        so_far += count;
        if total > 0 && so_far * 100 >= total * percent {
            return BOUNDS.get(class).copied().unwrap_or(BOUNDS[BOUNDS.len() - 1]);
        }
    }
    0
}

/// Whether a request is a call of an attempt, and of these whether it saves a response by the API. A save by form is
/// answered with a whole page's detour: its time is another matter.
fn call(method: &Method, path: &str) -> Option<bool> {
    let is_form = path.starts_with("/luot-lam/") && *method == Method::POST;
    let of_api = path.strip_prefix("/api/v1/attempts/").map(|rest| *method == Method::PUT && rest.contains("/responses"));
    of_api.or(is_form.then_some(false))
}

/// The middleware that counts.
pub async fn measure(request: ServiceRequest, next: Next<impl MessageBody>) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let (Some(is_save), Some(gauge)) = (call(request.method(), request.path()), request.app_data::<Data<Gauge>>().cloned()) else {
        return next.call(request).await;
    };
    let began = Instant::now();
    let answer = next.call(request).await;
    let status = match &answer {
        Ok(response) => response.status(),
        Err(error) => error.as_response_error().status_code(),
    };
    let now = Instant::now();
    gauge.record(now, is_save, now.duration_since(began), status);
    answer
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_and_all_but_a_twentieth_of_the_last_minutes() {
        let gauge = Gauge::default();
        let at = |seconds| gauge.began + Duration::from_secs(seconds);
        let save = |when, millis| gauge.record(when, true, Duration::from_millis(millis), StatusCode::OK);
        assert_eq!(gauge.read_at(at(0)), Reading::default());
        (0..90).for_each(|_| save(at(10), 4));
        (0..10).for_each(|_| save(at(70), 400));
        gauge.record(at(70), true, Duration::from_secs(9), StatusCode::SERVICE_UNAVAILABLE);
        gauge.record(at(70), false, Duration::from_secs(9), StatusCode::OK);
        assert_eq!(gauge.read_at(at(75)), Reading { calls: 102, errors: 1, saves: 100, p50: 5, p95: 500 });
        let later = gauge.read_at(at(60 * 5 + 30));
        assert_eq!((later.saves, later.p50), (10, 500), "the first minute is past");
        assert_eq!(gauge.read_at(at(3_600)), Reading::default());
        save(at(60 * 8 + 10), 60_000);
        assert_eq!(gauge.read_at(at(60 * 8 + 11)).p50, 10_000, "a place is used again from nothing");
    }

    #[test]
    fn only_calls_of_attempts_count() {
        assert_eq!(call(&Method::PUT, "/api/v1/attempts/1/responses/2"), Some(true));
        assert_eq!(call(&Method::POST, "/api/v1/attempts/1/submission"), Some(false));
        assert_eq!(call(&Method::POST, "/luot-lam/1/cau/2"), Some(false));
        assert_eq!(call(&Method::GET, "/khoa-hoc"), None);
    }
}
