// The quiz page: one item at a time, every change saved at once, nothing lost when the network goes.
// Without it the same page works by one form post per item.

const $ = (id) => document.getElementById(id);
const data = JSON.parse($("take-data").textContent);
const text = data.text;
const api = `/api/v1/attempts/${data.attempt}`;
const home = `/luot-lam/${data.attempt}`;
const fill = (words, values) => words.replace(/\{(\w+)\}/g, (_, name) => values[name]);
const wait = (ms) => new Promise((done) => setTimeout(done, ms));
const find = (selector, root = document) => root.querySelector(selector);
const on = (target, name, act) => target.addEventListener(name, act);

const store = (key, value) => {
  try {
    if (value === undefined) return JSON.parse(localStorage.getItem(`hocthi.${key}`));
    if (value === null) localStorage.removeItem(`hocthi.${key}`);
    else localStorage.setItem(`hocthi.${key}`, JSON.stringify(value));
  } catch {
    // Memory still works.
  }
  return null;
};
const [UNSENT, POS] = [`unsent.${data.attempt}`, `pos.${data.attempt}`];

let csrf = data.csrf;
let closed = ""; // "time": time is up here; "server": the server takes no more
let signedOut = false;

// ---- Items

const items = new Map();
for (const section of document.querySelectorAll(".item")) {
  const slot = Number(section.dataset.slot);
  items.set(slot, {
    slot,
    section,
    form: find("form", section),
    type: section.dataset.type,
    inputs: [...section.querySelectorAll("[name='response'], [data-part]")],
    flag: find("[name='flagged']", section),
    clear: find("[data-clear]", section),
    cell: find(`.panel [data-slot="${slot}"]`),
    seq: data.seq[slot],
  });
}
const all = [...items.values()];

const CHOICES = ["single_choice", "multiple_response", "true_false"];
const PARTS = ["true_false_cluster", "matching", "gap_fill"];
const isChoice = (item) => CHOICES.includes(item.type);
const isTyped = (input) => input.matches("textarea, input:not([type=radio], [type=checkbox])");

const valueOf = (item, input) => (item.type === "true_false" ? input.value === "true" : input.value);

function read(item) {
  const { type, inputs } = item;
  if (isChoice(item)) {
    const chosen = inputs.filter((input) => input.checked).map((input) => valueOf(item, input));
    return type === "multiple_response" && chosen.length ? chosen : chosen[0] ?? null;
  }
  if (type === "ordering") {
    const order = Array(inputs.length).fill(null);
    for (const input of inputs) if (input.value) order[input.value - 1] = input.dataset.part;
    return order.some(Boolean) ? order : null;
  }
  if (PARTS.includes(type)) {
    const given = {};
    for (const input of inputs) {
      if (input.type === "radio" && input.checked) given[input.dataset.part] = input.value === "true";
      else if (input.type !== "radio" && input.value.trim()) given[input.dataset.part] = input.value;
    }
    return Object.keys(given).length ? given : null;
  }
  return inputs[0].value.trim() ? inputs[0].value : null;
}

function show(item, { response, flagged }) {
  for (const input of item.inputs) {
    const part = input.dataset.part;
    if (isChoice(item)) input.checked = [response].flat().includes(valueOf(item, input));
    else if (item.type === "ordering") input.value = (response ?? []).indexOf(part) + 1 || "";
    else if (input.type === "radio") input.checked = response?.[part] === (input.value === "true");
    else input.value = (part ? response?.[part] : response) ?? "";
  }
  item.places = null;
  if (flagged !== undefined) item.flag.checked = flagged;
}

// "", "half" or "done".
function progress(item) {
  const response = read(item);
  if (response === null) return "";
  const parts = new Set(item.inputs.map((input) => input.dataset.part).filter(Boolean)).size;
  const given = item.type === "ordering" ? response.filter(Boolean).length : Object.keys(response).length;
  return parts && given < parts ? "half" : "done";
}
const answered = (item) => read(item) !== null;

