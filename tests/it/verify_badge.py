"""Checks an Open Badges 3.0 credential with nothing but Python's standard library.

Written from the texts of RFC 8032 (Ed25519), RFC 7515/8037 (JWS with EdDSA), W3C VC 2.0, Bitstring Status List 1.0 and
1EdTech Open Badges 3.0; it shares no code with the product. Arguments: carrier file, DID document, status list or "-".
Prints one JSON object: what stands, or why not.
"""
import base64, gzip, hashlib, json, re, struct, sys, xml.etree.ElementTree as ET

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
BX = 15112221349535400772501151409588531511454012693041857206046113283949847762202
B = (BX, 4 * pow(5, P - 2, P) % P)


def add(p, q):
    (x1, y1), (x2, y2) = p, q
    k = D * x1 * x2 * y1 * y2 % P
    return ((x1 * y2 + x2 * y1) * pow(1 + k, P - 2, P) % P, (y1 * y2 + x1 * x2) * pow(1 - k, P - 2, P) % P)


def times(n, p):
    r = (0, 1)
    while n:
        if n & 1:
            r = add(r, p)
        p = add(p, p)
        n >>= 1
    return r


def point(raw):
    y = int.from_bytes(raw, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    xx = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(xx, (P + 3) // 8, P)
    if (x * x - xx) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if (x * x - xx) % P:
        raise ValueError("the key is no point of the curve")
    return (P - x if x & 1 != sign else x, y)


def ed25519(public, message, signature):
    r, s = point(signature[:32]), int.from_bytes(signature[32:], "little")
    if s >= L:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % L
    return times(s, B) == add(r, times(h, point(public)))


def unpad(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def token_of(path):
    raw = open(path, "rb").read()
    if path.endswith(".png"):
        at = 8
        while at < len(raw):
            size, kind = struct.unpack(">I4s", raw[at : at + 8])
            body = raw[at + 8 : at + 8 + size]
            if kind == b"iTXt" and body.startswith(b"openbadgecredential\0"):
                # keyword, compression flag and method, language, translated keyword, text
                assert body[20:22] == b"\0\0", "not compressed"
                return body[22:].split(b"\0", 2)[2].decode()
            at += 12 + size
        raise ValueError("no credential in the PNG")
    if path.endswith(".svg"):
        return ET.fromstring(raw).find("{https://purl.imsglobal.org/ob/v3p0}credential").get("verify")
    text = raw.decode()
    if path.endswith(".json"):
        envelope = json.loads(text)
        assert envelope["type"] == "EnvelopedVerifiableCredential"
        return re.fullmatch(r"data:application/vc\+jwt,(.+)", envelope["id"]).group(1)
    return text


def claims_of(token, document):
    head, body, signature = token.split(".")
    header = json.loads(unpad(head))
    assert header["alg"] == "EdDSA", "another algorithm"
    method = next((m for m in document["verificationMethod"] if m["id"] == header["kid"]), None)
    assert method and method["id"] in document["assertionMethod"], "the issuer has no such key"
    jwk = method["publicKeyJwk"]
    assert (jwk["kty"], jwk["crv"]) == ("OKP", "Ed25519")
    assert ed25519(unpad(jwk["x"]), f"{head}.{body}".encode(), unpad(signature)), "the signature is wrong"
    return json.loads(unpad(body))


def main(carrier, did, status):
    document = json.load(open(did))
    vc = claims_of(token_of(carrier), document)
    assert vc["@context"][0] == "https://www.w3.org/ns/credentials/v2"
    assert {"VerifiableCredential", "OpenBadgeCredential"} <= set(vc["type"])
    assert vc["iss"] == vc["issuer"]["id"] == document["id"] and vc["sub"] == vc["credentialSubject"]["id"] and vc["jti"] == vc["id"]
    subject, entry = vc["credentialSubject"], vc["credentialStatus"]
    for needed in ("id", "type", "name", "description", "criteria"):
        assert subject["achievement"][needed], needed
    out = {
        "name": subject["identifier"][0]["identityHash"],
        "number": subject["licenseNumber"],
        "achievement": subject["achievement"]["name"],
        "from": vc["validFrom"],
        "until": vc.get("validUntil"),
        "list": entry["statusListCredential"],
    }
    if status != "-":
        listed = claims_of(open(status).read(), document)
        assert listed["id"] == entry["statusListCredential"] and listed["credentialSubject"]["statusPurpose"] == entry["statusPurpose"]
        encoded = listed["credentialSubject"]["encodedList"]
        assert encoded[0] == "u"
        bits = gzip.decompress(unpad(encoded[1:]))
        assert len(bits) * 8 >= 131072
        index = int(entry["statusListIndex"])
        out["revoked"] = bool(bits[index // 8] >> (7 - index % 8) & 1)
    return out


try:
    print(json.dumps(main(*sys.argv[1:])))
except Exception as error:
    print(json.dumps({"refused": f"{type(error).__name__}: {error}"}))
