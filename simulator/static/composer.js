// The foot of a pane: menu, attachments, input field with commands, reply keyboard.

import { choosePlace, sendFile, shareUsers } from "./dialogs.js";
import { h, icon, iconButton } from "./dom.js";
import { replyKeyboard } from "./keyboard.js";
import { summary } from "./message.js";
import { ask, fullName, newest } from "./store.js";
import { t } from "./texts.js";

/** Telegram's limits, in UTF-16 units, as the length of a string is. */
const [MOST_TEXT, MOST_CAPTION] = [4096, 1024];

const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

export class Composer {
  constructor(pane) {
    this.pane = pane;
    this.reply = null;
    this.editing = null;
    this.known = { commands: [], menu: { type: "default" } };
    this.keyboardShown = true;
    this.choice = -1;
    this.newestKnown = newest();
    this.element = h("div", { class: "composer" });
    this.build();
  }

  /** Learn anew what the bot offers this person here; the field they may be writing in is left alone. */
  async refresh() {
    const { chatId, personId } = this.pane;
    const known = await this.newestKnown(ask("GET", `chats/${chatId}/commands?person=${personId}`).catch(() => this.known));
    if (!known || !this.pane.element.isConnected) return;
    const before = this.known;
    this.known = known;
    this.settle();
    if (!this.input) return;
    if (!same(known.menu, before.menu)) {
      const fresh = this.menuButton();
      this.menu.replaceWith(fresh);
      this.menu = fresh;
    }
    if (same(known.commands, before.commands)) return;
    if (this.input.value.startsWith("/")) this.typed();
    else if (!this.list.hidden) this.showCommands(known.commands);
  }

  /** Stand as the bot's standing asks: a button that starts it, or the field and the bot's keyboard. */
  settle() {
    if (Boolean(this.input) === (this.blocked || this.fresh)) this.build();
    else this.showKeyboard();
  }

  get blocked() {
    const { chat } = this.pane;
    return chat.shape.type === "private" && chat.bot === "kicked";
  }

  get fresh() {
    const { chat } = this.pane;
    return chat.shape.type === "private" && chat.bot === "left" && chat.messages.size === 0;
  }

  build() {
    this.reply = null;
    this.editing = null;
    if (this.blocked || this.fresh) {
      const start = () => this.pane.attempt(ask("POST", `people/${this.pane.personId}/start`, {}));
      this.element.replaceChildren(h("button", { type: "button", class: "start-button", onclick: start }, this.blocked ? t("restart") : t("start")));
      this.input = null;
      return;
    }
    this.input = h("textarea", { rows: 1, placeholder: t("message"), "aria-label": t("message"), oninput: () => this.typed(), onkeydown: (event) => this.keyed(event), onpaste: (event) => this.pasted(event), onfocus: () => { this.attachMenu.hidden = true; } });
    this.picker = h("input", { type: "file", hidden: true, tabIndex: -1, onchange: () => this.picked() });
    this.banner = h("div", { class: "banner", hidden: true });
    this.list = h("div", { class: "commands", role: "listbox", "aria-label": t("commands"), hidden: true });
    this.attachMenu = h("div", { class: "popover attach", hidden: true }, this.attachments());
    this.keyboardButton = iconButton("keyboard", t("hideKeyboard"), () => this.toggleKeyboard());
    this.keyboardPlace = h("div", { class: "keyboard-place" });
    this.keyboardDrawn = null;
    this.menu = this.menuButton();
    const toggle = () => {
      this.list.hidden = true;
      this.attachMenu.hidden = !this.attachMenu.hidden;
    };
    this.element.replaceChildren(this.banner, this.list, this.attachMenu,
      h("div", { class: "input-row" }, this.menu, iconButton("attach", t("attach"), toggle), this.input, this.picker, this.keyboardButton,
        iconButton("send", t("send"), () => this.send(), { class: "icon-button send" })),
      this.keyboardPlace);
    this.showKeyboard();
    this.grow();
  }

  menuButton() {
    const { menu } = this.known;
    if (menu.type === "web_app") {
      return h("button", { type: "button", class: "menu-button", onclick: () => this.pane.act.openWebApp(menu.web_app.url, menu.text) }, icon("window"), menu.text);
    }
    return iconButton("menu", t("menu"), () => this.toggleCommands(), { class: "icon-button menu" });
  }

  attachments() {
    const pick = (accept) => () => {
      this.attachMenu.hidden = true;
      this.picker.accept = accept;
      this.picker.value = "";
      this.picker.click();
    };
    const place = () => {
      this.attachMenu.hidden = true;
      choosePlace((where) => this.pane.say(where));
    };
    const row = (name, label, onclick) => h("button", { type: "button", onclick }, icon(name), label);
    return [row("photo", t("photo"), pick("image/*")), row("file", t("file"), pick("")), row("place", t("place"), place)];
  }

  picked() {
    if (this.picker.files[0]) this.offer(this.picker.files[0]);
  }

  pasted(event) {
    const file = [...event.clipboardData.files][0];
    if (!file) return;
    event.preventDefault();
    this.offer(file);
  }

  /** Show a file before it is sent. */
  offer(file) {
    sendFile(file, (way, chosen, caption) => {
      const form = new FormData();
      form.set("person", String(this.pane.personId));
      form.set("caption", caption);
      form.set(way, chosen);
      return ask("POST", `chats/${this.pane.chatId}/messages`, form);
    });
  }

