// The page: what is given on one side, what follows from it on the other.  Text is only ever set as text.

const part = (id) => document.getElementById(id);
const KINDS = JSON.parse(part("kinds").textContent);
const given = { proof: null, entry: null, fromLink: false };
let language = navigator.language.startsWith("zh") ? "zh" : "en";
const asked = new URLSearchParams(location.search).get("lang");
if (Object.hasOwn(WORDS, asked)) language = asked;

const filled = (text, values = {}) => text.replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? "?"));
const say = (name, values) => filled(WORDS[language][name], values);
const told = ({ code, values }) =>
  (values.line ? say("line", values) : "") + filled(WORDS[language].errors[code], values);

function element(tag, text, children = []) {
  const made = document.createElement(tag);
  if (text) made.textContent = text;
  made.append(...children);
  return made;
}

const number = (value, digits = 0) => value.toLocaleString(language, { maximumFractionDigits: digits });

// A quantity of `inputs` in its unit: the unit is the name's end.
function quantity(name, value) {
  const units = { _m: ["km", 1000], _g: ["kg", 1000], _wh: ["kWh", 1000], _mg: ["g", 1000], _min: ["min", 1] };
  const [ending, [unit, by]] = Object.entries(units).find(([end]) => name.endsWith(end)) ?? ["", ["", 1]];
  const plain = name.slice(0, name.length - ending.length);
  const label = WORDS[language].quantities[plain] ?? plain.replaceAll("_", " ");
  return Number.isInteger(value) ? `${label} ${number(value / by, 3)} ${unit}`.trim() : `${label} ${value}`;
}

function amounts(inputs) {
  return Object.entries(inputs).flatMap(([name, value]) => {
    if (Array.isArray(value)) return value.flatMap((item) => (typeof item === "object" ? amounts(item) : [`${name} ${item}`]));
    if (value && typeof value === "object") return amounts(value);
    if (name === "region" || name === "occurred_on") return [`${say(name)} ${value}`];
    return [name === "mode" ? KINDS[value]?.[language] ?? String(value) : quantity(name, value)];
  });
}

function field(name, value, entry) {
  if (name === "type") return WORDS[language].types[value] ?? String(value);
  if (name === "kind") return KINDS[value] ? `${KINDS[value].icon} ${KINDS[value][language]}` : String(value);
  if (name === "inputs") return amounts(value).join(" · ");
  if (name === "evidence") return WORDS[language].levels[value] ?? String(value);
  if (name === "reasons") return [].concat(value).join(", ");
  if (name !== "reduction_mg") return String(value);
  const undecided = value === 0 && [].concat(entry.reasons ?? []).includes("pending");
  return undecided ? say("pending") : say("grams", { value: number(value / 1000, 3) });
}

// An entry of a later format may hold what there are no words for: then as it stands.
function worded(name, value, entry) {
  try {
    return field(name, value, entry);
  } catch {
    return canonical(value);
  }
}

function labelOf(name, entry) {
  // Only the first entry of an act carries its whole amount; later ones say what changes.
  return name === "reduction_mg" && entry.type !== "action.recorded" ? say("change") : WORDS[language].fields[name];
}

function showEntry(entry) {
  const names = Object.keys(WORDS.en.fields).filter((name) => entry && name in entry);
  part("entry").hidden = !entry;
  part("entry").replaceChildren(...names.flatMap((name) => [
    element("dt", labelOf(name, entry)), element("dd", worded(name, entry[name], entry)),
  ]));
  part("raw").hidden = !entry;
  part("bytes").textContent = entry ? canonical(entry) : "";
}

function showStep({ code, state, values, error }) {
  const sentence = error ? `${say(`at-${code}`)}: ${told(error)}`
    : state === "open" ? say(`open-${code}`)
      : say(code, { ...values, by: values.by && say(values.by) });
  return element("li", "", [element("strong", `${say(state)} `), document.createTextNode(sentence)]);
}

function showTrust() {
  const source = part("trust").value.trim() ? (given.fromLink ? "trust-link" : "trust-own") : "trust-none";
  part("trust-source").textContent = say(source);
  part("trust-wrong").textContent = "";
  try {
    return readTrust(part("trust").value);
  } catch (error) {
    if (!(error instanceof Wrong)) throw error;
    part("trust-wrong").textContent = told(error);
    return null;
  }
}

let latest = 0;

async function show() {
  const mine = ++latest, trust = showTrust();
  let result = { steps: [], verdict: "waiting", entry: null };
  try {
    if (given.proof) result = await check(given.proof, given.entry, trust);
  } catch {
    // Whatever a file does to this page, what was said of the one before must not stay.
    result.verdict = "wrong";
  }
  if (mine !== latest) return;
  part("verdict").textContent = say(result.verdict);
  part("verdict").className = `box ${result.verdict}`;
  part("steps").replaceChildren(...result.steps.map(showStep));
  showEntry(result.verdict === "wrong" ? null : result.entry);
}

async function take(files) {
  given.proof = given.entry = null;
  const read = async (file) => new Uint8Array(await file.slice(0, MOST_BYTES + 1).arrayBuffer());
  // A folder, or a file that is gone, is none.
  const readable = await Promise.all(files.map((file) => read(file).catch(() => null)));
  for (const bytes of readable.filter(Boolean)) {
    const isProof = same(bytes.slice(0, HEADER.length), utf8(HEADER));
    if (isProof || files.length === 1) given.proof = bytes;
    else given.entry = bytes;
  }
  if (given.entry && !given.proof) [given.proof, given.entry] = [given.entry, null];
  await show();
}

function speak() {
  document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
  document.title = `${say("title")} · Leafledger · 一叶`;
  for (const one of document.querySelectorAll("[data-text]")) one.textContent = say(one.dataset.text);
  part("language").textContent = say("language");
  part("language").lang = language === "zh" ? "en" : "zh-CN";
  part("trust-facts").replaceChildren(...WORDS[language].trust.map((text) => element("li", text)));
  part("meaning").replaceChildren(...WORDS[language].meaning.map((text) => element("li", text)));
  return show();
}

part("language").addEventListener("click", () => {
  language = language === "zh" ? "en" : "zh";
  speak();
});
part("file").addEventListener("change", (event) => take([...event.target.files]));
part("trust").addEventListener("input", () => {
  given.fromLink = false;
  show();
});
for (const name of ["dragenter", "dragover", "dragleave", "drop"]) {
  document.addEventListener(name, (event) => {
    event.preventDefault();
    part("drop").classList.toggle("over", name === "dragenter" || name === "dragover");
    if (name === "drop") take([...event.dataTransfer.files]);
  });
}
if (location.hash.length > 1) {
  try {
    part("trust").value = decodeURIComponent(location.hash.slice(1));
    given.fromLink = true;
  } catch {
    // A fragment that was cut in the middle of a letter names no key.
  }
}
speak();
