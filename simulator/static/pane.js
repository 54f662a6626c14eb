// One chat as one person sees it: head, messages, composer.

import { Composer } from "./composer.js";
import { LANGUAGES, alertBox, lookAt, miniApp, openDeepLink, startPayload } from "./dialogs.js";
import { avatar, h, icon, iconButton } from "./dom.js";
import { bubble, day } from "./message.js";
import { ask, botName, chatName, fullName, load, newest, present, world } from "./store.js";
import { t } from "./texts.js";

const TYPING_MS = 5000;
const SPIN_MS = 15000;
let numbers = 0;

export class Pane {
  constructor(personId, chatId, { close, changed }) {
    this.number = numbers += 1;
    this.personId = personId;
    this.chatId = chatId;
    this.close = close;
    this.changed = changed;
    this.waiting = new Map();
    this.early = new Set();
    this.drawn = new Map();
    this.saying = Promise.resolve();
    this.newestWelcome = newest();
    this.act = this.acts();
    this.head = h("header", { class: "pane-head" });
    this.list = h("div", { class: "messages" });
    this.log = h("div", { class: "log", role: "log", "aria-live": "polite", tabIndex: 0 }, this.list);
    this.following = true;
    this.scrolled = 0;
    this.toast = h("div", { class: "toast", role: "status" });
    this.newest = iconButton("down", t("newMessages"), () => this.toEnd(), { class: "icon-button newest", hidden: true });
    this.log.addEventListener("scroll", () => {
      const up = this.log.scrollTop < this.scrolled;
      this.scrolled = this.log.scrollTop;
      if (this.atEnd()) this.following = true;
      else if (up) this.following = false;
      this.newest.hidden = this.following;
    });
    // Pictures that load and keyboards that open change heights; whoever was at the end stays there.
    const sizes = new ResizeObserver(() => this.following && this.toEnd());
    sizes.observe(this.list);
    sizes.observe(this.log);
    this.composer = new Composer(this);
    this.element = h("section", { class: "pane", ondragover: (event) => event.preventDefault(), ondrop: (event) => this.dropped(event) },
      this.head, h("div", { class: "log-place" }, this.log, this.newest, this.toast), this.composer.element);
    this.open();
  }

  get chat() {
    return world.chats.get(this.chatId);
  }

  get person() {
    return world.people.get(this.personId);
  }

  async open() {
    this.drawHead();
    await this.attempt(load(this.chatId));
    if (!this.element.isConnected) return;
    this.drawLog();
    await this.composer.refresh();
    this.toEnd();
  }

  /** Everything that the head shows, as one text. */
  get standsFor() {
    const { chat, person } = this;
    const names = present(chat).map((id) => world.people.get(id)).filter(Boolean).map(fullName);
    return JSON.stringify([chat.shape, chat.bot, chat.members, botName(person), person, names]);
  }

  /** Draw the head if it says something new; an open menu stays open, and the focus where it was. */
  drawHead() {
    if (this.headShows === this.standsFor) return;
    this.headShows = this.standsFor;
    const controls = () => [...this.head.querySelectorAll("button, select")];
    const focused = controls().indexOf(document.activeElement);
    const open = Boolean(this.menuPlace && !this.menuPlace.hidden);
    const { chat, person } = this;
    const name = chatName(chat, person);
    const group = chat.shape.type !== "private";
    const count = present(chat).length + (["left", "kicked"].includes(chat.bot) ? 0 : 1);
    this.standing = group ? t("memberCount", { n: count }) : t("writingAs", { name: fullName(person) });
    this.status = h("span", { class: "status" }, this.standing);
    this.element.setAttribute("aria-label", t("paneOf", { person: fullName(person), chat: name }));
    this.log.setAttribute("aria-label", t("messagesOf", { name }));
    this.newest.title = t("newMessages");
    this.newest.setAttribute("aria-label", t("newMessages"));
    this.menuPlace = h("div", { class: "popover pane-menu" }, this.menu());
    this.more = iconButton("more", t("more"), () => this.showMenu(this.menuPlace.hidden));
    this.showMenu(open);
    this.head.onkeydown = (event) => { if (event.key === "Escape") this.showMenu(false); };
    const parts = [
      iconButton("back", t("back"), () => this.close(this), { class: "icon-button back" }),
      avatar(chat.id, name, group ? "" : "bot"),
      h("div", { class: "titles" }, h("h2", {}, name), this.status),
      group ? this.whoWrites() : null,
      group ? null : iconButton("link", t("deepLink"), () => openDeepLink(this.personId)),
      this.more, this.menuPlace];
    this.head.replaceChildren(...parts.filter(Boolean));
    controls()[focused]?.focus();
  }

  showMenu(shown) {
    this.menuPlace.hidden = !shown;
    this.more.setAttribute("aria-expanded", String(shown));
  }