  typed() {
    this.grow();
    const match = this.input.value.match(/^\/(\w*)$/);
    const found = match ? this.known.commands.filter((one) => one.command.startsWith(match[1].toLowerCase())) : [];
    if (match && found.length) this.showCommands(found);
    else this.list.hidden = true;
  }

  /** As high as what was written; a field that is not on the page yet has no height to go by. */
  grow() {
    this.input.style.height = "auto";
    if (!this.input.isConnected) return;
    this.input.style.height = `${Math.min(this.input.scrollHeight, 160)}px`;
  }

  toggleCommands() {
    if (this.list.hidden) this.showCommands(this.known.commands);
    else this.list.hidden = true;
  }

  showCommands(commands) {
    this.attachMenu.hidden = true;
    this.choice = -1;
    const rows = commands.map((one) => h("button", { type: "button", role: "option", "aria-selected": "false", onclick: () => this.command(`/${one.command}`) },
      h("strong", {}, `/${one.command}`), h("span", {}, one.description)));
    this.list.replaceChildren(...(rows.length ? rows : [h("div", { role: "option", "aria-selected": "false", class: "none" }, t("noCommands"))]));
    this.list.hidden = false;
  }

  command(text) {
    this.list.hidden = true;
    this.input.value = "";
    this.grow();
    this.pane.say({ text });
  }

  keyed(event) {
    const options = this.list.hidden ? [] : [...this.list.querySelectorAll("button")];
    if (options.length && ["ArrowDown", "ArrowUp"].includes(event.key)) {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      this.choice = (this.choice + step + options.length + (this.choice < 0 && step < 0 ? 1 : 0)) % options.length;
      options.forEach((option, index) => option.setAttribute("aria-selected", String(index === this.choice)));
      options[this.choice].scrollIntoView({ block: "nearest" });
    } else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      if (options.length && this.choice >= 0) options[this.choice].click();
      else this.send();
    } else if (event.key === "Escape") {
      this.list.hidden = true;
      this.attachMenu.hidden = true;
      this.answer(null);
    } else if (event.key === "ArrowUp" && !this.input.value) {
      const own = [...this.pane.chat.messages.values()].filter((message) => message.from?.id === this.pane.personId && message.text);
      if (own.length) this.change(own[own.length - 1]);
    }
  }

  async send() {
    const text = this.input.value.trim();
    if (!text) return;
    const { editing, reply } = this;
    const most = editing && !editing.text ? MOST_CAPTION : MOST_TEXT;
    if (text.length > most) {
      this.pane.tellPerson(t("tooLong", { most }));
      return;
    }
    this.input.value = "";
    this.list.hidden = true;
    this.answer(null);
    this.grow();
    if (editing) {
      const what = editing.text ? { text } : { caption: text };
      await this.pane.attempt(ask("PATCH", `chats/${this.pane.chatId}/messages/${editing.message_id}`, { person: this.pane.personId, ...what }));
    } else {
      await this.pane.say(reply ? { text, reply_to: reply.message_id } : { text });
    }
  }

  /** Begin a reply to `message`, or with null end what was begun. */
  answer(message) {
    this.reply = message;
    this.editing = null;
    this.showBanner(message && t("replyingTo", { name: fullName(message.from) }), message);
  }

  /** Begin to change one of the person's own messages. */
  change(message) {
    this.reply = null;
    this.editing = message;
    this.input.value = message.text || message.caption;
    this.grow();
    this.showBanner(t("editing"), message);
  }

  showBanner(title, message) {
    this.banner.hidden = !message;
    if (!message) return;
    const cancel = () => {
      if (this.editing) this.input.value = "";
      this.answer(null);
    };
    this.banner.replaceChildren(icon(this.editing ? "edit" : "reply"), h("div", {}, h("strong", {}, title), h("span", {}, summary(message))), iconButton("close", t("cancel"), cancel));
    this.input.focus();
  }

  toggleKeyboard(shown = !this.keyboardShown) {
    this.keyboardShown = shown;
    this.showKeyboard();
  }

  /** The reply keyboard the bot has set, if the person has not put it away. */
  showKeyboard() {
    if (!this.input) return;
    const keyboard = this.pane.chat.keyboard?.keyboard ? this.pane.chat.keyboard : null;
    this.keyboardButton.hidden = !keyboard;
    const label = this.keyboardShown ? t("hideKeyboard") : t("showKeyboard");
    this.keyboardButton.title = label;
    this.keyboardButton.setAttribute("aria-label", label);
    this.keyboardButton.setAttribute("aria-expanded", String(Boolean(keyboard && this.keyboardShown)));
    const drawn = keyboard && this.keyboardShown ? keyboard : null;
    // A keyboard that is drawn anew between press and release would swallow the click.
    if (!same(drawn, this.keyboardDrawn)) {
      this.keyboardPlace.replaceChildren(...(drawn ? [replyKeyboard(drawn, { choose: (button) => this.choose(button) })] : []));
      this.keyboardDrawn = drawn;
    }
    this.input.placeholder = this.pane.chat.keyboard?.input_field_placeholder || t("message");
  }

  choose(button) {
    if (button.request_location) choosePlace((where) => this.pane.say(where));
    else if (button.request_users) shareUsers(button.request_users, this.pane.personId, (users) => this.pane.say({ users, request_id: button.request_users.request_id }));
    else if (button.web_app) this.pane.act.openWebApp(button.web_app.url, button.text);
    else this.pane.say({ text: button.text });
  }
}
