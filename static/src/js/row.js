// [data-row="<room>"]: a room in a list. Between two lists from the server its last words, time, count and place follow the
// messages.
import { fields } from "./article.js";
import { show } from "./clock.js";
import { hear, me, ready, side, words } from "./page.js";
import { reads } from "./thread.js";

const rowsOf = (room) => document.querySelectorAll(`[data-row="${CSS.escape(room)}"]`);

hear("article", ({ article, seen }) => {
  const { room, kind, author } = article.dataset;
  const seq = Number(article.dataset.seq);
  for (const row of rowsOf(room)) {
    if (seq <= Number(row.dataset.seq)) continue;
    row.dataset.seq = seq;
    if (kind !== "said") continue;
    const theirs = article.dataset.side !== side;
    lastWords(row, article, author === me);
    turn(row, article, article.dataset.side === "client");
    if (theirs && "unread" in row.dataset && !seen) count(row, Number(row.dataset.unread) + 1);
    if (row.closest("[data-mine], .talks")) moveUp(row);
  }
});

function lastWords(row, article, mine) {
  const last = row.querySelector("[data-last-words]");
  const text = [...article.querySelectorAll("p")].map((p) => p.textContent).join(" ");
  if (last) last.textContent = mine ? `${words("you")} ${text}` : text;
}

// turn shows since when the client waits for an answer, or when the last one was given.
function turn(row, article, clients) {
  const time = article.querySelector("time")?.dateTime;
  const [wait, ago] = [row.querySelector("[data-turn]"), row.querySelector("[data-ago]")];
  if (wait && clients && wait.hidden) wait.dataset.since = time;
  if (wait) wait.hidden = !clients;
  if (ago) ago.hidden = clients;
  const stamp = row.querySelector("time[data-stamp]");
  if (stamp && time) {
    stamp.dateTime = time;
    show(stamp);
  }
}

export function count(row, n) {
  row.dataset.unread = n;
  row.classList.toggle("is-unread", n > 0);
  const mark = row.querySelector("[data-count]");
  if (!mark) return;
  mark.hidden = n === 0;
  mark.textContent = n;
  mark.setAttribute("aria-label", `${mark.getAttribute("aria-label").split(":")[0]}: ${n}`);
}

function moveUp(row) {
  const [item, list] = [row.closest("li"), row.closest("ul")];
  if (!item || list.firstElementChild === item) return;
  const focused = document.activeElement === row;
  list.prepend(item);
  if (focused) row.focus({ preventScroll: true });
}

// seen takes the count away when the reader has come as far as the row's last entry.
function seen(room, seq) {
  for (const row of rowsOf(room)) if ("unread" in row.dataset && seq >= Number(row.dataset.seq)) count(row, 0);
}

hear("read", ({ room, seq }) => seen(room, seq));

hear("stream:read", ({ data }) => {
  const event = fields(data);
  reads(event);
  const seq = Number(event.read ?? event.seq ?? 0);
  if (event.side === side) seen(event.room, seq);
});

// Lists that the stream brings are the same for every tab: which room is on screen, only the page knows.
ready("[data-row]", (row) => {
  const current = document.querySelector("[data-stream]")?.dataset.current;
  if (row.dataset.row === current) row.setAttribute("aria-current", "true");
});

export function current(room) {
  const stream = document.querySelector("[data-stream]");
  if (stream) stream.dataset.current = room;
  for (const row of document.querySelectorAll("[data-row]")) {
    if (row.dataset.row === room) row.setAttribute("aria-current", "true");
    else row.removeAttribute("aria-current");
  }
}