  whoWrites() {
    const options = present(this.chat).filter((id) => world.people.has(id)).map((id) => h("option", { value: String(id), selected: id === this.personId }, fullName(world.people.get(id))));
    const change = (event) => {
      this.personId = Number(event.target.value);
      this.composer.answer(null);
      this.drawHead();
      this.drawLog();
      this.composer.refresh();
      this.changed();
    };
    return h("label", { class: "who" }, h("span", { class: "unseen" }, t("asWhom")), h("select", { onchange: change }, options));
  }

  menu() {
    const { chat, personId } = this;
    const rows = [];
    if (chat.shape.type === "private") {
      const blocked = chat.bot === "kicked";
      const turn = () => {
        this.showMenu(false);
        this.attempt(ask("POST", `people/${personId}/${blocked ? "unblock" : "block"}`));
      };
      if (chat.bot !== "left") rows.push(h("button", { type: "button", onclick: turn }, blocked ? t("unblock") : t("block")));
      const chosen = this.person.language_code || "";
      const change = (event) => this.attempt(ask("PATCH", `people/${personId}`, { language_code: event.target.value }));
      const known = LANGUAGES.some(([code]) => code === chosen) ? LANGUAGES : [...LANGUAGES, [chosen, chosen]];
      rows.push(h("label", {}, t("speaks"), h("select", { onchange: change }, known.map(([value, text]) => h("option", { value, selected: value === chosen }, text)))));
    } else {
      const change = (event) => this.attempt(ask("PATCH", `groups/${chat.id}`, { bot: event.target.value }));
      const kinds = [["member", t("botMember")], ["administrator", t("botAdministrator")], ["left", t("botLeft")]];
      rows.push(h("label", {}, t("botIn"), h("select", { onchange: change }, kinds.map(([value, text]) => h("option", { value, selected: value === chat.bot }, text)))));
    }
    rows.push(h("button", { type: "button", class: "close-pane", onclick: () => this.close(this) }, icon("close"), t("close")));
    return rows;
  }

  drawLog() {
    const messages = [...this.chat.messages.values()];
    this.list.replaceChildren();
    this.drawn.clear();
    delete this.list.dataset.day;
    if (!messages.length) this.drawWelcome();
    for (const message of messages) this.append(message);
  }

  async drawWelcome() {
    if (this.chat.shape.type !== "private") return;
    const texts = await this.newestWelcome(ask("GET", `chats/${this.chatId}/commands?person=${this.personId}`).catch(() => null));
    if (!texts || !this.element.isConnected || this.chat.messages.size) return;
    const { description } = texts;
    this.list.replaceChildren(h("div", { class: "welcome" }, avatar(0, "", "bot"), h("h3", {}, description ? t("descriptionHead") : botName(this.person)), h("p", {}, description || t("emptyChat"))));
  }

  append(message) {
    const last = this.list.lastElementChild;
    if (last?.classList.contains("welcome")) last.remove();
    const name = day(message.date);
    if (this.list.dataset.day !== name) {
      this.list.append(h("div", { class: "day" }, h("span", {}, name)));
      this.list.dataset.day = name;
    }
    this.list.append(bubble(message, this, this.act));
    this.drawn.set(message.message_id, this.looks(message));
  }

  looks(message) {
    return JSON.stringify([message, this.chat.reactions[message.message_id]]);
  }

  /** Draw a message that has changed or gone; one that looks the same keeps its pressed buttons. */
  replace(messageId) {
    const shown = this.log.querySelector(`[data-message="${messageId}"]`);
    const message = this.chat.messages.get(messageId);
    if (shown && message && this.drawn.get(messageId) === this.looks(message)) return;
    if (shown && message) {
      shown.replaceWith(bubble(message, this, this.act));
      this.drawn.set(messageId, this.looks(message));
    } else shown?.remove();
  }

  /** What one event changes here. */
  receive(event) {
    if (["person", "names", "profile"].includes(event.type)) {
      this.drawHead();
      const concerned = event.type !== "person" || event.person.id === this.personId;
      if (concerned && event.type !== "names") this.composer.refresh();
      if (concerned && !this.chat.messages.size) this.drawLog();
    }
    if (event.type === "connection" && world.online && !this.chat.loaded) this.open();
    if ((event.chat_id ?? event.chat?.id) !== this.chatId) return;
    if (event.type === "message") {
      if (this.log.querySelector(`[data-message="${event.message.message_id}"]`)) this.replace(event.message.message_id);
      else this.append(event.message);
      this.stopTyping();
      this.composer.settle();
      if (event.message.from?.id === this.personId) this.toEnd();
    } else if (["edited", "deleted", "reaction"].includes(event.type)) {
      this.replace(event.message?.message_id ?? event.message_id);
    } else if (event.type === "chat") {
      this.drawHead();
      this.composer.settle();
    } else if (event.type === "keyboard_used") {
      this.composer.toggleKeyboard(false);
    } else if (event.type === "action") {
      this.showTyping();
    } else if (event.type === "callback_answer") {
      this.answered(event);
    }
    if (this.following) this.toEnd();
  }

