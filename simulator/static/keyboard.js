// Buttons under messages and the reply keyboard below the input field.

import { h, icon } from "./dom.js";
import { t } from "./texts.js";

const STYLES = new Set(["primary", "success", "danger"]);

/** The inline buttons of a message; a pressed one spins until its query is answered. */
export function inlineKeyboard(rows, message, act) {
  return h("div", { class: "inline-keyboard" }, rows.map((row) => h("div", { class: "button-row" }, row.map((button) => inline(button, message, act)))));
}

function inline(button, message, act) {
  const style = STYLES.has(button.style) ? ` ${button.style}` : "";
  const label = h("span", {}, button.text);
  const properties = { class: `inline-button${style}` };
  if (button.url) {
    const onclick = (event) => {
      if (act.link(button.url)) event.preventDefault();
    };
    return h("a", { ...properties, href: button.url, target: "_blank", rel: "noopener noreferrer", onclick }, label, icon("out"));
  }
  const press = (event) => act.press(button, message, event.currentTarget);
  const mark = button.web_app ? "window" : button.copy_text ? "copy" : null;
  const off = Boolean(button.disabled);
  return h("button", { ...properties, type: "button", disabled: off, "data-callback": button.callback_data, onclick: press }, label, mark && icon(mark));
}

/** The reply keyboard; a button sends its words, or asks for what it requests. */
export function replyKeyboard(keyboard, act) {
  const rows = keyboard.keyboard.map((row) => h("div", { class: "button-row" }, row.map((button) => {
    const style = STYLES.has(button.style) ? ` ${button.style}` : "";
    return h("button", { type: "button", class: `reply-button${style}`, onclick: () => act.choose(button) }, button.text);
  })));
  return h("div", { class: `reply-keyboard${keyboard.resize_keyboard ? "" : " tall"}`, role: "group", "aria-label": t("hideKeyboard") }, rows);
}
