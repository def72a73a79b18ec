// A paper whose items have their own time: every choice is kept at once, the next item comes into its place when the button is
// pressed or the time is over. What the server answers is the page itself, so that both always agree on what is shown.

const $ = (id) => document.getElementById(id);
const { attempt, hasNews, text } = JSON.parse($("paced-data").textContent);
const home = `/luot-lam/${attempt}`;
const fill = (words, values) => words.replace(/\{(\w+)\}/g, (_, name) => values[name]);
const wait = (ms) => new Promise((done) => setTimeout(done, ms));
const on = (target, name, act) => target.addEventListener(name, act);
const box = () => $("paced");
const slot = () => Number(box().dataset.slot);

// ---- Time, by the server's clock: it is at least as late as the server has said.

let ahead = Number(box().dataset.now) - (performance.getEntriesByType("navigation")[0]?.responseStart || performance.now());
const clock = () => ahead + performance.now();
const notBefore = (ms, at = performance.now()) => (ahead = Math.max(ahead, ms - at));
const left = () => Math.max(0, Number(box().dataset.until) - clock());

let said = 0;

function tick() {
  if (!slot()) return;
  const seconds = Math.ceil(left() / 1000);
  const line = fill(text.left, { n: seconds });
  if ($("pace-left").textContent !== line) $("pace-left").textContent = line;
  $("pace-bar").value = left() / 1000;
  box().classList.toggle("ending", seconds <= 5);
  if (seconds > 0 && seconds <= 5 && said !== slot() && Number(box().dataset.seconds) > 5) {
    said = slot();
    $("paced-say").textContent = fill(text.say, { n: seconds });
  }
  if (left() <= 0) ask("look");
}

// ---- Asking: one request at a time; the last wish of those that wait counts, and moving on outweighs keeping.

const RANK = { look: 0, stay: 1, next: 2, submit: 3 };
let wish = "";
let busy = false;
let unkept = false;

function ask(go) {
  if (!wish || RANK[go] > RANK[wish]) wish = go;
  if (!busy) work();
}

async function work() {
  busy = true;
  while (wish) {
    // What was chosen and not kept yet goes along before the next item is looked at.
    const go = wish === "look" && unkept ? "stay" : wish;
    wish = "";
    await send(go);
  }
  busy = false;
}

function tell(state) {
  const line = $("paced-saved");
  if (!line) return;
  line.className = `saved ${state} icon icon-${state === "waiting" ? "alert" : "turn"}`;
  line.textContent = text[state];
}

async function send(go) {
  const form = $("paced-form");
  const body = go === "look" || !form ? null : new URLSearchParams(new FormData(form));
  body?.set("go", go);
  const from = slot();
  unkept = false;
  if (body) tell(go === "stay" ? "saving" : "moving");
  // The same words again until they have arrived, so that they count once.
  for (let tries = 0; ; tries += 1) {
    const answer = await call(body ? form.action : home, body);
    if (answer && (await take(answer, from))) return;
    if (body) tell("waiting");
    if (!answer) notice(text.offline);
    await wait(Math.min(4000, 300 * 2 ** tries) * (0.5 + Math.random()));
  }
}

async function call(path, body) {
  const abort = new AbortController();
  const limit = setTimeout(() => abort.abort(), 8000);
  try {
    const options = body ? { method: "POST", body, headers: { "X-In-Place": "1" } } : {};
    const response = await fetch(path, { ...options, signal: abort.signal, cache: "no-store" });
    return { at: performance.now(), response, html: await response.text() };
  } catch {
    return null;
  } finally {
    clearTimeout(limit);
  }
}

/** Puts what came into its place; false when it has to be asked for again. */
async function take({ at, response, html }, from) {
  if (response.status >= 500 || response.status === 429) return false;
  const page = new DOMParser().parseFromString(html, "text/html");
  const fresh = page.getElementById("paced");
  if (!fresh) {
    // A receipt, a pause, the way to sign in: pages of their own.
    location.assign(response.redirected ? response.url : home);
    await wait(10000);
    return true;
  }
  notice("");
  notBefore(Number(fresh.dataset.now), at);
  const { slot: shown, told, until } = fresh.dataset;
  if (Number(shown) === from && told === "nothing" && from) {
    // The same item: what is chosen stays as it is, also what was chosen while this was on its way.
    box().dataset.until = until;
    $("paced-form").elements.seq.value = fresh.querySelector("[name=seq]").value;
    if (!unkept) $("paced-saved").replaceWith(fresh.querySelector("#paced-saved"));
    if (left() <= 0) await wait(200);
    return true;
  }
  unkept = false;
  wish = "";
  box().replaceWith(fresh);
  document.title = page.title;
  ready();
  scrollTo(0, 0);
  $(`head-${shown}`)?.focus({ preventScroll: true });
  others?.postMessage(shown);
  return true;
}

function notice(words) {
  const line = $("paced-notices");
  if (!words) return line.replaceChildren();
  if (line.textContent === words) return;
  const note = Object.assign(document.createElement("div"), { className: "notice warn" });
  note.append(Object.assign(document.createElement("p"), { textContent: words }));
  line.replaceChildren(note);
}

// ---- Hands

function ready() {
  const form = $("paced-form");
  if (!form) {
    // The last item's time is over: what is on its way has its chance, then the attempt is closed.
    if (!slot()) setTimeout(() => location.assign(`${home}/ket-qua`), 7000);
    return;
  }
  on(form, "change", () => {
    unkept = true;
    ask("stay");
  });
  on(form, "submit", (event) => {
    event.preventDefault();
    ask(event.submitter?.value ?? form.querySelector("button[name=go]").value);
  });
  tick();
}

on(document, "keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || !/^[1-9]$/.test(event.key) || event.target.matches("input[type=text], textarea")) return;
  const input = document.querySelectorAll("#paced-form [name=response]")[event.key - 1];
  input?.focus();
  if (input?.type === "checkbox" || input?.checked === false) input.click();
});

// Another page of the same attempt has moved on, or this one was asleep.
const others = "BroadcastChannel" in window ? new BroadcastChannel(`hocthi.${attempt}`) : null;
if (others) on(others, "message", ({ data }) => Number(data) !== slot() && ask("look"));
on(document, "visibilitychange", () => document.hidden || ask("look"));
on(window, "pageshow", (event) => event.persisted && ask("look"));

// In a round organizers may let everything stand still: the page asks now and then, never all pages at once.
async function news() {
  if (!document.hidden) {
    const answer = await call(`/api/v1/attempts/${attempt}/news`);
    const told = answer?.response.ok ? JSON.parse(answer.html) : {};
    if (told.paused_until) location.reload();
  }
  setTimeout(news, 8000 + Math.random() * 6000);
}

ready();
setInterval(tick, 200);
if (hasNews) setTimeout(news, Math.random() * 8000);
