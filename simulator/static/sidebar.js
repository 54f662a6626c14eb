// The list of people and groups, and the page's own switches.

import { addGroup, addPerson } from "./dialogs.js";
import { avatar, h, icon, iconButton } from "./dom.js";
import { clock, summary } from "./message.js";
import { fullName, present, world } from "./store.js";
import { current, t } from "./texts.js";

const THEMES = ["auto", "light", "dark"];
const MANY = 12;
const MOST_ROWS = 100;
const THEME_ICONS = { auto: "auto", light: "sun", dark: "moon" };
const THEME_TEXTS = { auto: "themeAuto", light: "themeLight", dark: "themeDark" };

/** Colour the page as chosen in this browser. */
export function applyTheme() {
  const theme = localStorage.getItem("theme") || "auto";
  if (theme === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  return theme;
}

/** Draw the list.  shown: keys "person:chat" of the open panes; open(person, chat); turn() changes the language. */
export function drawSidebar(element, { shown, unread, open, turn, redraw, filter, sought }) {
  const theme = applyTheme();
  const nextTheme = () => {
    localStorage.setItem("theme", THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length]);
    redraw();
  };
  const all = [...world.chats.values()].filter((chat) => chat.shape.type !== "private" || world.people.has(chat.id));
  const called = (chat) => (chat.shape.type === "private" ? fullName(world.people.get(chat.id)) : chat.shape.title);
  const chats = all.filter((chat) => called(chat).toLowerCase().includes(sought.toLowerCase()));
  chats.sort((a, b) => (b.last?.date || 0) - (a.last?.date || 0));
  const people = chats.filter((chat) => chat.shape.type === "private").slice(0, MOST_ROWS);
  const groups = chats.filter((chat) => chat.shape.type !== "private");
  const personRow = (chat) => row(chat, called(chat), world.people.get(chat.id).language_code, chat.id);
  const groupRow = (chat) => row(chat, called(chat), null, present(chat).find((id) => world.people.has(id)));
  function row(chat, name, badge, personId) {
    const key = chat.shape.type === "private" ? `${chat.id}:${chat.id}` : `:${chat.id}`;
    const active = [...shown].some((one) => one === key || (chat.shape.type !== "private" && one.endsWith(key)));
    const count = unread.get(chat.id) || 0;
    return h("li", {}, h("button", { type: "button", class: `row${active ? " active" : ""}`, "aria-current": active ? "true" : undefined, "data-key": `row${chat.id}`, onclick: () => open(personId, chat.id) },
      avatar(chat.id, name),
      h("span", { class: "row-text" },
        h("span", { class: "row-top" }, h("strong", {}, name), badge ? h("span", { class: "badge" }, badge) : null, h("small", {}, chat.last ? clock(chat.last.date) : "")),
        h("span", { class: "row-last" }, h("span", { class: "preview-text" }, chat.last ? summary(chat.last) : t("emptyChat")), count ? h("span", { class: "count" }, String(count)) : null))));
  }
  const scrolled = element.querySelector("nav")?.scrollTop || 0;
  const focused = document.activeElement?.dataset?.key;
  const inSearch = document.activeElement?.type === "search" && document.activeElement.selectionStart;
  element.replaceChildren(
    h("header", { class: "brand" },
      h("img", { src: "/static/leaf.svg", alt: "", width: 40, height: 40 }),
      h("div", {}, h("h1", {}, t("title")), h("p", {}, t("subtitle"))),
      h("button", { type: "button", class: "language", "data-key": "language", title: t("languageHint"), lang: current() === "zh" ? "en" : "zh-CN", onclick: turn }, t("language")),
      iconButton(THEME_ICONS[theme], t("theme", { mode: t(THEME_TEXTS[theme]) }), nextTheme, { "data-key": "theme" })),
    all.length > MANY ? h("input", { class: "search", type: "search", value: sought, placeholder: t("search"), "aria-label": t("search"), oninput: (event) => filter(event.target.value) }) : "",
    h("nav", { "aria-label": t("people") },
      h("h2", {}, t("people")), h("ul", {}, people.map(personRow)),
      groups.length ? [h("h2", {}, t("groups")), h("ul", {}, groups.map(groupRow))] : null),
    h("footer", {},
      h("button", { type: "button", "data-key": "person", onclick: () => addPerson((person) => open(person.id, person.id)) }, icon("person"), t("addPerson")),
      h("button", { type: "button", "data-key": "group", onclick: () => addGroup((chat) => open(present(chat)[0], chat.id)) }, icon("group"), t("addGroup"))),
    h("p", { class: `connection${world.online ? "" : " lost"}`, role: "status" }, world.online ? "" : t("offline")));
  element.querySelector("nav").scrollTop = scrolled;
  if (focused) element.querySelector(`[data-key="${focused}"]`)?.focus();
  if (typeof inSearch === "number") {
    element.querySelector(".search")?.focus();
    element.querySelector(".search")?.setSelectionRange(inSearch, inSearch);
  }
}
