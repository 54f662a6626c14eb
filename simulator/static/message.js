// One message as an element: bubble, content, inline buttons, reactions, the small tools beside it.

import { h, icon, iconButton } from "./dom.js";
import { inlineKeyboard } from "./keyboard.js";
import { rich } from "./richtext.js";
import { fullName, world } from "./store.js";
import { current, t } from "./texts.js";

/** The clock time of a Unix second, in the page's language. */
export function clock(seconds) {
  const options = { hour: "2-digit", minute: "2-digit", hour12: false };
  return new Intl.DateTimeFormat(current() === "zh" ? "zh-CN" : "en-GB", options).format(new Date(seconds * 1000));
}

/** The day of a Unix second: today, yesterday, or the date. */
export function day(seconds) {
  const date = new Date(seconds * 1000);
  const midnight = new Date().setHours(0, 0, 0, 0);
  if (date.getTime() >= midnight) return t("today");
  if (date.getTime() >= midnight - 86400000) return t("yesterday");
  const options = { day: "numeric", month: "long", year: "numeric" };
  return new Intl.DateTimeFormat(current() === "zh" ? "zh-CN" : "en-GB", options).format(date);
}

/** One line that says what a message holds. */
export function summary(message) {
  if (!message) return "";
  if (message.text) return message.text.replace(/\s+/g, " ").slice(0, 90);
  if (message.photo) return `🖼 ${message.caption || t("photoShared")}`;
  if (message.document) return `📄 ${message.document.file_name || t("file")}`;
  if (message.location) return `📍 ${t("placeShared")}`;
  return service(message) || "";
}

function service(message) {
  if (message.new_chat_members) return t("joined", { name: message.new_chat_members.map(fullName).join(", ") });
  if (message.left_chat_member) return t("left", { name: fullName(message.left_chat_member) });
  if (message.web_app_data) return t("dataSent");
  if (message.users_shared) {
    const names = message.users_shared.users.map((user) => fullName(world.people.get(user.user_id) || { first_name: user.user_id }));
    return t("usersShared", { names: names.join(", ") });
  }
  return null;
}

/** The element of `message` as `pane.person` sees it.  act: what its links, buttons and tools do. */
export function bubble(message, pane, act) {
  const said = service(message);
  const id = `m${pane.number}-${message.message_id}`;
  if (said && !message.text) {
    return h("article", { class: "service", id, "data-message": message.message_id }, h("span", {}, said));
  }
  const own = message.from?.id === pane.personId;
  const group = pane.chat.shape.type !== "private";
  const body = h("div", { class: "bubble" });
  if (group && !own) body.append(h("div", { class: `sender ink-${Math.abs(message.from.id) % 7}` }, fullName(message.from)));
  if (message.reply_to_message) body.append(quote(message.reply_to_message));
  const pieces = content(message, act);
  body.append(...pieces);
  (pieces.find((part) => part.classList.contains("text")) || body).append(foot(message));
  const column = h("div", { class: "column" }, body);
  const rows = message.reply_markup?.inline_keyboard;
  if (rows) column.append(inlineKeyboard(rows, message, act));
  const reactions = reactionPills(pane.chat.reactions[message.message_id]);
  if (reactions) body.append(reactions);
  const tools = toolbar(message, own, act);
  const parts = own ? [tools, column] : [column, tools];
  return h("article", { class: `message ${own ? "own" : "other"}`, id, "data-message": message.message_id }, parts);
}

function quote(message) {
  const name = message.from ? fullName(message.from) : "";
  return h("div", { class: "quote" }, h("strong", {}, name), h("span", {}, summary(message)));
}

function content(message, act) {
  const parts = [];
  if (message.photo) parts.push(photo(message, act));
  if (message.document) parts.push(file(message.document));
  if (message.location) parts.push(place(message, act));
  const text = message.text ?? message.caption;
  if (text) parts.push(h("div", { class: "text" }, rich(text, message.entities || message.caption_entities, act)));
  return parts;
}

function photo(message, act) {
  const size = message.photo[message.photo.length - 1];
  const alt = message.caption || t("photoAlt", { name: fullName(message.from) });
  const image = h("img", { src: `/simulator/files/${size.file_id}`, alt, width: size.width, height: size.height, loading: "lazy" });
  return h("button", { type: "button", class: "photo", onclick: () => act.look(image.src, alt) }, image);
}

function file(document) {
  const name = document.file_name || t("file");
  const size = document.file_size < 1024 ? `${document.file_size} B` : `${Math.round(document.file_size / 102.4) / 10} KB`;
  const properties = { class: "file", href: `/simulator/files/${document.file_id}`, download: name, "aria-label": t("download", { name }) };
  return h("a", properties, h("span", { class: "file-icon" }, icon("download")), h("span", {}, h("strong", {}, name), h("small", {}, size)));
}

function place(message, act) {
  const { latitude, longitude, live_period: live } = message.location;
  const where = `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`;
  const own = live && act.owns(message);
  return h("div", { class: "place" },
    h("div", { class: "map" }, icon("place")),
    h("div", { class: "where" }, h("strong", {}, t("placeShared")), h("small", {}, where),
      live ? h("small", { class: "live" }, t("liveNow")) : null,
      own ? h("button", { type: "button", class: "small-button", onclick: () => act.move(message) }, t("movePlace")) : null));
}

function foot(message) {
  const edited = message.edit_date ? h("span", {}, t("edited")) : null;
  return h("div", { class: "foot" }, edited, h("time", { dateTime: new Date(message.date * 1000).toISOString() }, clock(message.date)));
}

function reactionPills(shown) {
  const counts = new Map();
  for (const reaction of Object.values(shown || {})) {
    for (const { emoji } of reaction) counts.set(emoji, (counts.get(emoji) || 0) + 1);
  }
  if (!counts.size) return null;
  return h("div", { class: "reactions" }, [...counts].map(([emoji, count]) => h("span", { class: "pill" }, count > 1 ? `${emoji} ${count}` : emoji)));
}

function toolbar(message, own, act) {
  const tools = [iconButton("reply", t("reply"), () => act.reply(message))];
  if (!own) tools.push(h("button", { type: "button", class: "icon-button", title: t("react"), "aria-label": t("react"), onclick: () => act.react(message) }, "👍"));
  if (own && (message.text || message.caption)) tools.push(iconButton("edit", t("edit"), () => act.edit(message)));
  return h("div", { class: "tools" }, tools);
}
