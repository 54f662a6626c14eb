// The list of people and groups, and the page's own switches.

import { addGroup, addPerson } from "./dialogs.js";
import { avatar, h, icon, iconButton } from "./dom.js";
import { clock, summary } from "./message.js";
import { fullName, present, world } from "./store.js";
import { current, t } from "./texts.js";

const THEMES = ["auto", "light", "dark"];
const MANY = 12;
const MOST_ROWS = 100;
const CLICK_MS = 100;
const THEME_ICONS = { auto: "auto", light: "sun", dark: "moon" };
const THEME_TEXTS = { auto: "themeAuto", light: "themeLight", dark: "themeDark" };

/** Colour the page as chosen in this browser. */
export function applyTheme() {
  const theme = localStorage.getItem("theme") || "auto";
  if (theme === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  return theme;
}

const called = (chat) => (chat.shape.type === "private" ? fullName(world.people.get(chat.id)) : chat.shape.title);

export class Sidebar {
  /** open(person, chat) shows a chat; turn() changes the language. */
  constructor(element, { open, turn }) {
    this.element = element;
    this.open = open;
    this.turn = turn;
    this.sought = "";
    this.view = { shown: new Set(), unread: new Map() };
    this.pressed = false;
    element.addEventListener("pointerdown", () => {
      clearTimeout(this.released);
      this.pressed = true;
    });
    for (const end of ["pointerup", "pointercancel"]) window.addEventListener(end, () => this.release());
    this.build();
  }

  /** Everything anew, in the page's language and colours. */
  build() {
    const focused = document.activeElement?.dataset?.key;
    const theme = applyTheme();
    const nextTheme = () => {
      localStorage.setItem("theme", THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length]);
      this.build();
    };
    const find = (event) => {
      this.sought = event.target.value;
      this.drawRows();
    };
    const opens = (person) => this.open(person.id, person.id);
    const opensGroup = (chat) => this.open(present(chat)[0], chat.id);
    this.search = h("input", { class: "search", type: "search", value: this.sought, placeholder: t("search"), "aria-label": t("search"), oninput: find, hidden: true });
    this.list = h("nav", { "aria-label": t("people") });
    this.connection = h("p", { class: "connection", role: "status" });
    this.element.replaceChildren(
      h("header", { class: "brand" },
        h("img", { src: "/static/leaf.svg", alt: "", width: 40, height: 40 }),
        h("div", {}, h("h1", {}, t("title")), h("p", {}, t("subtitle"))),
        h("button", { type: "button", class: "language", "data-key": "language", title: t("languageHint"), lang: current() === "zh" ? "en" : "zh-CN", onclick: this.turn }, t("language")),
        iconButton(THEME_ICONS[theme], t("theme", { mode: t(THEME_TEXTS[theme]) }), nextTheme, { "data-key": "theme" })),
      this.search,
      this.list,
      h("footer", {},
        h("button", { type: "button", "data-key": "person", onclick: () => addPerson(opens) }, icon("person"), t("addPerson")),
        h("button", { type: "button", "data-key": "group", onclick: () => addGroup(opensGroup) }, icon("group"), t("addGroup"))),
      this.connection);
    this.drawRows();
    if (focused) this.element.querySelector(`[data-key="${focused}"]`)?.focus();
  }

  /** Draw the list.  shown: ids of the open chats; unread: how many messages wait in which chat. */
  draw(view) {
    this.view = view;
    // A row that is drawn anew between press and release would swallow the click.
    if (!this.pressed) this.drawRows();
  }

  /** A press has ended; its click comes soon after. */
  release() {
    if (!this.pressed) return;
    this.released = setTimeout(() => {
      this.pressed = false;
      this.drawRows();
    }, CLICK_MS);
  }

  drawRows() {
    const all = [...world.chats.values()].filter((chat) => chat.shape.type !== "private" || world.people.has(chat.id));
    const chats = all.filter((chat) => called(chat).toLowerCase().includes(this.sought.toLowerCase()));
    chats.sort((a, b) => (b.last?.date || 0) - (a.last?.date || 0));
    const people = chats.filter((chat) => chat.shape.type === "private").slice(0, MOST_ROWS);
    const groups = chats.filter((chat) => chat.shape.type !== "private");
    const focused = this.list.contains(document.activeElement) && document.activeElement.dataset.key;
    const scrolled = this.list.scrollTop;
    this.search.hidden = all.length <= MANY;
    this.list.replaceChildren(
      h("h2", {}, t("people")), h("ul", {}, people.map((chat) => this.row(chat, world.people.get(chat.id).language_code, chat.id))),
      ...(groups.length ? [h("h2", {}, t("groups")), h("ul", {}, groups.map((chat) => this.row(chat, null, present(chat).find((id) => world.people.has(id)))))] : []));
    this.list.scrollTop = scrolled;
    if (focused) this.list.querySelector(`[data-key="${focused}"]`)?.focus();
    this.connection.classList.toggle("lost", !world.online);
    this.connection.textContent = world.online ? "" : t("offline");
  }

  row(chat, badge, personId) {
    const active = this.view.shown.has(chat.id);
    const count = this.view.unread.get(chat.id) || 0;
    const name = called(chat);
    return h("li", {}, h("button", { type: "button", class: `row${active ? " active" : ""}`, "aria-current": active ? "true" : undefined, "data-key": `row${chat.id}`, onclick: () => this.open(personId, chat.id) },
      avatar(chat.id, name),
      h("span", { class: "row-text" },
        h("span", { class: "row-top" }, h("strong", {}, name), badge ? h("span", { class: "badge" }, badge) : null, h("small", {}, chat.last ? clock(chat.last.date) : "")),
        h("span", { class: "row-last" }, h("span", { class: "preview-text" }, chat.last ? summary(chat.last) : t("emptyChat")), count ? h("span", { class: "count" }, String(count)) : null))));
  }

  /** Put the focus on the first row. */
  focus() {
    this.list.querySelector(".row")?.focus();
  }
}
