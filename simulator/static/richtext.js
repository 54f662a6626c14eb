// Formatted text as elements: every character goes in as text, never as HTML.

import { h } from "./dom.js";

const TAGS = {
  bold: "b", italic: "i", underline: "u", strikethrough: "s", code: "code", pre: "pre",
  blockquote: "blockquote", expandable_blockquote: "blockquote", spoiler: "span",
};

/** The nodes of `text` with its `entities` (UTF-16 offsets, as JavaScript counts).  act: what a link or command does. */
export function rich(text, entities, act) {
  const sorted = [...(entities || [])].sort((a, b) => a.offset - b.offset || b.length - a.length);
  return range(text, 0, text.length, sorted, act);
}

function range(text, start, end, entities, act) {
  const nodes = [];
  let at = start;
  for (let index = 0; index < entities.length; index += 1) {
    const entity = entities[index];
    const stop = Math.min(entity.offset + entity.length, end);
    if (entity.offset < at || stop <= entity.offset) continue;
    if (entity.offset > at) nodes.push(text.slice(at, entity.offset));
    const inner = entities.slice(index + 1).filter((one) => one.offset < stop);
    nodes.push(element(entity, text.slice(entity.offset, stop), range(text, entity.offset, stop, inner, act), act));
    at = stop;
  }
  if (at < end) nodes.push(text.slice(at, end));
  return nodes;
}

function element(entity, plain, children, act) {
  if (entity.type === "text_link" || entity.type === "url") return link(entity.url || plain, children, act);
  if (entity.type === "email") return h("a", { href: `mailto:${plain}` }, children);
  if (entity.type === "bot_command") {
    return h("button", { type: "button", class: "text-link", onclick: () => act.command(plain) }, children);
  }
  if (entity.type === "spoiler") {
    const reveal = (event) => event.currentTarget.classList.add("shown");
    return h("button", { type: "button", class: "spoiler", onclick: reveal }, children);
  }
  if (TAGS[entity.type]) return h(TAGS[entity.type], {}, children);
  return h("span", { class: ["mention", "hashtag"].includes(entity.type) ? "mark" : "" }, children);
}

/** A link that leaves the page, unless `act.link` takes it; addresses other than the web's stay plain text. */
export function link(url, children, act) {
  const href = /^[a-z][a-z0-9+.-]*:/i.test(url) ? url : `https://${url}`;
  if (!/^(https?|tg):/i.test(href)) return h("span", {}, children);
  const onclick = (event) => {
    if (act.link(href)) event.preventDefault();
  };
  return h("a", { href, target: "_blank", rel: "noopener noreferrer", onclick }, children);
}
