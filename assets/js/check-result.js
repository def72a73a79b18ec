// Checks a published result file in the reader's own browser, by docs/RESULT_FILE.md alone. The file goes nowhere.

/** The first thing that does not stand: a code, and the record concerned. */
class Fault extends Error {
  constructor(code, place = "") {
    super(code);
    Object.assign(this, { code, place });
  }
}

const { subtle } = crypto;
const utf8 = (text) => new TextEncoder().encode(text);
const hex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
const unhex = (text) => Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
const sha256 = async (bytes) => new Uint8Array(await subtle.digest("SHA-256", bytes));
const hashOf = async (value) => hex(await sha256(utf8(canonical(value))));
const macKey = (bytes) => subtle.importKey("raw", bytes, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);

/** RFC 8785 for what the format holds. */
function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical)}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  return `{${Object.keys(value).sort().map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`)}}`;
}

const insist = (condition, code, place) => {
  if (!condition) throw new Fault(code, place);
};

// ---- Chance

const TOP = 2n ** 64n - 1n;

class Stream {
  #key;
  #label;
  #block = 0n;
  #words = [];

  constructor(key, label) {
    this.#key = key;
    this.#label = utf8(`${label}\0`);
  }

  async bytes() {
    const message = new Uint8Array(this.#label.length + 8);
    message.set(this.#label);
    new DataView(message.buffer).setBigUint64(this.#label.length, this.#block++);
    return new Uint8Array(await subtle.sign("HMAC", this.#key, message));
  }

  async word() {
    if (!this.#words.length) {
      const view = new DataView((await this.bytes()).buffer);
      this.#words = [0, 8, 16, 24].map((at) => view.getBigUint64(at));
    }
    return this.#words.shift();
  }

  async below(bound) {
    const limit = TOP - (TOP % BigInt(bound));
    for (;;) {
      const word = await this.word();
      if (word < limit) return Number(word % BigInt(bound));
    }
  }

  async shuffle(items) {
    for (let last = items.length - 1; last > 0; last--) {
      const other = await this.below(last + 1);
      [items[last], items[other]] = [items[other], items[last]];
    }
    return items;
  }
}

/** The slots of an attempt: the item, and the author's positions of the options in the order shown. */
async function paper(frozen, root, { pseudonym, ordinal }) {
  const key = await macKey(await new Stream(root, `paper:${pseudonym}:${ordinal}`).bytes());
  const drawn = [];
  for (const { bank, topic, level, count } of frozen.blueprint) {
    const own = frozen.items.filter((item) => item.bank === bank && item.topic === topic && item.level === level);
    own.sort((a, b) => (a.code < b.code ? -1 : 1));
    drawn.push(...(await new Stream(key, `cell:${bank}:${topic}:${level}`).shuffle(own)).slice(0, count));
  }
  const items = await new Stream(key, "order").shuffle(drawn);
  return Promise.all(items.map(async (item, at) => {
    const order = [...item.options.keys()];
    return { item, order: item.type === "true_false" ? order : await new Stream(key, `options:${at + 1}`).shuffle(order) };
  }));
}

// ---- What was changed after the opening

const nameOf = ({ bank, code }) => `${bank}/${code}`;

function canBeKey({ type, options }, key) {
  if (type === "true_false") return typeof key === "boolean";
  if (!Array.isArray(key) || !key.length || (type === "single_choice" && key.length > 1)) return false;
  return key.every((at, place) => Number.isInteger(at) && at >= 0 && at < options.length && (!place || key[place - 1] < at));
}

/** The key that counts of each item that was changed (null: voided), and the time that was given. */
function amended({ frozen, amendments = [] }) {
  const items = new Map(frozen.items.map((item) => [nameOf(item), item]));
  const [stood, keys, given] = [new Map(), new Map(), []];
  let before = -Infinity;
  for (const { at, change, reason, decided_by: people } of amendments) {
    insist(at > before && reason.trim() && people.length >= (change.kind === "pause" ? 1 : 2), "amendments");
    before = at;
    insist(change.kind !== "extension" || !("seconds_per_item" in frozen), "amendments");
    if (change.kind === "pause" || change.kind === "extension") {
      const closes = given.reduce((end, time) => (time.at < end ? end + time.length : end), frozen.closes_at);
      insist(change.seconds > 0 && frozen.opens_at <= at && at < closes, "amendments");
      given.push({ at, length: 1000 * change.seconds, stands: change.kind === "pause" });
      continue;
    }
    const [name, item] = [nameOf(change), items.get(nameOf(change))];
    insist(item && ["item_voided", "key_corrected"].includes(change.kind), "amendments");
    if (change.kind === "key_corrected") {
      const old = stood.get(name) ?? item.key;
      insist(canonical(old) === canonical(change.old) && canBeKey(item, change.new), "amendments");
      stood.set(name, change.new);
    }
    if (keys.get(name) !== null) keys.set(name, change.kind === "item_voided" ? null : change.new);
  }
  return { keys, given };
}

/** The closing as it stood at a moment. */
const closing = (frozen, given, moment) =>
  given.reduce((end, { at, length }) => (at <= moment && at < end ? end + length : end), frozen.closes_at);

/** No attempt begins from then on: the closing, or earlier where the rules say so; time that was given moves it. */
function lastStart(frozen, given, moment) {
  const closes = closing(frozen, given, moment);
  return Math.min(closes, (frozen.last_start_at ?? frozen.closes_at) + closes - frozen.closes_at);
}

/** Milliseconds behind the opening at which a person's own opening is. */
const reveal = async ({ reveal_ms: spread }, root, pseudonym) => (spread ? new Stream(root, `reveal:${pseudonym}`).below(spread) : 0);

function endOf(frozen, given, started) {
  const own = Math.min(closing(frozen, given, started), started + 1000 * (frozen.time_limit_seconds ?? Infinity));
  return given.reduce((end, { at, length }) => (started < at && at < end ? end + length : end), own);
}

const pausedBetween = (given, from, until) =>
  given.reduce((sum, { at, length, stands }) => sum + (stands ? Math.max(0, Math.min(at + length, until) - Math.max(at, from)) : 0), 0);

// ---- Scoring

function points(rule, { item, order }, response) {
  if (response === undefined || response === null) return 0;
  if (item.type === "true_false") {
    insist(typeof response === "boolean", "response");
    return response === item.key ? item.points : 0;
  }
  const letters = item.type === "multiple_response" ? response : [response];
  insist(Array.isArray(letters) && letters.every((letter) => typeof letter === "string" && /^[a-z]$/.test(letter)), "response");
  const chosen = letters.map((letter) => order[letter.charCodeAt(0) - "a".charCodeAt(0)]);
  insist(!chosen.includes(undefined) && new Set(chosen).size === chosen.length, "response");
  const right = chosen.filter((option) => item.key.includes(option)).length;
  if (right === item.key.length && chosen.length === right) return item.points;
  if (item.key.length < 2 || rule !== "right_minus_wrong") return 0;
  return Math.floor((item.points * Math.max(0, 2 * right - chosen.length)) / item.key.length);
}

function prediction(question, text) {
  if (!question || text === null) return null;
  const [, grouped, rest = ""] = /^(\d+|\d{1,3}(?:\.\d{3})+)(?:,(\d+))?$/.exec(text.trim()) ?? [];
  const whole = grouped?.replaceAll(".", "");
  insist(whole && whole.length <= 9 && rest.length <= question.decimals, "prediction");
  return Number(whole + rest.padEnd(question.decimals, "0"));
}

/** The same with the key that counts: all points where the item was voided. */
function pointsOf(rule, keys, { item, order }, response) {
  const plain = points(rule, { item, order }, response);
  const key = keys.get(nameOf(item));
  if (key === undefined) return plain;
  return key === null ? item.points : points(rule, { item: { ...item, key }, order }, response);
}

async function score({ frozen, public_value: value }, { keys, given: time }, root, fact) {
  const end = endOf(frozen, time, fact.started_at) + (fact.closed_by === "taker" ? 1000 * frozen.grace_seconds : 0);
  insist(fact.ordinal >= 1 && (!frozen.attempts_allowed || fact.ordinal <= frozen.attempts_allowed), "attempt_number");
  const own = await reveal(frozen, root, fact.pseudonym);
  insist(frozen.opens_at + own <= fact.started_at && fact.started_at < lastStart(frozen, time, fact.started_at), "times");
  insist(fact.started_at <= fact.submitted_at && fact.submitted_at <= end, "times");
  insist((await hashOf(fact.responses)) === fact.digest, "digest");
  const slots = await paper(frozen, root, fact);
  insist(fact.responses.every(({ slot }, at, all) => slots[slot - 1] && (at === 0 || all[at - 1].slot < slot)), "response");
  const rules = frozen.ranking;
  insist("earlier" in fact === Boolean(rules.earlier?.length), "earlier");
  const draws = rules.chain.includes("lots");
  insist(!draws || typeof value === "string", "public_value");
  const given = new Map(fact.responses.map(({ slot, response }) => [slot, response]));
  const sum = (list) => list.reduce((total, each) => total + each, 0);
  return {
    ...fact,
    score: sum(slots.map((slot, at) => pointsOf(frozen.multiple_response, keys, slot, given.get(at + 1)))),
    max: sum(slots.map(({ item }) => item.points)),
    working_time: Math.max(0, fact.submitted_at - fact.started_at - pausedBetween(time, fact.started_at, fact.submitted_at)),
    instant: fact.submitted_at - (fact.started_at < frozen.opens_at + (frozen.reveal_ms ?? 0) ? own : 0),
    predicted: prediction(rules.prediction, fact.prediction),
    lot: draws ? await new Stream(root, `lot:${value}:${fact.pseudonym}`).word() : null,
  };
}

const AT_ONCE = 64;

/** Every attempt drawn and scored again. `progress` is told how many are done. */
async function scored(file, progress) {
  const { frozen, attempts } = file;
  const changes = amended(file);
  const root = await macKey(unhex(frozen.seed));
  const entries = [];
  for (let at = 0; at < attempts.length; at += AT_ONCE) {
    const group = attempts.slice(at, at + AT_ONCE);
    const outcomes = await Promise.allSettled(group.map((fact) => score(file, changes, root, fact)));
    outcomes.forEach(({ reason, value }, offset) => {
      const [before, fact] = [attempts[at + offset - 1], group[offset]];
      const place = `${fact.pseudonym}/${fact.ordinal}`;
      const follows = !before || before.pseudonym < fact.pseudonym || (before.pseudonym === fact.pseudonym && before.ordinal < fact.ordinal);
      insist(follows, "order", place);
      if (reason) throw new Fault(reason instanceof Fault ? reason.code : "paper", place);
      entries.push(value);
    });
    progress(entries.length, attempts.length);
  }
  return entries;
}

// ---- Ranking

const COUNTED = {
  best_then_earliest: (e) => [-e.score, e.instant, e.ordinal],
  best_then_fastest: (e) => [-e.score, e.working_time, e.instant, e.ordinal],
  first: (e) => [e.instant, e.ordinal],
  last: (e) => [-e.ordinal],
};
const CRITERIA = {
  score: (e) => -e.score,
  prediction_distance: (e) => e.distance ?? Infinity,
  working_time: (e) => e.working_time,
  submitted_at: (e) => e.instant,
  earlier_rounds: (e) => -e.earlier,
  lots: (e) => e.lot,
};

function compare(a, b) {
  const at = a.findIndex((value, place) => value !== b[place]);
  return at < 0 ? 0 : a[at] < b[at] ? -1 : 1;
}

/** Equals share a rank; the next is passed over for each of them. */
function share(lines, name) {
  lines.forEach((line, at) => (line[name] = at && !compare(lines[at - 1].place, line.place) ? lines[at - 1][name] : at + 1));
}

function ranked({ counted, chain, prediction: question }, entries) {
  const valid = entries.filter((entry) => entry.excluded === null);
  const people = new Map();
  for (const entry of valid) {
    const best = people.get(entry.pseudonym);
    if (!best || compare(COUNTED[counted](entry), COUNTED[counted](best)) < 0) people.set(entry.pseudonym, entry);
  }
  const lines = [...people.values()];
  const counts = { participants: lines.length, all_correct: lines.filter((e) => e.score === e.max).length, attempts_counted: valid.length };
  const scale = 10 ** (question?.decimals ?? 0);
  const half = 2 * counts.participants;
  const truth = question && {
    persons_all_correct: scale * counts.all_correct,
    participants: scale * counts.participants,
    attempts: scale * counts.attempts_counted,
    percent_all_correct: half ? Math.floor((200 * scale * counts.all_correct + counts.participants) / half) : 0,
  }[question.target];
  for (const line of lines) {
    line.distance = truth !== null && line.predicted !== null ? Math.abs(truth - line.predicted) : null;
    line.place = chain.map((criterion) => CRITERIA[criterion](line));
  }
  lines.sort((a, b) => compare(a.place, b.place) || (a.pseudonym < b.pseudonym ? -1 : 1));
  share(lines, "rank");
  const blocks = new Map();
  for (const line of lines.filter(({ block }) => block !== undefined)) {
    if (!blocks.has(line.block)) blocks.set(line.block, []);
    blocks.get(line.block).push(line);
  }
  for (const members of blocks.values()) share(members, "block_rank");
  return { counts, truth, lines };
}

// ---- Proof

async function merkle(leaves) {
  if (leaves.length < 2) return leaves[0] ?? sha256(new Uint8Array());
  let split = 1;
  while (split * 2 < leaves.length) split *= 2;
  return sha256(Uint8Array.of(1, ...(await merkle(leaves.slice(0, split))), ...(await merkle(leaves.slice(split)))));
}

async function leaf({ digest, link, ordinal, prediction: predicted, pseudonym, submitted_at }) {
  const said = { digest, ...(link === undefined ? {} : { link }), ordinal, prediction: predicted, pseudonym, submitted_at };
  return sha256(Uint8Array.of(0, ...utf8(canonical(said))));
}

/** Whether the signature is right; nothing where this browser knows no Ed25519. */
async function isSigned({ signature, ...unsigned }) {
  let key;
  try {
    key = await subtle.importKey("raw", unhex(unsigned.public_key), "Ed25519", false, ["verify"]);
  } catch (error) {
    return error.name === "NotSupportedError" ? null : false;
  }
  return subtle.verify("Ed25519", key, unhex(signature), utf8(canonical(unsigned)));
}

/** Whether a step of a file that is signed as a whole can be taken here: what was skipped, or a Fault. */
async function signedOrSkipped(file) {
  const signed = await isSigned(file);
  insist(signed !== false, "signature");
  return signed === null ? ["signature"] : [];
}

/** That a receipt is in a result: its leaf climbs to the root that the site signed. */
async function checkReceipt(file, step) {
  step("receipts");
  let hash = await sha256(Uint8Array.of(0, ...utf8(canonical(file.receipt))));
  for (const { hash: other, side } of file.path) {
    insist(side === "left" || side === "right", "merkle_root");
    hash = await sha256(Uint8Array.of(1, ...(side === "left" ? [...unhex(other), ...hash] : [...hash, ...unhex(other)])));
  }
  insist(hex(hash) === file.merkle_root, "merkle_root");
  step("signature");
  return { receipt: file, skipped: await signedOrSkipped(file) };
}

/** The list of a contest's results. */
async function checkList(file, step) {
  step("signature");
  return { list: file, skipped: await signedOrSkipped(file) };
}

/**
 * Checks everything, step by step. `step(name)` is told which step begins; a step that cannot be done here is in `skipped`.
 * Throws the first Fault.
 */
async function check(text, step, progress) {
  step("read");
  let file;
  try {
    file = JSON.parse(text);
  } catch {
    throw new Fault("format");
  }
  const small = { "hocthi.receipt/1": checkReceipt, "hocthi.contest/1": checkList }[file?.format];
  insist(small || (file?.format === "hocthi.result/1" && file.frozen?.format === "hocthi.round/1"), "format");
  insist(canonical(file) === text.replace(/\n+$/, "") && text.normalize("NFC") === text, "canonical");
  if (small) return small(file, step);
  const { frozen } = file;
  // What is not told is left out, never null.
  const absent = [file.public_value, frozen.rules_sha256, frozen.reveal_ms, frozen.last_start_at, frozen.seconds_per_item, frozen.ranking.public_value];
  for (const { link, block, earlier } of file.attempts) absent.push(link, block, earlier);
  insist(!absent.includes(null), "canonical");
  step("frozen");
  insist((await hashOf(frozen)) === file.commitment, "commitment");
  insist(file.committed_at < frozen.opens_at, "committed_late");
  if ("seconds_per_item" in frozen) {
    const [each, items] = [frozen.seconds_per_item, frozen.blueprint.reduce((sum, { count }) => sum + count, 0)];
    insist(Number.isInteger(each) && each >= 5 && each <= 600 && frozen.time_limit_seconds === each * items, "pace");
  }
  insist(!("public_value" in file) || frozen.ranking.chain.includes("lots"), "public_value");
  insist(canonical((file.earlier_rounds ?? []).map(({ round }) => round)) === canonical(frozen.ranking.earlier ?? []), "earlier_rounds");
  step("attempts");
  const entries = await scored(file, progress);
  step("ranking");
  const { counts, truth, lines } = ranked(frozen.ranking, entries);
  insist(Object.entries(counts).every(([name, value]) => file[name] === value), "counts");
  insist(truth === file.truth, "truth");
  const line = ({ rank, pseudonym, ordinal, score: scoredAs, distance, working_time, submitted_at, block, block_rank }) =>
    canonical({ rank, pseudonym, ordinal, score: scoredAs, distance, working_time, submitted_at, ...(block === undefined ? {} : { block, block_rank }) });
  for (let at = 0; at < Math.max(lines.length, file.ranking.length); at++) {
    insist(lines[at] && file.ranking[at] && line(lines[at]) === canonical(file.ranking[at]), "ranking", `#${at + 1}`);
  }
  step("receipts");
  insist(hex(await merkle(await Promise.all(file.attempts.map(leaf)))) === file.merkle_root, "merkle_root");
  step("signature");
  return { file, entries, lines, skipped: await signedOrSkipped(file) };
}

// Not an export: the page that is saved to disk holds this script inside it, where nothing can be imported.
globalThis.checkResult = check;
