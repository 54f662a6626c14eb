// Windows above the page: adding people and groups, deep links, places, photos, Mini Apps, alerts.

import { h, iconButton } from "./dom.js";
import { ask, fullName, world } from "./store.js";
import { t } from "./texts.js";

/** Show a modal window.  What `onsubmit(form data)` throws is shown and keeps it open; `done` gets what it returns. */
export function dialog({ title, content, action, onsubmit, done, wide = false }) {
  const error = h("p", { class: "error", role: "alert" });
  const close = () => window.close();
  let sending = false;
  const form = h("form", { method: "dialog", onsubmit: async (event) => {
    event.preventDefault();
    if (sending) return;
    sending = true;
    error.textContent = "";
    try {
      const result = await onsubmit?.(new FormData(form));
      close();
      done?.(result);
    } catch (failure) {
      error.textContent = failure.message;
    } finally {
      sending = false;
    }
  } },
    h("header", {}, h("h2", {}, title), iconButton("close", t("close"), close)),
    h("div", { class: "dialog-body" }, content),
    error,
    action ? h("footer", {}, h("button", { type: "submit", class: "primary-button" }, action)) : null);
  const window = h("dialog", { class: wide ? "wide" : "", "aria-label": title, onclose: () => window.remove() }, form);
  document.getElementById("dialogs").append(window);
  window.showModal();
  return close;
}

const field = (name, label, properties = {}) => h("label", { class: "field" }, h("span", {}, label), h("input", { name, ...properties }));

const choice = (name, label, options, chosen) => h("label", { class: "field" }, h("span", {}, label),
  h("select", { name }, options.map(([value, text]) => h("option", { value, selected: value === chosen }, text))));

export const LANGUAGES = [["zh-hans", "简体中文 zh-hans"], ["en", "English en"], ["zh-hant", "繁體中文 zh-hant"], ["de", "Deutsch de"], ["ja", "日本語 ja"]];

/** Ask for a new person and call `done` with them. */
export function addPerson(done) {
  dialog({
    title: t("addPerson"),
    content: [
      field("first_name", t("name"), { required: true, maxLength: 64, autofocus: true, autocomplete: "off" }),
      field("username", t("username"), { pattern: "[A-Za-z][A-Za-z0-9_]{3,31}", autocomplete: "off" }),
      choice("language_code", t("speaks"), LANGUAGES, "zh-hans"),
    ],
    action: t("create"),
    onsubmit: (data) => ask("POST", "people", Object.fromEntries(data)),
    done,
  });
}

/** Ask for a new group and call `done` with it. */
export function addGroup(done) {
  const people = [...world.people.values()];
  const boxes = people.map((person, index) => h("label", { class: "check" },
    h("input", { type: "checkbox", name: "members", value: String(person.id), checked: index < 2 }), h("span", {}, fullName(person))));
  dialog({
    title: t("addGroup"),
    content: [
      field("title", t("groupTitle"), { required: true, maxLength: 128, autofocus: true, autocomplete: "off" }),
      h("fieldset", {}, h("legend", {}, t("members")), boxes),
      choice("bot", t("botIn"), [["member", t("botMember")], ["administrator", t("botAdministrator")], ["left", t("botLeft")]], "administrator"),
    ],
    action: t("create"),
    onsubmit: (data) => ask("POST", "groups", { title: data.get("title"), members: data.getAll("members").map(Number), bot: data.get("bot") }),
    done,
  });
}

/** The start payload in a t.me link to this bot, in a link to this page, or in plain words; null if there is none. */
export function startPayload(text) {
  const address = text.trim().replace(`${location.origin}/?`, `t.me/${world.bot.username}?`);
  const match = address.match(/^(?:https?:\/\/)?(?:t\.me|telegram\.me)\/([A-Za-z0-9_]+)(?:\?(.*))?$/i);
  if (match && match[1].toLowerCase() !== world.bot.username.toLowerCase()) return null;
  const payload = match ? new URLSearchParams(match[2] || "").get("start") ?? "" : address;
  return /^[A-Za-z0-9_-]{0,64}$/.test(payload) ? payload : null;
}

/** Ask for a deep link and let the person open it. */
export function openDeepLink(personId) {
  dialog({
    title: t("deepLink"),
    content: [h("p", {}, t("deepLinkHint")), field("link", t("deepLinkField"), { autofocus: true, autocomplete: "off", placeholder: `https://t.me/${world.bot.username}?start=j_…` })],
    action: t("open"),
    onsubmit: async (data) => {
      const payload = startPayload(data.get("link"));
      if (payload === null) throw new Error(t("deepLinkBad"));
      await ask("POST", `people/${personId}/start`, { payload });
    },
  });
}

