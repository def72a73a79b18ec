#!/usr/bin/env python3
"""Checks a published result file of a round, written from docs/RESULT_FILE.md alone; the standard library is enough.

Exit 0: the file stands. 1: it does not (the first thing found is named). 2: it cannot be read.
"""
import hashlib
import hmac
import json
import re
import sys
import unicodedata


class Fault(Exception):
    """The first thing that does not stand: a code and the record concerned."""


def canonical(value):
    """RFC 8785 for what the format holds: objects, arrays, strings, integers, booleans, null."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def sha256(data):
    return hashlib.sha256(data).digest()


class Stream:
    def __init__(self, seed, label):
        self.seed, self.label, self.block, self.words = seed, label.encode(), 0, []

    def word(self):
        if not self.words:
            block = hmac.new(self.seed, self.label + b"\0" + self.block.to_bytes(8, "big"), "sha256").digest()
            self.words = [int.from_bytes(block[at:at + 8], "big") for at in range(0, 32, 8)]
            self.block += 1
        return self.words.pop(0)

    def below(self, bound):
        top = 2**64 - 1
        limit = top - top % bound
        while True:
            word = self.word()
            if word < limit:
                return word % bound

    def shuffle(self, items):
        for last in range(len(items) - 1, 0, -1):
            other = self.below(last + 1)
            items[last], items[other] = items[other], items[last]
        return items


def paper(frozen, pseudonym, ordinal):
    """The slots of an attempt: (item, author's positions of the options in the order shown)."""
    words = Stream(bytes.fromhex(frozen["seed"]), f"paper:{pseudonym}:{ordinal}")
    seed = b"".join(words.word().to_bytes(8, "big") for _ in range(4))
    drawn = []
    for cell in frozen["blueprint"]:
        own = [i for i in frozen["items"] if (i["bank"], i["topic"], i["level"]) == (cell["bank"], cell["topic"], cell["level"])]
        own.sort(key=lambda item: item["code"])
        label = f"cell:{cell['bank']}:{cell['topic']}:{cell['level']}"
        drawn += Stream(seed, label).shuffle(own)[:cell["count"]]
    slots = []
    for slot, item in enumerate(Stream(seed, "order").shuffle(drawn), 1):
        order = list(range(len(item["options"])))
        if item["type"] != "true_false":
            order = Stream(seed, f"options:{slot}").shuffle(order)
        slots.append((item, order))
    return slots


def amended(file):
    """The keys that count, by bank and code (None: voided), and the time that was given: (at, length, whether clocks stood still)."""
    frozen, keys, given, before = file["frozen"], {}, [], None
    stood = {(item["bank"], item["code"]): item["key"] for item in frozen["items"]}
    kinds = {(item["bank"], item["code"]): (item["type"], len(item["options"])) for item in frozen["items"]}
    for amendment in file.get("amendments", []):
        at, change, closes_at = amendment["at"], amendment["change"], frozen["closes_at"]
        kind, people = change["kind"], len(amendment["decided_by"])
        if (before is not None and at <= before) or not amendment["reason"].strip() or people < (1 if kind == "pause" else 2):
            raise Fault("amendments")
        before = at
        if kind == "extension" and "seconds_per_item" in frozen:
            raise Fault("amendments")
        if kind in ("pause", "extension"):
            for moment, length, _ in given:
                closes_at += length if moment < closes_at else 0
            if change["seconds"] < 1 or not frozen["opens_at"] <= at < closes_at:
                raise Fault("amendments")
            given.append((at, 1000 * change["seconds"], kind == "pause"))
            continue
        name = (change["bank"], change["code"])
        if kind not in ("item_voided", "key_corrected") or name not in stood:
            raise Fault("amendments")
        if kind == "key_corrected":
            if change["old"] != stood[name] or not can_be_key(*kinds[name], change["new"]):
                raise Fault("amendments")
            stood[name] = change["new"]
        if keys.get(name, ()) is not None:
            keys[name] = None if kind == "item_voided" else change["new"]
    return keys, given


def can_be_key(kind, options, key):
    if kind == "true_false":
        return isinstance(key, bool)
    fits = isinstance(key, list) and key and key == sorted(set(key)) and all(0 <= at < options for at in key)
    return fits and (kind == "multiple_response" or len(key) == 1)


def closing(frozen, given, moment):
    """The closing as it stood at a moment."""
    closes_at = frozen["closes_at"]
    for at, length, _ in given:
        if at <= moment and at < closes_at:
            closes_at += length
    return closes_at


def last_start(frozen, given, moment):
    """No attempt begins from then on: the closing, or earlier where the rules say so; time that was given moves it."""
    closes_at = closing(frozen, given, moment)
    return min(closes_at, frozen.get("last_start_at", frozen["closes_at"]) + closes_at - frozen["closes_at"])


def reveal(frozen, pseudonym):
    """Milliseconds behind the opening at which a person's own opening is."""
    if "reveal_ms" not in frozen:
        return 0
    return Stream(bytes.fromhex(frozen["seed"]), f"reveal:{pseudonym}").below(frozen["reveal_ms"])


def end_of(frozen, given, started_at):
    end = closing(frozen, given, started_at)
    if frozen["time_limit_seconds"] is not None:
        end = min(end, started_at + 1000 * frozen["time_limit_seconds"])
    for at, length, _ in given:
        if started_at < at < end:
            end += length
    return end


def points(frozen, item, order, response):
    if item["key"] is None:
        return item["points"]
    if response is None:
        return 0
    if item["type"] == "true_false":
        if not isinstance(response, bool):
            raise ValueError(response)
        return item["points"] if response == item["key"] else 0
    is_multiple = item["type"] == "multiple_response"
    letters = response if is_multiple else [response]
    if not isinstance(letters, list) or any(not isinstance(letter, str) or len(letter) != 1 for letter in letters):
        raise ValueError(response)
    chosen = sorted(order["abcdefghijklmnopqrstuvwxyz".index(letter)] for letter in letters)
    if len(set(chosen)) < len(chosen):
        raise ValueError(response)
    keys = item["key"]
    if chosen == keys:
        return item["points"]
    if len(keys) < 2 or frozen["multiple_response"] != "right_minus_wrong":
        return 0
    right = sum(option in keys for option in chosen)
    return item["points"] * max(0, 2 * right - len(chosen)) // len(keys)


def prediction(question, text):
    if text is None:
        return None
    match = re.fullmatch(r"([0-9]+|[0-9]{1,3}(?:\.[0-9]{3})+)(?:,([0-9]+))?", text.strip())
    whole, rest = (match[1].replace(".", ""), match[2] or "") if match else ("", "")
    if not match or len(whole) > 9 or len(rest) > question["decimals"]:
        raise ValueError(text)
    return int(whole + rest.ljust(question["decimals"], "0"))


def entry(file, keys, given_time, fact):
    frozen, rules = file["frozen"], file["frozen"]["ranking"]
    slots = paper(frozen, fact["pseudonym"], fact["ordinal"])
    given = {saved["slot"]: saved["response"] for saved in fact["responses"]}
    numbers = [saved["slot"] for saved in fact["responses"]]
    if numbers != sorted(given) or any(slot not in range(1, len(slots) + 1) for slot in given):
        raise ValueError("slot")
    for slot, (item, order) in enumerate(slots, 1):
        points(frozen, item, order, given.get(slot))  # also an answer to a voided item must be one it can have
    slots = [({**item, "key": keys.get((item["bank"], item["code"]), item["key"])}, order) for item, order in slots]
    score = sum(points(frozen, item, order, given.get(slot)) for slot, (item, order) in enumerate(slots, 1))
    paused = sum(
        max(0, min(at + length, fact["submitted_at"]) - max(at, fact["started_at"])) for at, length, stands in given_time if stands
    )
    if ("earlier" in fact) != bool(rules.get("earlier")):
        raise ValueError("earlier")
    lot = None
    if "lots" in rules["chain"]:
        lot = Stream(bytes.fromhex(frozen["seed"]), f"lot:{file['public_value']}:{fact['pseudonym']}").word()
    question = frozen["ranking"]["prediction"]
    return {
        "pseudonym": fact["pseudonym"], "ordinal": fact["ordinal"], "score": score, "max": sum(item["points"] for item, _ in slots),
        "working_time": max(0, fact["submitted_at"] - fact["started_at"] - paused), "submitted_at": fact["submitted_at"],
        "prediction": prediction(question, fact["prediction"]) if question else None, "excluded": fact["excluded"],
        "instant": fact["submitted_at"] - (reveal(frozen, fact["pseudonym"]) if fact["started_at"] < frozen["opens_at"] + frozen.get("reveal_ms", 0) else 0),
        "earlier": fact.get("earlier", 0), "lot": lot, "block": fact.get("block"),
    }


COUNTED = {
    "best_then_earliest": lambda e: (-e["score"], e["instant"], e["ordinal"]),
    "best_then_fastest": lambda e: (-e["score"], e["working_time"], e["instant"], e["ordinal"]),
    "first": lambda e: (e["instant"], e["ordinal"]),
    "last": lambda e: (-e["ordinal"],),
}


def ranking(rules, entries):
    entries = [e for e in entries if e["excluded"] is None]
    people = {}
    for e in entries:
        people.setdefault(e["pseudonym"], []).append(e)
    counted = [min(own, key=COUNTED[rules["counted"]]) for own in people.values()]
    all_correct = sum(e["score"] == e["max"] for e in counted)
    truth, question = None, rules["prediction"]
    if question:
        scale = 10 ** question["decimals"]
        if question["target"] == "percent_all_correct":
            truth = (200 * scale * all_correct + len(counted)) // (2 * len(counted)) if counted else 0
        else:
            counts = {"persons_all_correct": all_correct, "participants": len(counted), "attempts": len(entries)}
            truth = scale * counts[question["target"]]
    for e in counted:
        e["distance"] = abs(truth - e["prediction"]) if truth is not None and e["prediction"] is not None else None

    def place(e):
        by = {
            "score": -e["score"], "prediction_distance": float("inf") if e["distance"] is None else e["distance"],
            "working_time": e["working_time"], "submitted_at": e["instant"], "earlier_rounds": -e["earlier"], "lots": e["lot"],
        }
        return [by[criterion] for criterion in rules["chain"]]

    counted.sort(key=lambda e: (place(e), e["pseudonym"]))
    lines, last = [], {}

    def ranked(group, e):
        """Equals share a rank; the next is passed over for each of them."""
        number, rank, before = last.get(group, (0, 0, None))
        rank = rank if before == place(e) else number + 1
        last[group] = (number + 1, rank, place(e))
        return rank

    for e in counted:
        line = {k: e[k] for k in ("pseudonym", "ordinal", "score", "distance", "working_time", "submitted_at")}
        line["rank"] = ranked(None, e)
        if e["block"] is not None:
            line |= {"block": e["block"], "block_rank": ranked(e["block"], e)}
        lines.append(line)
    return lines, (len(counted), all_correct, len(entries)), truth


def merkle(leaves):
    if len(leaves) < 2:
        return leaves[0] if leaves else sha256(b"")
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return sha256(b"\1" + merkle(leaves[:split]) + merkle(leaves[split:]))


# Ed25519 as in RFC 8032, section 6: slow and plain, for checking only.
P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT = pow(2, (P - 1) // 4, P)


def add(a, b):
    (x1, y1, z1, t1), (x2, y2, z2, t2) = a, b
    m, n = (y1 - x1) * (y2 - x2) % P, (y1 + x1) * (y2 + x2) % P
    c, d = 2 * t1 * t2 * D % P, 2 * z1 * z2 % P
    e, f, g, h = n - m, d - c, d + c, n + m
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(number, point):
    out = (0, 1, 1, 0)
    while number:
        if number & 1:
            out = add(out, point)
        point, number = add(point, point), number >> 1
    return out


def point(data):
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    xx = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(xx, (P + 3) // 8, P)
    if (x * x - xx) % P:
        x = x * ROOT % P
    if y >= P or (x * x - xx) % P or (x == 0 and sign):
        raise ValueError("no point")
    return (P - x if x & 1 != sign else x, y, 1, (P - x if x & 1 != sign else x) * y % P)


BASE = point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def is_signed(key, signature, message):
    try:
        a, r, s = point(key), point(signature[:32]), int.from_bytes(signature[32:], "little")
    except ValueError:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % L
    left, right = times(s, BASE), add(r, times(h, a))
    return s < L and all((left[at] * right[2] - right[at] * left[2]) % P == 0 for at in (0, 1))


def check(text, file):
    frozen = file["frozen"]
    if (file["format"], frozen["format"]) != ("hocthi.result/1", "hocthi.round/1"):
        raise Fault("format")
    if canonical(file) != text.rstrip(b"\n") or unicodedata.normalize("NFC", text.decode()) != text.decode():
        raise Fault("canonical")
    optional = [(file, "public_value"), (frozen, "rules_sha256"), (frozen, "reveal_ms"), (frozen, "last_start_at"), (frozen, "seconds_per_item"), (frozen["ranking"], "public_value")]
    optional += [(fact, name) for fact in file["attempts"] for name in ("link", "block", "earlier")]
    if any(name in owner and owner[name] is None for owner, name in optional):
        raise Fault("canonical")
    if sha256(canonical(frozen)).hex() != file["commitment"]:
        raise Fault("commitment")
    if file["committed_at"] >= frozen["opens_at"]:
        raise Fault("committed_late")
    if "seconds_per_item" in frozen:
        each, items = frozen["seconds_per_item"], sum(cell["count"] for cell in frozen["blueprint"])
        if not 5 <= each <= 600 or frozen["time_limit_seconds"] != each * items:
            raise Fault("pace")
    keys, given = amended(file)
    if "public_value" in file and "lots" not in frozen["ranking"]["chain"]:
        raise Fault("public_value")
    if [earlier["round"] for earlier in file.get("earlier_rounds", [])] != frozen["ranking"].get("earlier", []):
        raise Fault("earlier_rounds")
    entries, before = [], None
    for fact in file["attempts"]:
        where = (fact["pseudonym"], fact["ordinal"])
        if before is not None and before >= where:
            raise Fault(f"order at {where}")
        before = where
        if fact["ordinal"] < 1 or 0 < frozen["attempts_allowed"] < fact["ordinal"]:
            raise Fault(f"attempt_number at {where}")
        end = end_of(frozen, given, fact["started_at"]) + (1000 * frozen["grace_seconds"] if fact["closed_by"] == "taker" else 0)
        if not frozen["opens_at"] + reveal(frozen, fact["pseudonym"]) <= fact["started_at"] < last_start(frozen, given, fact["started_at"]) or not fact["started_at"] <= fact["submitted_at"] <= end:
            raise Fault(f"times at {where}")
        if sha256(canonical(fact["responses"])).hex() != fact["digest"]:
            raise Fault(f"digest at {where}")
        try:
            entries.append(entry(file, keys, given, fact))
        except (ValueError, IndexError, TypeError, KeyError) as error:
            raise Fault(f"response or prediction at {where}: {error}") from error
    lines, counts, truth = ranking(frozen["ranking"], entries)
    if counts != (file["participants"], file["all_correct"], file["attempts_counted"]):
        raise Fault("counts")
    if truth != file["truth"]:
        raise Fault("truth")
    for at in range(max(len(lines), len(file["ranking"]))):
        if lines[at:at + 1] != file["ranking"][at:at + 1]:
            raise Fault(f"ranking at line {at + 1}")
    leaf = ("digest", "ordinal", "prediction", "pseudonym", "submitted_at")
    leaves = [sha256(b"\0" + canonical({name: fact[name] for name in leaf + ("link",) * ("link" in fact)})) for fact in file["attempts"]]
    if merkle(leaves).hex() != file["merkle_root"]:
        raise Fault("merkle_root")
    unsigned = canonical({name: value for name, value in file.items() if name != "signature"})
    if not is_signed(bytes.fromhex(file["public_key"]), bytes.fromhex(file["signature"]), unsigned):
        raise Fault("signature")


def check_small(text, file):
    """The proof of a receipt, or the list of a contest's results: signed as a whole."""
    if canonical(file) != text.rstrip(b"\n") or unicodedata.normalize("NFC", text.decode()) != text.decode():
        raise Fault("canonical")
    if file["format"] == "hocthi.receipt/1":
        node = sha256(b"\0" + canonical(file["receipt"]))
        for step in file["path"]:
            other = bytes.fromhex(step["hash"])
            node = sha256(b"\1" + {"left": other + node, "right": node + other}[step["side"]])
        if node.hex() != file["merkle_root"]:
            raise Fault("merkle_root")
    unsigned = canonical({name: value for name, value in file.items() if name != "signature"})
    if not is_signed(bytes.fromhex(file["public_key"]), bytes.fromhex(file["signature"]), unsigned):
        raise Fault("signature")


def main(path):
    try:
        with open(path, "rb") as source:
            text = source.read()
        file = json.loads(text)
    except (OSError, ValueError) as error:
        print(f"unreadable: {error}")
        return 2
    is_small = file.get("format") in ("hocthi.receipt/1", "hocthi.contest/1")
    try:
        (check_small if is_small else check)(text, file)
    except Fault as fault:
        print(f"does not stand: {fault}")
        return 1
    except (KeyError, TypeError, ValueError) as error:
        print(f"unreadable: {error!r}")
        return 2
    if is_small:
        print(f"stands: {file['title']}")
        return 0
    print(f"stands: {file['participants']} people, {len(file['attempts'])} attempts")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
