// [data-desk]: the operator's keys. A key is named on its button by data-key, as the place on the keyboard, so that it works in
// every layout. Letters alone never work in a text field; with Alt they work everywhere, and can be made to need it (WCAG 2.1.4).
import { keep, ready } from "./page.js";

const off = "tm-keys-off";
const sheet = document.querySelector("[data-keysheet]");

const typing = (el) => el?.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");

function walk(step) {
  const rows = [...document.querySelectorAll("[data-row].room")];
  const here = rows.findIndex((r) => r.hasAttribute("aria-current"));
  const next = rows[(here + step + rows.length) % rows.length] ?? rows[0];
  next?.focus();
  next?.click();
}

function press(button) {
  if (!button) return false;
  if (button.matches("summary")) button.closest("details").open ? button.focus() : button.click();
  else button.click();
  return true;
}

function act(e) {
  if (e.code === "KeyJ") return walk(1), true;
  if (e.code === "KeyK") return walk(-1), true;
  const named = [...document.querySelectorAll(`[data-key="${e.code}"]`)].find((b) => b.checkVisibility?.() ?? b.offsetParent);
  if (named) return press(named);
  return e.code === "KeyN" && press(document.querySelector("[data-take-next]"));
}

if (document.querySelector("[data-desk]")) {
  document.addEventListener("keydown", (e) => {
    if (e.ctrlKey || e.metaKey || e.isComposing || document.querySelector("dialog[open]")) return;
    if (e.key === "Escape") return void typing(e.target)?.blur();
    const inField = typing(e.target);
    if (e.key === "?" && !inField) {
      e.preventDefault();
      return sheet?.showModal();
    }
    if (e.shiftKey || (!e.altKey && (inField || keep.get(off)))) return;
    if (act(e)) e.preventDefault();
  });
}

ready("[data-keys-open]", (button) => button.addEventListener("click", () => sheet?.showModal()));
ready("[data-keys-off]", (box) => {
  box.checked = Boolean(keep.get(off));
  box.addEventListener("change", () => (box.checked ? keep.set(off, "1") : keep.drop(off)));
});