/** Ask who opens the deep link that this page was called with, and call `opened` with their id. */
export function whoOpens(payload, opened) {
  const people = [...world.people.values()].map((person) => [String(person.id), fullName(person)]);
  dialog({
    title: t("deepLink"),
    content: [h("p", {}, t("whoOpensHint")), choice("person", t("whoOpens"), people)],
    action: t("open"),
    onsubmit: async (data) => {
      const personId = Number(data.get("person"));
      await ask("POST", `people/${personId}/start`, { payload });
      return personId;
    },
    done: opened,
  });
}

const PLACES = [["福田 Futian", 22.5410, 114.0550], ["高新园 High-Tech Park", 22.5402, 113.9536], ["深圳湾公园 Shenzhen Bay Park", 22.5205, 113.9870], ["深圳北 Shenzhen North", 22.6097, 114.0292]];

/** Ask for a place and call `send` with it. */
export function choosePlace(send) {
  const latitude = field("latitude", t("latitude"), { type: "number", step: "any", min: -90, max: 90, required: true, value: String(PLACES[0][1]) });
  const longitude = field("longitude", t("longitude"), { type: "number", step: "any", min: -180, max: 180, required: true, value: String(PLACES[0][2]) });
  const set = (place) => {
    latitude.querySelector("input").value = String(place[1]);
    longitude.querySelector("input").value = String(place[2]);
  };
  dialog({
    title: t("sendPlace"),
    content: [
      h("div", { class: "chips" }, PLACES.map((place) => h("button", { type: "button", class: "chip", onclick: () => set(place) }, place[0]))),
      h("div", { class: "two" }, latitude, longitude),
      field("accuracy", t("accuracy"), { type: "number", min: 1, max: 1500, value: "20" }),
      h("label", { class: "check" }, h("input", { type: "checkbox", name: "live" }), h("span", {}, t("live"))),
    ],
    action: t("send"),
    onsubmit: async (data) => {
      const place = { latitude: Number(data.get("latitude")), longitude: Number(data.get("longitude")) };
      if (data.get("accuracy")) place.horizontal_accuracy = Number(data.get("accuracy"));
      if (data.get("live")) place.live_period = 3600;
      await send(place);
    },
  });
}

/** Show a chosen file, ask for a caption, and call `send(part name, file, caption)`. */
export function sendFile(file, send) {
  const asPhoto = file.type.startsWith("image/");
  const address = URL.createObjectURL(file);
  const shown = asPhoto ? h("img", { class: "preview", src: address, alt: file.name }) : h("p", {}, `📄 ${file.name}`);
  const ways = asPhoto ? choice("way", t("attach"), [["photo", t("sendPhoto")], ["document", t("sendFile")]], "photo") : null;
  dialog({
    title: asPhoto ? t("sendPhoto") : t("sendFile"),
    content: [shown, ways, field("caption", t("caption"), { maxLength: 1024, autofocus: true, autocomplete: "off" })],
    action: t("send"),
    onsubmit: async (data) => {
      await send(data.get("way") || "document", file, data.get("caption"));
      URL.revokeObjectURL(address);
    },
  });
}

/** Let the person choose whom a request_users button shares. */
export function shareUsers(request, personId, send) {
  const most = request.max_quantity || 1;
  const others = [...world.people.values()].filter((person) => person.id !== personId);
  dialog({
    title: t("chooseMembers"),
    content: others.map((person) => h("label", { class: "check" }, h("input", { type: most > 1 ? "checkbox" : "radio", name: "users", value: String(person.id) }), h("span", {}, fullName(person)))),
    action: t("share"),
    onsubmit: async (data) => {
      const users = data.getAll("users").map(Number).slice(0, most);
      if (users.length) await send(users);
    },
  });
}

/** An answer the bot wants read: one text and OK. */
export const alertBox = (title, text) => dialog({ title, content: h("p", { class: "alert-text" }, text), action: t("okay") });

/** A photo in full size. */
export const lookAt = (src, alt) => dialog({ title: alt, content: h("img", { class: "full", src, alt }), wide: true });

/** A Mini App in a frame, with a way out into its own tab. */
export function miniApp(title, url) {
  dialog({
    title: title || t("miniApp"),
    content: [
      h("iframe", { class: "mini-app", src: url, title: title || t("miniApp"), sandbox: "allow-scripts allow-forms allow-same-origin allow-popups" }),
      h("a", { href: url, target: "_blank", rel: "noopener noreferrer", class: "outside" }, t("openOutside")),
    ],
    wide: true,
  });
}
