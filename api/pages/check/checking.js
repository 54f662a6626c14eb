// The check itself: file, entry's hash, inclusion in the tree, signature, witnesses, what the entry says of itself.

// Throws unless `leaf` is number `index` in the tree of that size and root (RFC 9162 section 2.1.3.2).
function checkInclusion(leaf, index, { size, root }, hashes) {
  if (index >= size) throw new Wrong("outside", { n: index, size });
  let node = leaf, at = index, last = size - 1n;
  for (const sibling of hashes) {
    if (last === 0n) throw new Wrong("too-long");
    if (at & 1n || at === last) {
      node = sha256([1], sibling, node);
      while (!(at & 1n) && at !== 0n) [at, last] = [at >> 1n, last >> 1n];
    } else node = sha256([1], node, sibling);
    [at, last] = [at >> 1n, last >> 1n];
  }
  if (last !== 0n) throw new Wrong("too-short");
  if (!same(node, root)) throw new Wrong("root", { root: hex(root), found: hex(node) });
}

// Who computed the signature, if `verifier` has signed; null if there is no line of it; throws for a false line.
async function lineOf(verifier, note) {
  let by = null;
  for (const line of note.signatures) {
    if (line.name !== verifier.name || line.id !== verifier.id) continue;
    let message = note.body, signature = line.data;
    if (verifier.kind === COSIGNATURE) {
      const time = new DataView(joined(line.data, new Uint8Array(8)).buffer).getBigUint64(0);
      message = joined(utf8(`cosignature/v1\ntime ${time}\n`), note.body);
      signature = line.data.slice(8);
    }
    const answer = await signed(verifier.key, message, signature);
    if (!answer.good) throw new Wrong("signature", { name: verifier.name, line: line.line });
    by = answer.by;
  }
  return by;
}

async function checkSignature(note, trust) {
  const { origin } = note.checkpoint, keys = trust.logs.filter((key) => key.name === origin);
  if (!keys.length) throw new Wrong("log-unknown", { origin });
  let found = null;
  for (const key of keys) {
    const by = await lineOf(key, note);
    if (by) found ??= { name: origin, id: key.id, by };
  }
  if (!found) throw new Wrong("unsigned", { ids: keys.map((key) => key.id).join(", ") });
  return found;
}

async function checkWitnesses(note, trust) {
  const names = [];
  for (const [name, verifier] of trust.witnesses) if (await lineOf(verifier, note)) names.push(name);
  const satisfied = new Set(names);
  for (const [name, group] of trust.groups) {
    if (group.members.filter((one) => satisfied.has(one)).length >= group.wanted) satisfied.add(name);
  }
  const enough = (trust.quorum ?? "none") === "none" || satisfied.has(trust.quorum);
  if (!enough) throw new Wrong("quorum-missing", { quorum: trust.quorum, count: names.length });
  return { count: names.length, names: names.join(", ") };
}

function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const keys = Object.keys(value).sort();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(",")}}`;
}

// The entry as an object; throws where it is none, is not written canonically, or names another place than its own.
function readEntry(bytes, index, origin) {
  let entry, written;
  try {
    entry = JSON.parse(textOf(bytes));
    written = utf8(canonical(entry));
  } catch {
    throw new Wrong("entry-json");
  }
  if (!same(written, bytes)) throw new Wrong("entry-json");
  if (entry === null || BigInt(Number.isSafeInteger(entry.n) ? entry.n : -1) !== index) {
    throw new Wrong("entry-number", { n: String(entry?.n), index });
  }
  if (entry.log_id !== origin.split("/").pop()) throw new Wrong("entry-log", { log: String(entry.log_id) });
  return entry;
}

// Every step in order: {code, state: good | bad | open, values, error}; what follows a bad step may be missing.
async function check(bytes, separateEntry, trust) {
  const steps = [], result = { steps, entry: null, proof: null, verdict: "wrong" };
  const step = async (code, work) => {
    try {
      const values = await work();
      steps.push({ code, state: values === null ? "open" : "good", values: values ?? {} });
      return true;
    } catch (error) {
      if (!(error instanceof Wrong)) throw error;
      steps.push({ code, state: "bad", error, values: {} });
      return false;
    }
  };
  let data = null, leaf = null;
  const read = await step("file", () => {
    result.proof = readProof(bytes);
    return { origin: result.proof.note.checkpoint.origin, size: result.proof.note.checkpoint.size };
  });
  if (!read) return result;
  const { note, index, hashes, extra } = result.proof, { checkpoint } = note;
  const hashed = await step("hash", () => {
    data = separateEntry ?? extra;
    if (!data) throw new Wrong("entry-missing");
    leaf = sha256([0], data);
    return { leaf: hex(leaf), bytes: data.length };
  });
  if (!hashed) return result;
  await step("inclusion", () => {
    checkInclusion(leaf, index, checkpoint, hashes);
    return { n: index, size: checkpoint.size, count: hashes.length, root: hex(checkpoint.root) };
  });
  await step("signature", () => (trust ? checkSignature(note, trust) : null));
  if (trust?.witnesses.size) await step("witnesses", () => checkWitnesses(note, trust));
  await step("entry", () => {
    result.entry = readEntry(data, index, checkpoint.origin);
    return { log: result.entry.log_id, n: index };
  });
  const states = steps.map((one) => one.state);
  result.verdict = states.includes("bad") ? "wrong" : states.includes("open") ? "unsigned" : "proved";
  return result;
}
