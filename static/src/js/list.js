// [data-list]: a table that is walked by keys. J, K and the arrows move between its rows ([data-line]), Enter opens the row's link
// ([data-open]), Space picks it ([data-pick]), "/" goes to the search ([data-search]), N to the next page ([data-more]), "?" shows
// the sheet of keys. [data-pick-all] picks all rows; [data-picked] says how many are. Letters never work in a text field, and not at
// all where the reader has switched them off (WCAG 2.1.4).
import { keep } from "./page.js";

const off = "tm-keys-off";
const typing = (el) => el?.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
const list = () => document.querySelector("[data-list]");
const rows = () => [...(list()?.querySelectorAll("[data-line]") ?? [])];

function go(to) {
  const all = rows();
  const row = all[Math.max(0, Math.min(all.length - 1, to))];
  row?.querySelector("[data-open]")?.focus();
  row?.scrollIntoView({ block: "nearest" });
}

const here = () => rows().findIndex((row) => row.contains(document.activeElement));

function pick(row) {
  const box = row?.querySelector("[data-pick]");
  if (!box) return false;
  box.checked = !box.checked;
  count();
  return true;
}

function count() {
  const boxes = [...document.querySelectorAll("[data-pick]")];
  const picked = boxes.filter((b) => b.checked).length;
  for (const box of boxes) box.closest("tr").classList.toggle("is-picked", box.checked);
  const all = document.querySelector("[data-pick-all]");
  if (all) {
    all.checked = picked > 0 && picked === boxes.length;
    all.indeterminate = picked > 0 && picked < boxes.length;
  }
  const words = document.querySelector("[data-picked]");
  if (words) words.textContent = `${words.dataset.words}: ${document.querySelector("[data-pick-found]")?.checked ? document.querySelector("[data-pick-found]").value : picked}`;
}

const acts = {
  KeyJ: () => go(here() + 1),
  ArrowDown: () => go(here() + 1),
  KeyK: () => go(here() < 0 ? 0 : here() - 1),
  ArrowUp: () => go(here() < 0 ? 0 : here() - 1),
  Home: () => go(0),
  End: () => go(rows().length - 1),
  Space: () => here() >= 0 && pick(rows()[here()]),
  KeyN: () => document.querySelector("[data-more]")?.click(),
};
const plain = ["ArrowDown", "ArrowUp", "Home", "End", "Space"]; // no letters: never switched off

document.addEventListener("keydown", (e) => {
  if (!list() || e.ctrlKey || e.metaKey || e.altKey || e.isComposing || document.querySelector("dialog[open], details[data-menu][open]")) return;
  const field = typing(document.activeElement);
  if (field?.matches("[data-search]") && (e.key === "Escape" || e.key === "ArrowDown")) {
    e.preventDefault();
    return go(0);
  }
  if (field) return;
  if (e.key === "?") {
    e.preventDefault();
    return document.querySelector("[data-keysheet]")?.showModal();
  }
  if (e.key === "/") {
    e.preventDefault();
    return document.querySelector("[data-search]")?.select();
  }
  const act = acts[e.code];
  if (!act || e.shiftKey || (keep.get(off) && !plain.includes(e.code))) return;
  if (plain.includes(e.code) && here() < 0 && (document.activeElement ?? document.body) !== document.body) return; // a button or a scrolling box has them
  e.preventDefault();
  act();
});

document.addEventListener("change", (e) => {
  if (e.target.matches("[data-pick-all]")) {
    for (const box of document.querySelectorAll("[data-pick]")) box.checked = e.target.checked;
  }
  if (e.target.matches("[data-pick], [data-pick-all], [data-pick-found]")) count();
});
document.addEventListener("htmx:load", () => list() && count());
addEventListener("pageshow", () => list() && count());
