// #room-head: the head of the room on screen. It asks for itself again when the stream says that the room changed, and after a cut,
// because that word may be lost. When the room has changed hands the whole pane follows.
import htmx from "./htmx.js";
import { fields } from "./article.js";
import { hear, me, ready, side } from "./page.js";
import { current } from "./row.js";

let wasLive = true;
let timer;

const head = () => document.getElementById("room-head");

function changed(room, wait = 100) {
  if (!head() || (room && head().dataset.room !== room)) return;
  clearTimeout(timer);
  timer = setTimeout(() => {
    if (head()?.querySelector("details[open]")) return changed(room, 2000); // somebody is filling in a form there
    if (head()) htmx.trigger(head(), "room-changed");
  }, wait);
}

hear("stream:room", ({ data }) => changed(fields(data).room));
hear("article", ({ article }) => { if (article.dataset.kind === "happens") changed(article.dataset.room); });
hear("stream:presence", ({ data }) => changed(fields(data).room));
hear("stream:state", ({ name }) => {
  if (name === "live" && !wasLive) changed();
  wasLive = name === "live";
});

let held = head()?.dataset.held;
let state = head()?.dataset.state;
ready("#room-head", (el) => {
  const moved = el.dataset.held !== held || el.dataset.state !== state;
  const sameRoom = el.dataset.room === document.querySelector("[data-stream]")?.dataset.current;
  [held, state] = [el.dataset.held, el.dataset.state];
  current(el.dataset.room);
  document.querySelectorAll("[data-presence]").forEach((dot) => dot.classList.toggle("is-off", el.dataset.here !== "true"));
  document.querySelectorAll("[data-presence-word]").forEach((w) => { w.textContent = el.dataset.hereWord; });
  if (moved && sameRoom && side === "staff" && document.getElementById("pane")) {
    htmx.ajax("GET", `/operator/rooms/${el.dataset.room}`, { target: "#pane", select: "#pane", swap: "outerHTML" });
  }
});

// Whoever has taken a room goes on where they write.
const write = () => document.getElementById("message")?.focus({ preventScroll: true });
const touch = matchMedia("(pointer: coarse)").matches;
if (side === "staff" && head()?.dataset.held === me && !touch) write();

// A room opened from the list: the reader goes on where they write, unless they walk the list by its keys.
document.addEventListener("htmx:afterSettle", (e) => {
  const pressed = e.detail?.requestConfig?.triggeringEvent?.detail !== 0; // a click by key has no count
  if (e.target.id === "pane" && !touch && pressed && document.activeElement?.closest("[data-row]")) write();
});