// The panel says by shape, colour and words how each item stands.
function paint() {
  for (const item of all) {
    const how = progress(item);
    const flagged = item.flag.checked;
    const state = { done: text.answered, half: text.half, "": text.blank }[how] + (flagged ? `, ${text.flagged}` : "");
    item.cell.classList.toggle("done", how === "done");
    item.cell.classList.toggle("half", how === "half");
    item.cell.classList.toggle("flag", flagged);
    item.cell.setAttribute("aria-label", fill(text.item, { n: item.slot, state }));
    item.clear.hidden = item.type === "multiple_response" || item.inputs.some(isTyped) || !how || closed !== "";
  }
  const flagged = all.filter((item) => item.flag.checked).length;
  $("take-count").textContent = fill(text.count, { answered: all.filter(answered).length, flagged, total: items.size });
}

function tell(slot, state, at) {
  const line = $(`saved-${slot}`);
  const words = fill(text[state], { time: local.format(at ? new Date(at) : clock.now()) });
  if (line.textContent === words) return;
  line.className = `saved ${state} icon icon-${{ saving: "turn", saved: "check" }[state] ?? "alert"}`;
  line.textContent = words;
}

const make = (tag, props) => Object.assign(document.createElement(tag), props);
const noticed = (name) => find(`[data-notice="${name}"]`);
const drop = (...names) => names.forEach((name) => noticed(name)?.remove());

function notice(name, kind, words, href, link) {
  drop(name);
  const box = make("div", { className: `notice ${kind}` });
  const line = make("p", { textContent: words });
  if (href) line.append(" ", make("a", { href, textContent: link }));
  box.dataset.notice = name;
  box.append(line);
  $(kind === "bad" ? "take-alerts" : "take-notices").append(box);
  if (kind === "bad") box.scrollIntoView({ block: "nearest" });
}

// ---- The queue: the latest unsent change of each slot, in order of change

// The server takes 256 kB; a letter is at most three bytes.
const MOST_BYTES = 200_000;

const queue = new Map();
const keep = () => store(UNSENT, queue.size ? [...queue.values()] : null);

let sending = null;
let retry = 0;
let tries = 0;
let holdUntil = 0;

function change(item) {
  clearTimeout(item.typing);
  item.typing = 0;
  item.seq += 1;
  queue.delete(item.slot);
  queue.set(item.slot, { slot: item.slot, seq: item.seq, response: read(item), flagged: item.flag.checked });
  keep();
  tell(item.slot, signedOut ? "waiting" : "saving");
  paint();
  send();
}

// Words are saved when the hands rest, and at the latest on leaving the box.
function typing(item) {
  clearTimeout(item.typing);
  item.typing = setTimeout(change, item.type === "essay" ? 3000 : 1200, item);
  paint();
}
const settleTyping = () => all.filter((item) => item.typing).forEach(change);

async function send() {
  clearTimeout(retry);
  const hold = holdUntil - performance.now();
  if (hold > 0) retry = setTimeout(send, hold);
  else await (sending ??= drain().finally(() => (sending = null)));
}

async function drain() {
  while (queue.size && closed !== "server" && !signedOut) {
    if (!(await deliver(fitting([...queue.values()])))) return;
  }
}

// As many of the first ones as one request may carry; one in any case.
function fitting(entries) {
  let length = 0;
  const end = entries.findIndex((entry) => (length += JSON.stringify(entry).length * 3) > MOST_BYTES);
  return end < 0 ? entries : entries.slice(0, Math.max(1, end));
}

const request = (method, body) => ({
  method,
  headers: { "Content-Type": "application/json", "X-CSRF-Token": csrf },
  body: body && JSON.stringify(body),
});

async function call(method, path, body) {
  const abort = new AbortController();
  const limit = setTimeout(() => abort.abort(), 10000);
  try {
    const answer = await fetch(path, { ...request(method, body), signal: abort.signal, cache: "no-store" });
    return { status: answer.status, after: answer.headers.get("Retry-After"), body: await answer.json().catch(() => ({})) };
  } catch {
    return { status: 0, body: {} };
  } finally {
    clearTimeout(limit);
  }
}

async function renew() {
  const { body } = await call("GET", "/api/v1/session");
  if (!body.csrf_token) return false;
  csrf = body.csrf_token;
  return Boolean(body.person);
}

const passing = (status) => [0, 403, 429].includes(status) || status >= 500;

