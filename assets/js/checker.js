// The page that checks a result file: shows how far the check is, what does not stand, and finds one's own attempt.

const $ = (id) => document.getElementById(id);
const words = JSON.parse($("checker-words").textContent);
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
const form = $("checker");
const steps = [...document.querySelectorAll("[data-step]")];
const number = new Intl.NumberFormat("vi-VN");
let checked = null;

function mark(name, state) {
  const at = steps.findIndex((step) => step.dataset.step === name);
  steps.forEach((step, index) => {
    const passed = index < at && step.dataset.state !== "skipped";
    if (index === at) step.dataset.state = state;
    else if (passed) step.dataset.state = "ok";
    $(`state-${step.dataset.step}`).textContent = words.states[step.dataset.state];
  });
}

function conclude(kind, text, signed = "") {
  const verdict = $("checker-verdict");
  verdict.className = `notice ${kind}`;
  verdict.hidden = false;
  verdict.firstElementChild.textContent = text;
  $("checker-signed").textContent = signed;
  $("checker-signed").hidden = !signed;
  form.removeAttribute("aria-busy");
}

/** Whose key signed a file: "own" of the site, "foreign", or "unknown" from disk or while the site does not answer. */
async function whose(key) {
  if (!form.dataset.keys) return "unknown";
  try {
    const answer = await fetch(form.dataset.keys);
    if (!answer.ok) return "unknown";
    return (await answer.json()).keys.some((known) => known.hex === key) ? "own" : "foreign";
  } catch {
    return "unknown";
  }
}

/** Concludes about a file that stands in itself: whoever makes a file anew signs it with a key of their own. */
async function concludeSigned(kind, text, title, key) {
  const owner = await whose(key);
  const signed = fill(words.signed[owner], { key: key.match(/.{1,4}/g).join(" ") });
  if (owner === "foreign") conclude("bad", fill(words.foreign, { title }), signed);
  else conclude(kind, text, signed);
}

/** Which steps a file takes: the proof of a receipt and the list of a contest take few. */
function showSteps(text) {
  const kind = /"format":"hocthi\.(receipt|contest)\/1"/.exec(text.length < 200000 ? text : "")?.[1];
  const left = { receipt: ["frozen", "attempts", "ranking"], contest: ["frozen", "attempts", "ranking", "receipts"] }[kind] ?? [];
  for (const step of steps) step.hidden = left.includes(step.dataset.step);
}

async function run(text) {
  checked = null;
  showSteps(text);
  for (const step of steps) step.dataset.state = "waiting";
  $("checker-steps").hidden = false;
  $("checker-verdict").hidden = $("checker-own").hidden = true;
  form.setAttribute("aria-busy", "true");
  let now = "read";
  const progress = $("checker-progress");
  try {
    if (!globalThis.crypto?.subtle) return conclude("warn", words.noCrypto);
    const outcome = await globalThis.checkResult(
      text,
      (name) => mark((now = name), "running"),
      (done, total) => {
        Object.assign(progress, { hidden: done === total, max: total, value: done });
        $("state-attempts").textContent = fill(words.attempts, { done: number.format(done), total: number.format(total) });
      },
    );
    const { receipt, list, skipped } = outcome;
    mark(now, skipped.includes(now) ? "skipped" : "ok");
    if (receipt || list) return await concludeSmall(receipt, list, skipped.length > 0);
    const { file } = outcome;
    $("checker-commitment").textContent = file.commitment;
    $("checker-key").textContent = file.public_key;
    $("checker-own").hidden = false;
    checked = outcome;
    const values = { title: file.title, people: number.format(file.participants), attempts: number.format(file.attempts.length) };
    if (skipped.length) await concludeSigned("warn", fill(words.skipped, values), file.title, file.public_key);
    else await concludeSigned("ok", fill(words.stands, values), file.title, file.public_key);
  } catch (error) {
    mark(now, "bad");
    const why = words.faults[error.code] ?? words.faults.format;
    conclude("bad", fill(error.place ? words.fallsAt : words.falls, { why, place: error.place }));
  } finally {
    progress.hidden = true;
  }
}

async function concludeSmall(receipt, list, isSkipped) {
  const { title, public_key: key } = receipt ?? list;
  const values = receipt
    ? { title, pseudonym: receipt.receipt.pseudonym, n: receipt.receipt.ordinal, digest: receipt.receipt.digest }
    : { title, n: list.rounds.filter((round) => round.result).length, total: list.rounds.length };
  await concludeSigned(isSkipped ? "warn" : "ok", fill(receipt ? words.receiptStands : words.listStands, values), title, key);
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const [file] = $("f-file").files;
  if (file) run(await file.text());
  else $("f-file").focus();
});
$("f-file").addEventListener("change", () => form.requestSubmit());

$("checker-this")?.addEventListener("click", async (event) => {
  const answer = await fetch(event.target.dataset.file);
  if (answer.ok) run(await answer.text());
  else conclude("bad", words.noFile);
});

$("checker-find").addEventListener("submit", (event) => {
  event.preventDefault();
  const wanted = $("f-own").value.trim().toLowerCase();
  const mine = checked.entries.filter((entry) => [entry.pseudonym, entry.digest].includes(wanted));
  const said = mine.map((entry) => {
    const line = checked.lines.find((each) => each.pseudonym === entry.pseudonym && each.ordinal === entry.ordinal);
    const text = entry.excluded !== null ? words.ownExcluded : line ? words.ownRanked : words.ownCounted;
    return fill(text, {
      ordinal: entry.ordinal,
      rank: line && number.format(line.rank),
      score: number.format(entry.score / 100),
      max: number.format(entry.max / 100),
      time: new Intl.DateTimeFormat("vi-VN", { dateStyle: "short", timeStyle: "medium", timeZone: "Asia/Ho_Chi_Minh" }).format(entry.submitted_at),
      digest: entry.digest,
      reason: entry.excluded,
    });
  });
  $("checker-found").replaceChildren(...(said.length ? said : [words.ownNone]).map((text) => Object.assign(document.createElement("p"), { textContent: text })));
});
