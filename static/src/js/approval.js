// [data-walk]: a table whose links J, K and the arrows move between; Enter opens one as any link. [data-verdict="<key>"]: a decision
// that the key unfolds; what it unfolds has the button that acts, so no key decides alone. Letters never work in a text field, and
// not at all where the reader has switched them off (WCAG 2.1.4).
import { keep } from "./page.js";

const off = "tm-keys-off";
const typing = (el) => el?.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
const links = () => [...document.querySelectorAll("[data-walk] tbody th a")];
const steps = { KeyJ: 1, ArrowDown: 1, KeyK: -1, ArrowUp: -1 };

function walk(step) {
  const all = links();
  const here = all.indexOf(document.activeElement);
  const next = all[here < 0 ? 0 : Math.max(0, Math.min(all.length - 1, here + step))];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
}

function unfold(details) {
  for (const other of document.querySelectorAll("[data-verdict]")) other.open = other === details;
  details.querySelector("textarea, button")?.focus();
}

document.addEventListener("keydown", (e) => {
  if (e.ctrlKey || e.metaKey || e.altKey || e.shiftKey || e.isComposing || document.querySelector("dialog[open]")) return;
  if (e.key === "Escape") {
    const open = document.activeElement?.closest("[data-verdict][open]");
    if (!open) return;
    open.open = false;
    return void open.querySelector("summary").focus();
  }
  const arrow = e.code.startsWith("Arrow");
  if (typing(document.activeElement) || (keep.get(off) && !arrow)) return;
  const step = steps[e.code];
  if (step && links().length > 0) {
    if (arrow && !links().includes(document.activeElement) && document.activeElement !== document.body) return; // a scrolling box has them
    e.preventDefault();
    return walk(step);
  }
  const details = document.querySelector(`[data-verdict="${e.code}"]`);
  if (!details) return;
  e.preventDefault();
  unfold(details);
});