// Sends what waits; false when it has to wait longer.
async function deliver(batch, again = false) {
  const [first] = batch;
  const single = batch.length === 1;
  const answer = single
    ? await call("PUT", `${api}/responses/${first.slot}`, { ...first, slot: undefined })
    : await call("PUT", `${api}/responses`, { responses: batch });
  const { status, body } = answer;

  if (status === 401) {
    signedOut = true;
    for (const slot of queue.keys()) tell(slot, "waiting");
    notice("sign-in", "bad", text.signIn, `/dang-nhap?next=${encodeURIComponent(home)}`, text.signInLink);
    return false;
  }
  if (status === 403 && !again && (await renew())) return deliver(batch, true);
  if (passing(status)) return later(batch, answer);

  const whole = { ...body, status };
  const left = [];
  let stale = false;
  for (const entry of batch) {
    const outcome = single || status !== 200 ? whole : body.outcomes?.find(({ slot }) => slot === entry.slot);
    if (!outcome || passing(outcome.status)) left.push(entry);
    else stale = settle(entry, outcome) || stale;
  }
  if (stale && closed !== "server") await refresh(true);
  if (left.length) return later(left, answer);
  tries = 0;
  connected();
  return true;
}

// Takes one outcome in; true when the server holds something newer.
function settle(entry, outcome) {
  const item = items.get(entry.slot);
  const { status, code, seq = 0, saved_at: at, superseded } = outcome;
  const over = { deadline_passed: text.timeUp, already_submitted: text.submitted }[code];
  if (over) {
    close("server", over);
    return false;
  }
  const newer = queue.get(entry.slot);
  item.seq = Math.max(item.seq, seq);
  if (newer && newer.seq !== entry.seq) {
    if (newer.seq <= seq) newer.seq = item.seq += 1;
  } else {
    queue.delete(entry.slot);
    tell(entry.slot, status === 200 ? "saved" : "refused", at);
  }
  keep();
  if (at) clock.notBefore(Date.parse(at));
  return status === 409 || Boolean(superseded);
}

function later(batch, { status, after }) {
  batch.forEach((entry) => tell(entry.slot, "waiting"));
  if (!status) offline();
  const longest = [1, 2, 4, 8, 15][Math.min(tries++, 4)] * 1000;
  const asked = Number(after) * 1000 || 0;
  holdUntil = asked && performance.now() + asked;
  retry = setTimeout(send, asked + Math.max(150, Math.random() * longest));
  return false;
}

function offline() {
  drop("again");
  if (!noticed("offline")) notice("offline", "warn", text.offline);
}

function connected() {
  drop("sign-in");
  if (queue.size || !noticed("offline")) return;
  drop("offline", "staying");
  notice("again", "ok", text.again);
  setTimeout(drop, 6000, "again");
}

// What the server holds, shown where nothing unsent stands against it.
async function refresh(elsewhere) {
  const { status, body } = await call("GET", api);
  if (status !== 200) return false;
  clock.notBefore(Date.parse(body.now));
  if (data.deadline && body.deadline_at) data.deadline = Date.parse(body.deadline_at);
  for (const stored of body.responses) {
    const item = items.get(stored.slot);
    // What is being typed, and what was saved while the answer was on its way, is newer than what it tells.
    if (!item || queue.has(stored.slot) || item.typing || stored.seq < item.seq) continue;
    item.seq = Math.max(item.seq, stored.seq);
    show(item, stored);
    tell(stored.slot, "saved", stored.saved_at);
  }
  paint();
  if (elsewhere) notice("elsewhere", "warn", text.elsewhere);
  if (body.state !== "in_progress") close("server", body.state === "expired" ? text.timeUp : text.submitted);
  return true;
}

function close(how, words) {
  if (closed === "server") return;
  closed = how;
  for (const item of all) find("fieldset", item.form).disabled = item.flag.disabled = true;
  paint();
  if (how === "server") {
    for (const slot of queue.keys()) tell(slot, "late");
    queue.clear();
    keep();
    drop("offline", "sign-in", "staying");
  }
  notice("closed", "bad", words, `${home}/ket-qua`, text.resultLink);
}

// ---- Time, by the server's clock

