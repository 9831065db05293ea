// [data-unread-total]: how many messages wait to be read, there and in front of the page's title: "(2) Messages".
import { hear } from "./page.js";

const settle = 600; // ms: a message that is read at once never counts
let timer;
let last = 0;

function show(n) {
  document.title = `${n ? `(${n}) ` : ""}${document.title.replace(/^\(\d+\) /, "")}`;
  document.querySelectorAll("[data-unread-total]").forEach((el) => { el.textContent = n || ""; });
}

hear("stream:state", ({ unread }) => {
  if (typeof unread !== "number") return;
  clearTimeout(timer);
  timer = setTimeout(() => show((last = unread)), settle);
});

// A page that htmx brings has a title of its own.
document.addEventListener("htmx:afterSettle", () => { if (last) show(last); });
