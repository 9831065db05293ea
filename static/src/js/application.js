// [data-follows]: a part of a page that shows applications. It asks for itself again when the stream says that its application has
// changed, or any of them when it names none, and after a cut, because that word may be lost. A form that somebody is typing in
// ([data-typed], set here) stays; a line above it then says that the page has moved on.
// form[data-autosave]: its element [data-saved] says when the server had the last answer, or that it has not.
// [data-when]: a question that depends on the answer to another one. form[data-once]: is sent once. [data-print]: prints the page.
import htmx from "./htmx.js";
import { fields } from "./article.js";
import { hear, ready, words } from "./page.js";

let wasLive = true;
let timer;

function changed(id) {
  clearTimeout(timer);
  timer = setTimeout(() => {
    for (const el of document.querySelectorAll("[data-follows]")) {
      if (!id || !el.dataset.follows || el.dataset.follows === id) htmx.trigger(el, "application-changed");
    }
  }, 100);
}

hear("stream:application", ({ data }) => changed(fields(data).application));
hear("stream:state", ({ name }) => {
  if (name === "live" && !wasLive) changed("");
  wasLive = name === "live";
});

const typed = (el) => el?.querySelector("form[data-typed]");
document.addEventListener("input", (e) => {
  const form = e.target.closest("[data-turn] form");
  if (form) form.dataset.typed = "";
});
document.addEventListener("htmx:oobBeforeSwap", (e) => {
  if (!e.detail.target.matches("[data-turn]") || !typed(e.detail.target)) return;
  e.detail.shouldSwap = false;
  const line = e.detail.target.querySelector("[data-stale]");
  if (line && e.detail.fragment.querySelector("[data-turn]")?.dataset.turn !== e.detail.target.dataset.turn) line.hidden = false;
});

ready("form[data-autosave]", (form) => {
  const lost = () => {
    const line = form.querySelector("[data-saved]");
    if (!line) return;
    line.textContent = words("not-saved");
    line.classList.add("is-lost");
  };
  form.addEventListener("htmx:sendError", lost);
  form.addEventListener("htmx:responseError", lost);
});

const value = (form, name) => new FormData(form).get(name) ?? "";
ready("form:has([data-when])", (form) => {
  const look = () => {
    for (const el of form.querySelectorAll("[data-when]")) el.hidden = value(form, el.dataset.when) !== el.dataset.is;
  };
  form.addEventListener("change", look);
  look();
});

// A second press while the first is under way is none; a page that comes back from the browser's memory may be sent again.
ready("form[data-once]", (form) => {
  form.addEventListener("submit", (e) => {
    if (form.ariaBusy === "true") return e.preventDefault();
    form.ariaBusy = "true";
    e.submitter?.classList.add("htmx-request");
  });
  addEventListener("pageshow", () => {
    form.ariaBusy = null;
    form.querySelectorAll("button.htmx-request").forEach((b) => b.classList.remove("htmx-request"));
  });
});

ready("[data-print]", (button) => button.addEventListener("click", () => print()));
