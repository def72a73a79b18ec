// The waiting room of a round: the countdown runs on the server's time, and at the person's own moment the page enters.

const box = document.querySelector("[data-waiting]");
const shown = box.querySelector("[data-countdown]");
const form = box.querySelector("[data-enter]");
const two = (number) => String(number).padStart(2, "0");

/** Seconds after the moment within which somebody who looks at the page is still taken in by themselves. */
const GRACE = 30;
/** How often the server's time is asked for again, in milliseconds. */
const ASK_EVERY = 60_000;

// Two clocks: one that never jumps but may stand while a phone sleeps, one that may jump but never stands.
let moment = performance.now() + Number(box.dataset.waiting);
let apart = Date.now() - performance.now();
let isOver = false;
let timer;
let asked = performance.now();

/** Asks the server how long it still is; half of the way there and back is taken off. */
async function ask() {
  asked = performance.now();
  const sent = asked;
  try {
    const answer = await fetch(box.dataset.opening, { headers: { accept: "application/json" }, cache: "no-store" });
    if (!answer.ok) return;
    const { now, enters_at: entersAt } = await answer.json();
    const got = performance.now();
    moment = got + (Date.parse(entersAt) - Date.parse(now)) - (got - sent) / 2;
    apart = Date.now() - got;
  } catch {
    // Without network the countdown goes on as it is.
  }
}

function enter() {
  isOver = true;
  const late = (performance.now() - moment) / 1000;
  if (late > GRACE) {
    // Who comes back to a forgotten page decides themselves when their time begins.
    shown.hidden = true;
    form.hidden = false;
    box.querySelector("[data-waiting-text]").textContent = box.dataset.late;
    return;
  }
  shown.textContent = box.dataset.busy;
  shown.classList.remove("big");
  form.requestSubmit();
}

async function tick() {
  clearTimeout(timer);
  if (isOver) return;
  const hasSlept = Math.abs(Date.now() - performance.now() - apart) > 1_000;
  if (hasSlept || performance.now() - asked > ASK_EVERY) await ask();
  if (isOver) return;
  const left = moment - performance.now();
  if (left <= 0 && document.visibilityState === "visible") {
    enter();
    return;
  }
  const seconds = Math.max(0, Math.ceil(left / 1000));
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  shown.textContent = `${hours ? `${hours}:` : ""}${two(minutes)}:${two(seconds % 60)}`;
  // Never later than the moment itself; a timer may fire a little early, and the server holds what is.
  clearTimeout(timer);
  timer = setTimeout(tick, Math.max(20, Math.min(250, left)));
}

document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") tick();
});
// A page that the browser brings back from its memory knows nothing of the present.
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});

shown.hidden = false;
form.hidden = true;
tick();
