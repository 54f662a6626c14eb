// Readers of C2SP tlog-proof, signed-note, tlog-checkpoint and tlog-policy.  What is wrong is named with its line.

const HEADER = "c2sp.org/tlog-proof@v1";
const MOST_BYTES = 1100000;
const ED25519 = 1, COSIGNATURE = 4;

class Wrong extends Error {
  constructor(code, values = {}) {
    super(code);
    Object.assign(this, { code, values });
  }
}

const utf8 = (text) => new TextEncoder().encode(text);
const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
const base64 = (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));

// The bytes that the text is the one standard base64 form of; null otherwise.
function fromBase64(text) {
  try {
    const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    return base64(bytes) === text ? bytes : null;
  } catch {
    return null;
  }
}

function textOf(bytes) {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Wrong("text");
  }
}

// A whole number as it must be written; null otherwise.
function whole(text) {
  const number = /^(0|[1-9][0-9]{0,18})$/.test(text) ? BigInt(text) : null;
  return number !== null && number < 2n ** 63n ? number : null;
}

function readProof(bytes) {
  if (bytes.length > MOST_BYTES) throw new Wrong("size");
  const text = textOf(bytes), gap = text.indexOf("\n\n");
  const lines = (gap < 0 ? text : text.slice(0, gap)).split("\n");
  if (lines[0] !== HEADER) throw new Wrong("header", { line: 1 });
  if (gap < 0) throw new Wrong("gap", { line: lines.length });
  let line = 1, extra = null;
  if (lines[line]?.startsWith("extra ")) {
    extra = fromBase64(lines[line].slice(6));
    if (!extra) throw new Wrong("extra", { line: line + 1 });
    line += 1;
  }
  const index = lines[line]?.startsWith("index ") ? whole(lines[line].slice(6)) : null;
  if (index === null) throw new Wrong("index", { line: line + 1 });
  const hashes = lines.slice(line + 1).map((item, i) => {
    const hash = fromBase64(item);
    if (hash?.length !== 32) throw new Wrong("hash", { line: line + i + 2 });
    return hash;
  });
  if (hashes.length > 63) throw new Wrong("hash", { line: line + 65 });
  return { index, hashes, extra, note: readNote(text.slice(gap + 2), lines.length + 2) };
}

function readNote(text, first) {
  const gap = text.lastIndexOf("\n\n");
  if (gap < 1 || /[\x00-\x09\x0b-\x1f]/.test(text)) throw new Wrong("note", { line: first });
  const body = text.slice(0, gap + 1), lines = text.slice(gap + 2).split("\n");
  const line = first + body.split("\n").length;
  if (lines.pop() !== "" || !lines.length) throw new Wrong("signature-line", { line });
  const signatures = lines.map((item, i) => {
    const [, name, encoded] = item.match(/^— ([^\s+]+) (\S+)$/u) || [];
    const data = encoded === undefined ? null : fromBase64(encoded);
    if (!data || data.length < 5) throw new Wrong("signature-line", { line: line + i });
    return { name, id: hex(data.slice(0, 4)), data: data.slice(4), line: line + i };
  });
  return { body: utf8(body), signatures, checkpoint: readCheckpoint(body, first) };
}

function readCheckpoint(body, first) {
  const lines = body.split("\n");
  if (lines.length !== 4) throw new Wrong("checkpoint", { line: first });
  const [origin, sizeText, rootText] = lines, size = whole(sizeText), root = fromBase64(rootText);
  if (!/^[^\s+\x00-\x1f\x7f]+$/.test(origin)) throw new Wrong("checkpoint", { line: first });
  if (size === null) throw new Wrong("checkpoint", { line: first + 1 });
  if (root?.length !== 32) throw new Wrong("checkpoint", { line: first + 2 });
  return { origin, size, root };
}

const keyId = (name, kind, key) => hex(sha256(utf8(`${name}\n`), [kind], key).slice(0, 4));

function readKey(text, kind, line) {
  // The base64 part may itself hold a plus.
  const [, name, id, encoded] = text.match(/^([^\s+]+)\+([0-9a-f]{8})\+(\S+)$/u) || [];
  const data = encoded === undefined ? null : fromBase64(encoded);
  if (data?.length !== 33 || data[0] !== kind || keyId(name, kind, data.slice(1)) !== id) {
    throw new Wrong("key", { line });
  }
  return { name, id, kind, key: data.slice(1) };
}

// What is trusted: verifier keys alone, one a line, or a whole policy; null where nothing was given.
function readTrust(text) {
  const trust = { logs: [], witnesses: new Map(), groups: new Map(), quorum: null };
  let policy = false;
  text.split("\n").forEach((item, i) => {
    const words = item.trim().split(/\s+/), line = i + 1;
    if (!words[0] || words[0].startsWith("#")) return;
    if (words.length === 1) trust.logs.push(readKey(words[0], ED25519, line));
    else {
      policy = true;
      readPolicyLine(trust, words, line);
    }
  });
  if (!policy && !trust.logs.length) return null;
  if (policy && trust.quorum === null) throw new Wrong("quorum", { line: text.split("\n").length });
  const keys = [...trust.logs, ...trust.witnesses.values()].map((one) => hex(one.key));
  if (new Set(keys).size !== keys.length) throw new Wrong("key-twice");
  return trust;
}

function readPolicyLine(trust, [word, ...items], line) {
  const known = (name) => trust.witnesses.has(name) || trust.groups.has(name);
  const fresh = (name) => {
    if (name === "none" || known(name)) throw new Wrong("name", { line });
  };
  if (word === "log" && items.length <= 2) trust.logs.push(readKey(items[0], ED25519, line));
  else if (word === "witness" && items.length >= 2 && items.length <= 3) {
    fresh(items[0]);
    trust.witnesses.set(items[0], readKey(items[1], COSIGNATURE, line));
  } else if (word === "group" && items.length >= 3) {
    const [name, threshold, ...members] = items;
    fresh(name);
    const wanted = new Map([["all", members.length], ["any", 1]]).get(threshold) ?? Number(whole(threshold) ?? 0n);
    const taken = [...trust.groups.values()].flatMap((group) => group.members);
    // A witness in two groups would count twice.
    const wrong = members.some((one, i) => !known(one) || taken.includes(one) || members.indexOf(one) !== i);
    if (wrong || wanted < 1 || wanted > members.length) throw new Wrong("group", { line });
    trust.groups.set(name, { wanted, members });
  } else if (word === "quorum" && items.length === 1 && trust.quorum === null) {
    if (items[0] !== "none" && !known(items[0])) throw new Wrong("name", { line });
    [trust.quorum] = items;
  } else throw new Wrong("policy-line", { line });
}
