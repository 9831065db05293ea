// [data-unread-total]: how many messages wait to be read, there and in front of the page's title: "(2) Messages".
import { hear } from "./page.js";

const settle = 1200; // ms: a message that is read at once never counts
let timer = null;
let last = 0;

function show(n) {
  document.title = `${n ? `(${n}) ` : ""}${document.title.replace(/^\(\d+\) /, "")}`;
  document.querySelectorAll("[data-unread-total]").forEach((el) => { el.textContent = n || ""; });
}

hear("stream:state", ({ unread }) => {
  if (typeof unread !== "number") return;
  last = unread;
  timer ??= setTimeout(() => {
    timer = null;
    show(last);
  }, settle);
});

// A page that htmx brings has a title of its own.
document.addEventListener("htmx:afterSettle", () => { if (last) show(last); });
