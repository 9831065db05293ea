// details[data-menu]: opens one at a time, closes by Escape or a press elsewhere. form[data-ask]: asks before it is sent.
// [data-focus]: takes the focus when it comes. [data-select]: marked whole when focused. [data-card-switch]: the client card as a
// drawer. form[data-logout]: the way out, which also empties this device.
import { forget as forgetDrafts } from "./composer.js";
import { forget as forgetOutbox, unsent } from "./outbox.js";
import { ready } from "./page.js";

const openMenus = () => document.querySelectorAll("details[data-menu][open]");

function close(menu) {
  const inside = menu.contains(document.activeElement);
  menu.open = false;
  if (inside) menu.querySelector("summary").focus();
}

ready("details[data-menu]", (menu) => {
  menu.addEventListener("toggle", () => {
    if (!menu.open) return;
    openMenus().forEach((other) => { if (other !== menu) other.open = false; });
    menu.querySelector("form.is-form :is(select, textarea, input:not([type=hidden]))")?.focus();
  });
  menu.querySelector("[data-menu-close]")?.addEventListener("click", () => close(menu));
});
document.addEventListener("click", (e) => openMenus().forEach((menu) => {
  if (!menu.contains(e.target)) menu.open = false;
}));
document.addEventListener("keydown", (e) => {
  if (e.key !== "Escape") return;
  openMenus().forEach(close);
  document.querySelector("[data-card].is-open")?.classList.remove("is-open");
});

ready("form[data-ask]:not([data-logout])", (form) => form.addEventListener("submit", (e) => {
  if (!confirm(form.dataset.ask)) e.preventDefault();
}));

ready("form[data-logout]", (form) => form.addEventListener("submit", (e) => {
  if (unsent() && !confirm(form.dataset.ask)) return e.preventDefault();
  forgetDrafts();
  forgetOutbox();
}));

ready("[data-focus]", (el) => el.focus());
ready("[data-select]", (el) => el.addEventListener("focus", () => el.select()));

ready("[data-card-switch]", (link) => link.addEventListener("click", (e) => {
  e.preventDefault();
  const card = document.querySelector("[data-card]");
  card?.classList.toggle("is-open");
  if (card?.classList.contains("is-open")) card.querySelector("a, summary")?.focus();
}));