const local = new Intl.DateTimeFormat("en-GB", { timeZone: "Asia/Ho_Chi_Minh", timeStyle: "medium" });
const ahead = () => Date.now() - performance.now();
const clock = {
  base: data.now - (performance.getEntriesByType("navigation")[0]?.responseStart || performance.now()),
  now: () => clock.base + performance.now(),
  // The server has said that it is at least this late.
  notBefore: (ms) => (clock.base += Math.max(0, ms - clock.now())),
};
let wall = ahead();

let unseen = false;
let said = Infinity;

function tick() {
  // performance.now() may sleep with the device: ask the server, or else the wall clock.
  const slept = ahead() - wall;
  if (Math.abs(slept) > 2000) {
    wall += slept;
    refresh().then((known) => known || clock.notBefore(clock.now() + slept));
  }
  const left = Math.max(0, Math.ceil((data.deadline - clock.now()) / 1000));
  const shown = new Date(left * 1000).toISOString().slice(left < 3600 ? 14 : 11, 19).replace(/^0/, "");
  const last = left <= 60;
  $("timer-left").textContent = fill(text.left, { left: shown });
  $("timer-left").hidden = $("timer-until").hidden = unseen && !last;
  $("timer-toggle").hidden = last;
  $("timer").classList.toggle("last", last);
  const mark = last ? 1 : left <= 300 ? 5 : Infinity;
  if (left && mark < said) {
    $(last ? "take-say-now" : "take-say").textContent = fill(text.sayLeft, { n: mark });
  }
  said = Math.min(said, mark);
  if (left || closed) return;
  close("time", text.timeUp);
  finish();
}

// What is unsent gets its chance within the grace.
async function finish() {
  settleTyping();
  send();
  while (queue.size && closed !== "server") await wait(250);
  location.assign(`${home}/ket-qua`);
}

// In a round organizers may pause or give time: the page asks now and then, never all pages at once.
async function news() {
  const { status, body } = document.hidden || closed ? {} : await call("GET", `${api}/news`);
  if (status === 200) {
    clock.notBefore(Date.parse(body.now));
    const deadline = Date.parse(body.deadline_at);
    if (deadline > data.deadline) {
      data.deadline = deadline;
      said = Infinity;
      const time = local.format(new Date(deadline));
      $("timer-until").textContent = fill(text.until, { time });
      notice("news", "ok", fill(text.moreTime, { time }));
    }
    if (body.paused_until) {
      await Promise.race([send(), wait(5000)]);
      location.reload();
      return;
    }
  }
  setTimeout(news, 8000 + Math.random() * 6000);
}

// ---- Moving

let current = Number(find(".take").dataset.current);

function go(slot, focus = true) {
  const next = items.get(slot);
  if (!next) return;
  settleTyping();
  for (const item of all) {
    item.section.hidden = item !== next;
    item.cell.classList.toggle("here", item === next);
    item.cell.removeAttribute("aria-current");
  }
  next.cell.setAttribute("aria-current", "step");
  const where = (n) => fill(text.where, { n, total: items.size });
  document.title = document.title.replace(where(current), where(slot));
  current = slot;
  history.replaceState(null, "", `?cau=${slot}`);
  store(POS, slot);
  if (!focus) return;
  scrollTo(0, 0);
  $(`head-${slot}`).focus({ preventScroll: true });
}

// To the review, once everything has reached the server.
async function away() {
  settleTyping();
  if (!queue.size && !navigator.onLine) return offline();
  if (queue.size && !signedOut) {
    notice("flushing", "", text.flushing);
    await Promise.race([send(), wait(10000)]);
    drop("flushing");
  }
  if (queue.size) notice("staying", "bad", text.staying);
  else location.assign(`${home}/xem-lai`);
}

on(window, "beforeunload", (event) => {
  if (!queue.size || signedOut) return;
  event.preventDefault();
  event.returnValue = "";
});
on(window, "offline", offline);
on(window, "online", () => {
  tries = holdUntil = 0;
  send();
  connected();
});
on(window, "pageshow", (event) => event.persisted && refresh());
on(window, "pagehide", () => {
  settleTyping();
  if (!queue.size || signedOut) return;
  const rest = request("PUT", { responses: [...queue.values()] });
  fetch(`${api}/responses`, { ...rest, keepalive: true }).catch(() => {});
});