  showTyping() {
    clearTimeout(this.typingTimer);
    this.typingTimer = setTimeout(() => this.stopTyping(), TYPING_MS);
    this.status.textContent = t("typing");
    this.status.classList.add("typing");
  }

  stopTyping() {
    clearTimeout(this.typingTimer);
    this.status.textContent = this.standing;
    this.status.classList.remove("typing");
  }

  answered(event) {
    const button = this.waiting.get(event.callback_query_id);
    // A quick bot answers before the press itself has returned here.
    if (!button) this.early.add(event.callback_query_id);
    this.waiting.delete(event.callback_query_id);
    button?.classList.remove("busy");
    if (event.person_id !== this.personId) return;
    if (event.url) this.act.link(event.url) || window.open(event.url, "_blank", "noopener");
    if (!event.text) return;
    if (event.show_alert) alertBox(chatName(this.chat, this.person), event.text);
    else this.tellPerson(event.text);
  }

  /** A short word at the foot of the messages. */
  tellPerson(text) {
    this.toast.textContent = text;
    this.toast.classList.add("shown");
    clearTimeout(this.toastTimer);
    this.toastTimer = setTimeout(() => this.toast.classList.remove("shown"), 3500);
  }

  async attempt(promise) {
    try {
      return await promise;
    } catch (failure) {
      this.tellPerson(failure.message);
      return null;
    }
  }

  /** Let the person send something, after what they sent before: calls side by side may overtake each other. */
  say(content) {
    const said = { person: this.personId, ...content };
    this.saying = this.saying.then(() => this.attempt(ask("POST", `chats/${this.chatId}/messages`, said)));
    return this.saying;
  }

  atEnd() {
    return this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < 80;
  }

  toEnd() {
    this.following = true;
    this.log.scrollTop = this.log.scrollHeight;
    this.newest.hidden = true;
  }

  dropped(event) {
    event.preventDefault();
    if (event.dataTransfer.files[0] && this.composer.input) this.composer.offer(event.dataTransfer.files[0]);
  }

  acts() {
    const path = (message) => `chats/${this.chatId}/messages/${message.message_id}`;
    return {
      owns: (message) => message.from?.id === this.personId,
      command: (text) => this.say({ text }),
      look: lookAt,
      reply: (message) => this.composer.input && this.composer.answer(message),
      edit: (message) => this.composer.input && this.composer.change(message),
      react: (message) => {
        const before = this.chat.reactions[message.message_id]?.[this.personId] || [];
        this.attempt(ask("POST", `${path(message)}/react`, { person: this.personId, emoji: before.length ? "" : "👍" }));
      },
      move: (message) => {
        const { latitude, longitude } = message.location;
        const next = { latitude: latitude + 0.004, longitude: longitude - 0.006, live_period: message.location.live_period };
        this.attempt(ask("PATCH", path(message), { person: this.personId, ...next }));
      },
      link: (url) => {
        const payload = /^https?:\/\/(t\.me|telegram\.me)\//i.test(url) ? startPayload(url) : null;
        if (payload === null) return false;
        this.attempt(ask("POST", `people/${this.personId}/start`, { payload }));
        return true;
      },
      press: (button, message, element) => this.press(button, message, element),
      openWebApp: (url, title) => this.openWebApp(url, title),
    };
  }

  async press(button, message, element) {
    if (button.web_app) return this.openWebApp(button.web_app.url, button.text);
    if (button.copy_text) {
      await navigator.clipboard?.writeText(button.copy_text.text).catch(() => null);
      return this.tellPerson(t("copied"));
    }
    if (!button.callback_data || element.classList.contains("busy")) return null;
    element.classList.add("busy");
    const path = `chats/${this.chatId}/messages/${message.message_id}/press`;
    const pressed = await this.attempt(ask("POST", path, { person: this.personId, data: button.callback_data }));
    if (!pressed || this.early.delete(pressed.callback_query_id)) return element.classList.remove("busy");
    this.waiting.set(pressed.callback_query_id, element);
    return setTimeout(() => {
      if (!this.waiting.delete(pressed.callback_query_id)) return;
      element.classList.remove("busy");
      this.tellPerson(t("waiting"));
    }, SPIN_MS);
  }

  async openWebApp(url, title) {
    const dark = matchMedia("(prefers-color-scheme: dark)").matches;
    const opened = await this.attempt(ask("POST", "web-app", { person: this.personId, chat: this.chatId, url, dark }));
    if (opened) miniApp(title, opened.url);
  }
}
