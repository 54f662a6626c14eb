// The page: sidebar beside as many open chats as fit.

import { startPayload, whoOpens } from "./dialogs.js";
import { h } from "./dom.js";
import { Pane } from "./pane.js";
import { Sidebar } from "./sidebar.js";
import { connect, listen, world } from "./store.js";
import { current, speak, t } from "./texts.js";

const NARROW = matchMedia("(max-width: 760px)");
const panesPlace = document.getElementById("panes");
const app = document.getElementById("app");
const unread = new Map();
let panes = [];
let awaited = null;

function remember() {
  localStorage.setItem("panes", JSON.stringify(panes.map((pane) => [pane.personId, pane.chatId])));
}

let drawing = 0;

/** Draw the list once before the next frame, however much has happened. */
function drawSoon() {
  drawing ||= requestAnimationFrame(draw);
}

function draw() {
  cancelAnimationFrame(drawing);
  drawing = 0;
  sidebar.draw({ shown: new Set(panes.map((pane) => pane.chatId)), unread });
  app.classList.toggle("chatting", panes.length > 0 && NARROW.matches);
  if (!panes.length) panesPlace.replaceChildren(h("p", { class: "nobody" }, t("noChat")));
}

/** Show a chat as that person; on a narrow screen it takes the place of the others.
 *
 * A chat that was just made is answered and told in events on two ways: if the answer is first, it opens with the events.
 */
function open(personId, chatId) {
  if (personId === undefined) return;
  awaited = world.people.has(personId) && world.chats.has(chatId) ? null : [personId, chatId];
  if (awaited) return;
  const known = panes.find((pane) => pane.chatId === chatId);
  unread.delete(chatId);
  if (NARROW.matches) for (const pane of panes.filter((one) => one !== known)) remove(pane);
  if (!known && !panes.length) panesPlace.replaceChildren();
  const pane = known || add(personId, chatId);
  pane.element.scrollIntoView({ inline: "nearest", block: "nearest" });
  pane.composer.input?.focus({ preventScroll: true });
  remember();
  draw();
}

function add(personId, chatId) {
  const pane = new Pane(personId, chatId, { close, changed: remember });
  panes.push(pane);
  panesPlace.append(pane.element);
  return pane;
}

function remove(pane) {
  panes = panes.filter((one) => one !== pane);
  pane.element.remove();
}

function close(pane) {
  remove(pane);
  remember();
  draw();
  sidebar.focus();
}

/** The other language, everywhere at once. */
function turn() {
  speak(current() === "zh" ? "en" : "zh");
  sidebar.build();
  const open_ = panes.map((pane) => [pane.personId, pane.chatId]);
  for (const pane of panes) remove(pane);
  restore(open_);
}

function restore(wanted) {
  const possible = wanted.filter(([personId, chatId]) => world.chats.has(chatId) && world.people.has(personId));
  panesPlace.replaceChildren();
  for (const [personId, chatId] of NARROW.matches ? possible.slice(-1) : possible) add(personId, chatId);
  draw();
}

function firstPanes() {
  const saved = JSON.parse(localStorage.getItem("panes") || "null");
  if (saved) return saved;
  return NARROW.matches ? [] : [...world.people.keys()].slice(0, 2).map((id) => [id, id]);
}

/** A deep link to this page (`/?start=…`) is asked about once; a reload does not ask again. */
function followAddress() {
  const payload = new URLSearchParams(location.search).get("start");
  if (payload === null || startPayload(payload) === null) return;
  history.replaceState(null, "", location.pathname);
  whoOpens(payload, (personId) => open(personId, personId));
}

listen((event) => {
  if (event.type === "reset") {
    for (const pane of panes) remove(pane);
    restore(firstPanes());
    followAddress();
  }
  if (awaited) open(...awaited);
  if (event.type === "reset") return;
  const chatId = event.chat_id ?? event.chat?.id;
  const shown = panes.some((pane) => pane.chatId === chatId);
  if (event.type === "message" && !shown) unread.set(chatId, (unread.get(chatId) || 0) + 1);
  for (const pane of panes) pane.receive(event);
  if (["message", "edited", "deleted", "person", "chat", "connection"].includes(event.type)) drawSoon();
});

NARROW.addEventListener("change", draw);
document.addEventListener("click", (event) => {
  for (const popover of document.querySelectorAll(".popover:not([hidden]), .commands:not([hidden])")) {
    if (!popover.parentElement.contains(event.target)) popover.hidden = true;
  }
});
speak(current());
const sidebar = new Sidebar(document.getElementById("sidebar"), { open, turn });
connect();
