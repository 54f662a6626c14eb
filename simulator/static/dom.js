// Building elements: one helper, and the icons drawn as strokes.

const ICONS = {
  send: "M4 12l16-8-5 16-3.5-6.5L4 12zm7.5 1.5L20 4",
  attach: "M8 12.5l6-6a3 3 0 014.2 4.2l-7.8 7.8a5 5 0 01-7-7L11 4",
  menu: "M4 7h16M4 12h16M4 17h10",
  keyboard: "M3 6h18v12H3zM7 10h.01M11 10h.01M15 10h.01M8 14h8",
  close: "M6 6l12 12M18 6L6 18",
  back: "M15 5l-7 7 7 7",
  link: "M10 14a4 4 0 006 .4l3-3a4 4 0 00-5.7-5.7l-1.2 1.2M14 10a4 4 0 00-6-.4l-3 3A4 4 0 0010.700 18.300l1.200-1.200",
  more: "M12 6h.01M12 12h.01M12 18h.01",
  photo: "M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15.500 9h.01",
  file: "M7 3h7l4 4v14H7zM14 3v4h4",
  place: "M12 21s7-6.500 7-11.500A7 7 0 005 9.500C5 14.500 12 21 12 21zM12 12a2.500 2.500 0 100-5 2.500 2.500 0 000 5z",
  person: "M12 12a4 4 0 100-8 4 4 0 000 8zM4 21c1-5 4-7 8-7s7 2 8 7",
  group: "M9 11a3.500 3.500 0 100-7 3.500 3.500 0 000 7zM2 20c.8-4.500 3.500-6 7-6s6.200 1.500 7 6M16 4.500a3.500 3.500 0 010 6.500M18 14.500c2.300.7 3.600 2.500 4 5.500",
  sun: "M12 16a4 4 0 100-8 4 4 0 000 8zM12 2v2M12 20v2M2 12h2M20 12h2M5 5l1.500 1.500M17.500 17.500L19 19M19 5l-1.500 1.500M6.500 17.500L5 19",
  moon: "M20 14A8 8 0 019.500 4 8 8 0 1020 14z",
  auto: "M12 3a9 9 0 100 18V3zM12 3a9 9 0 010 18",
  reply: "M10 7L4 12l6 5v-3c5 0 8 1 10 4 0-6-4-9-10-9V7z",
  edit: "M4 20l1-4L16 5l3 3L8 19l-4 1z",
  download: "M12 4v11M7 11l5 5 5-5M5 20h14",
  down: "M6 9l6 6 6-6",
  window: "M4 5h16v14H4zM4 9h16",
  out: "M9 5H5v14h14v-4M13 5h6v6M19 5l-9 9",
  copy: "M9 9h11v11H9zM5 15H4V4h11v1",
};

/** An element with properties, listeners (`onclick`), attributes (`aria-…`, `role`), a class, and children. */
export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "class") element.className = value;
    else if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name.includes("-") || name === "role" || name === "for") element.setAttribute(name, value);
    else element[name] = value;
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** A stroke icon; it says nothing to a screen reader, its button does. */
export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.classList.add("icon", `icon-${name}`);
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

/** A button that shows only an icon and is named by `label`. */
export function iconButton(name, label, onclick, extra = {}) {
  return h("button", { type: "button", class: "icon-button", title: label, "aria-label": label, onclick, ...extra }, icon(name));
}

/** A round picture of initials; the colour follows the id. */
export function avatar(id, name, kind = "") {
  if (kind === "bot") return h("img", { class: "avatar", src: "/static/leaf.svg", alt: "" });
  const letters = [...name.trim()].slice(0, /^[\x00-\x7f]/.test(name) ? 2 : 1).join("");
  return h("span", { class: `avatar tint-${Math.abs(Number(id)) % 7}`, "aria-hidden": "true" }, letters);
}
