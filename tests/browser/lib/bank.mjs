// The keys of the shipped bank, read from its native files: the tests know what is right, the pages must not tell.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./product.mjs";

/** The part of TOML the bank files use: tables, lists of tables, strings, booleans, numbers, arrays, inline tables. */
export function parse(text) {
  let at = 0;
  const fail = (what) => {
    throw new Error(`line ${text.slice(0, at).split("\n").length}: ${what}`);
  };
  const space = (lines) => {
    for (;;) {
      while (at < text.length && (lines ? /\s/ : /[ \t]/).test(text[at])) at += 1;
      if (text[at] !== "#") return;
      while (at < text.length && text[at] !== "\n") at += 1;
      if (!lines) return;
    }
  };
  const take = (what) => {
    if (!text.startsWith(what, at)) fail(`"${what}" is expected`);
    at += what.length;
  };
  const escapes = { b: "\b", t: "\t", n: "\n", f: "\f", r: "\r", '"': '"', "\\": "\\" };
  const string = () => {
    for (const quote of ['"""', "'''", '"', "'"]) {
      if (!text.startsWith(quote, at)) continue;
      take(quote);
      if (quote.length === 3) at += text.startsWith("\r\n", at) ? 2 : text[at] === "\n" ? 1 : 0;
      let made = "";
      while (!text.startsWith(quote, at)) {
        if (at >= text.length) fail("a string does not end");
        if (quote[0] === '"' && text[at] === "\\") {
          const code = text[at + 1];
          const size = { u: 4, U: 8 }[code];
          if (size) made += String.fromCodePoint(parseInt(text.slice(at + 2, at + 2 + size), 16));
          else if (code in escapes) made += escapes[code];
          else if (quote.length === 3 && /\s/.test(code)) {
            at += 1;
            while (/\s/.test(text[at])) at += 1;
            continue;
          } else fail("an escape is unknown");
          at += 2 + (size ?? 0);
        } else made += text[at++];
      }
      take(quote);
      return made;
    }
    return fail("a string is expected");
  };
  const word = (form) => {
    form.lastIndex = at;
    const found = form.exec(text)?.[0];
    if (!found) fail("a name or a value is expected");
    at += found.length;
    return found;
  };
  const name = () => (/["']/.test(text[at]) ? string() : word(/[A-Za-z0-9_-]+/y));
  const list = (end, one) => {
    const made = [];
    at += 1;
    for (;;) {
      space(true);
      if (text[at] === end) break;
      made.push(one());
      space(true);
      if (text[at] !== ",") break;
      at += 1;
    }
    space(true);
    take(end);
    return made;
  };
  const pair = () => {
    const key = name();
    space();
    take("=");
    space();
    return [key, value()];
  };
  const value = () => {
    if (/["']/.test(text[at])) return string();
    if (text[at] === "[") return list("]", value);
    if (text[at] === "{") return Object.fromEntries(list("}", pair));
    const bare = word(/[^\s,\]}#]+/y);
    return { true: true, false: false }[bare] ?? (Number.isNaN(Number(bare)) ? bare : Number(bare));
  };
  const root = {};
  let table = root;
  for (;;) {
    space(true);
    if (at >= text.length) return root;
    if (text.startsWith("[[", at)) {
      take("[[");
      const key = name();
      take("]]");
      (root[key] ??= []).push((table = {}));
    } else if (text[at] === "[") {
      take("[");
      root[name()] = table = {};
      take("]");
    } else {
      const [key, read] = pair();
      table[key] = read;
    }
  }
}

const same = (text) => text.normalize("NFC").replace(/\s+/g, " ").trim();
const face = (stem, options) => JSON.stringify([same(stem), ...options.map(same).sort()]);

/** What is right, by the face of an item (stem and options in any order). */
export class Keys {
  constructor(bank = "kl-57") {
    this.byFace = new Map();
    const folder = join(ROOT, "question_banks", bank);
    for (const file of readdirSync(folder).filter((file) => file.endsWith(".toml") && file !== "bank.toml")) {
      for (const item of parse(readFileSync(join(folder, file), "utf8")).item ?? []) {
        const options = item.options ?? [];
        const right = item.type === "true_false" ? item.key : options.filter((option) => option.key).map((option) => same(option.text));
        this.byFace.set(face(item.stem, options.map((option) => option.text)), { code: item.code, right });
      }
    }
  }

  of(slot) {
    const options = slot.item_type === "true_false" ? [] : slot.options.map((option) => option.text);
    const found = this.byFace.get(face(slot.stem, options));
    if (!found) throw new Error(`the bank has no such item: ${slot.stem}`);
    return found;
  }

  /** The right response to a slot as the API gives it; `false` makes a wrong one. */
  response(slot, isRight = true) {
    const { right } = this.of(slot);
    if (slot.item_type === "true_false") return right === isRight;
    const letters = slot.options.filter((option) => right.includes(same(option.text)) === isRight).map((option) => option.id);
    return slot.item_type === "multiple_response" ? letters : letters[0];
  }
}

/** What is right in the bank that has every type, by the stem. */
export class TypeKeys {
  constructor(bank = "lam-quen") {
    const folder = join(ROOT, "question_banks", bank);
    const files = readdirSync(folder).filter((file) => file.endsWith(".toml") && file !== "bank.toml");
    const items = files.flatMap((file) => parse(readFileSync(join(folder, file), "utf8")).item ?? []);
    const stem = (text) => same(text.replaceAll("\\", ""));
    this.byStem = new Map(items.map((item) => [stem(item.stem), item]));
    this.stem = stem;
  }

  /** The right response to a slot as the API gives it. */
  response(slot) {
    const item = this.byStem.get(this.stem(slot.stem));
    if (!item) throw new Error(`the bank has no such item: ${slot.stem}`);
    const letter = (list, text) => list.find((part) => same(part.text) === same(text)).id;
    switch (item.type) {
      case "true_false":
        return item.key;
      case "single_choice":
        return letter(slot.options, item.options.find(({ key }) => key).text);
      case "multiple_response":
        return slot.options.filter(({ text }) => item.options.some((option) => option.key && same(option.text) === same(text))).map(({ id }) => id);
      case "true_false_cluster":
        return Object.fromEntries(slot.options.map(({ id, text }) => [id, item.statements.find((statement) => same(statement.text) === same(text)).key]));
      case "matching":
        return Object.fromEntries(slot.options.map(({ id, text }) => [id, letter(slot.matches, item.pairs.find(({ left }) => same(left) === same(text)).right)]));
      case "ordering":
        return item.order.map((text) => letter(slot.options, text));
      case "gap_fill":
        return Object.fromEntries(slot.gaps.map(({ id }, at) => [id, item.gaps[at].accepted[0]]));
      case "short_answer":
        return item.accepted[0];
      case "numerical":
        return item.value;
      default:
        return "Kính thưa các đồng chí, hôm nay chúng ta nói về thông tin đối ngoại.";
    }
  }
}