on(document, "visibilitychange", async () => {
  if (document.hidden) return settleTyping();
  if (signedOut) signedOut = !(await renew());
  send();
});

// ---- Hands and keys

// Putting things in order: no two have the same number, the other one takes the number that was given up.
const number = (item) => (item.places = new Map(item.inputs.map((input) => [input, input.value])));

function renumber(item, input) {
  const before = (item.places ?? new Map()).get(input) ?? "";
  const other = item.inputs.find((one) => one !== input && one.value && one.value === input.value);
  if (other) other.value = before;
  number(item);
}

// One place up or down; things without numbers first get those of their places on the page.
function move(item, button) {
  const list = button.closest(".order");
  const selects = [...list.children].map((row) => find("select", row));
  if (selects.some((input) => !input.value)) selects.forEach((input, at) => (input.value = at + 1));
  const input = find("select", button.closest("li"));
  const to = Number(input.value) + Number(button.dataset.move);
  const other = selects.find((one) => Number(one.value) === to);
  if (other) [other.value, input.value] = [input.value, String(to)];
  selects.sort((a, b) => a.value - b.value).forEach((one) => list.append(one.closest("li")));
  button.focus();
  number(item);
  $("take-say").textContent = fill(text.place, { n: input.value, total: selects.length });
  change(item);
}

for (const item of all) {
  on(item.form, "change", ({ target }) => {
    if (isTyped(target) && target !== item.flag) return item.typing && change(item);
    if (item.type === "ordering" && target.dataset.part) renumber(item, target);
    change(item);
  });
  on(item.form, "input", ({ target }) => isTyped(target) && typing(item));
  if (item.type === "ordering") number(item);
  for (const box of item.section.querySelectorAll(".order-moves")) box.hidden = false;
  for (const button of item.section.querySelectorAll("[data-move]")) on(button, "click", () => move(item, button));
  on(item.form, "submit", (event) => {
    event.preventDefault();
    const to = event.submitter?.value;
    if (to === "review") away();
    else go(item.slot + (to === "prev" ? -1 : 1));
  });
  on(item.clear, "click", () => {
    show(item, { response: null });
    item.inputs[0].focus();
    change(item);
  });
  on(item.cell, "click", (event) => {
    event.preventDefault();
    go(item.slot);
  });
  for (const button of item.form.querySelectorAll("[data-js]")) button.textContent = button.dataset.js;
}

on($("take-review"), "click", (event) => {
  event.preventDefault();
  away();
});

const keys = $("take-keys-on");
keys.checked = store("keys") !== "off";
on(keys, "change", () => store("keys", keys.checked ? "on" : "off"));
$("take-keys").hidden = false;

on(document, "keydown", (event) => {
  const { key } = event;
  if (!keys.checked || event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.target.matches("select") || isTyped(event.target)) return;
  const item = items.get(current);
  const step = { ArrowLeft: -1, ArrowRight: 1 }[key];
  if (step) {
    event.preventDefault();
    go(current + step);
  } else if (/^[1-9]$/.test(key) && isChoice(item)) {
    const input = item.inputs[key - 1];
    input?.focus();
    if (input?.type === "checkbox" || input?.checked === false) input.click();
  } else if (/^f$/i.test(key)) item.flag.click();
});

// The panel lies open beside the question and closed under it.
$("take-panel").open = matchMedia("(min-width: 64rem)").matches;
find(".take").classList.add("live");

// ---- Start

for (const entry of store(UNSENT) ?? []) {
  const item = items.get(entry.slot);
  if (!item || entry.seq <= item.seq) continue;
  item.seq = entry.seq;
  queue.set(entry.slot, entry);
  show(item, entry);
  tell(entry.slot, "waiting");
}
keep();
paint();
const asked = new URLSearchParams(location.search).has("cau");
go((!asked && store(POS)) || current, false);
if (data.deadline) {
  on($("timer-toggle"), "click", (event) => {
    unseen = !unseen;
    event.target.textContent = unseen ? text.timerShow : text.timerHide;
    tick();
  });
  tick();
  setInterval(tick, 500);
}
if (data.hasNews) setTimeout(news, Math.random() * 10000);
if (!navigator.onLine) offline();
send();
