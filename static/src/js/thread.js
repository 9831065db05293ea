// [data-thread="<room>"]: a room's log on screen. It puts each article of the stream at its number, once; gives it its side, its
// run and its day; keeps the reader's place; and tells the server how far the reader has come.
import { day, dayKey, show } from "./clock.js";
import { hear, me, parse, part, ready, side, tell } from "./page.js";

const run = 3 * 60000; // ms: messages of one author within this stand together
const nearEnd = 80; // px that still count as the end
const pageSize = 50; // entries that the server sends at once

const states = new WeakMap(); // thread → what its script knows of it

export const threadOf = (room) => document.querySelector(`[data-thread="${CSS.escape(room)}"]`);

const articles = (thread) => [...thread.querySelectorAll("article")];
const seqOf = (article) => Number(article?.dataset.seq ?? 0);
const at = (article) => new Date(article.querySelector("time")?.dateTime ?? Date.now());
const atEnd = (thread) => thread.scrollHeight - thread.scrollTop - thread.clientHeight < nearEnd;
const toEnd = (thread) => { thread.scrollTop = thread.scrollHeight; };
const visible = () => document.visibilityState === "visible";

const pill = (thread) => thread.closest("[data-talk]")?.querySelector("[data-below]");

// place puts the articles of a piece of HTML into the threads of their rooms and tells what is new.
export function place(html) {
  for (const article of parse(html).querySelectorAll("article[data-room]")) {
    const thread = threadOf(article.dataset.room);
    if (document.getElementById(article.id)) continue;
    const seen = thread ? insert(thread, article) : false;
    tell("article", { article, thread, seen });
  }
}

hear("stream:message", ({ data }) => place(data));
hear("stream:snapshot", ({ data }) => place(data));

// insert answers whether the reader has it before their eyes.
function insert(thread, article) {
  const state = states.get(thread);
  const stay = state.following || atEnd(thread);
  const { key } = article.dataset;
  const waiting = key && thread.querySelector(`article:not([data-seq])[data-key="${CSS.escape(key)}"]`);
  if (waiting) {
    const [before, after] = [neighbour(waiting, "previousElementSibling"), neighbour(waiting, "nextElementSibling")];
    waiting.remove();
    join(thread, before, after);
  }
  article.querySelectorAll("time").forEach(show);
  own(article);
  const next = articles(thread).find((a) => seqOf(a) > seqOf(article) || !a.dataset.seq) ?? null;
  put(thread, article, next);
  thread.dataset.last = Math.max(Number(thread.dataset.last), seqOf(article));
  tick(thread, article);
  state.observer.observe(article);
  if (isMine(article)) thread.querySelector("[data-unread]")?.remove();
  else if (!waiting) unseen(thread, state, article, stay);
  if (!waiting) article.classList.add("is-new");
  if (stay) toEnd(thread);
  return stay && visible();
}

// put inserts an article before another one, or at the end, and mends runs and day lines around it.
export function put(thread, article, next) {
  const anchor = next ? firstLine(next) : null;
  thread.insertBefore(article, anchor);
  join(thread, neighbour(article, "previousElementSibling"), article);
  join(thread, article, neighbour(article, "nextElementSibling"));
}

// firstLine is the first day line or divider that stands right above an article.
function firstLine(article) {
  let el = article;
  while (el.previousElementSibling?.matches(".dayline")) el = el.previousElementSibling;
  return el;
}

function neighbour(el, step) {
  let other = el[step];
  while (other && !other.matches("article")) other = other[step];
  return other;
}

// join mends what stands between two neighbours: the day line, and whether they are one run.
function join(thread, before, after) {
  if (!after) return void before?.classList.toggle("is-last", before.matches(".bubble"));
  const newDay = !before || dayKey(at(before)) !== dayKey(at(after));
  let line = null;
  let divided = false;
  for (let el = after.previousElementSibling; el && el !== before; ) {
    const above = el.previousElementSibling;
    if (el.matches("[data-day]")) { if (line || !newDay) el.remove(); else line = el; }
    if (el.matches("[data-unread]")) divided = true;
    el = above;
  }
  if (newDay && !line) thread.insertBefore(dayLine(at(after)), firstLine(after));
  const one = before && !newDay && !divided && before.matches(".bubble") && after.matches(".bubble") &&
    before.dataset.author === after.dataset.author && at(after) - at(before) < run;
  if (after.matches(".bubble")) after.classList.toggle("is-first", !one);
  if (before?.matches(".bubble")) before.classList.toggle("is-last", !one);
  if (after.matches(".bubble") && !neighbour(after, "nextElementSibling")) after.classList.add("is-last");
}

function dayLine(date) {
  const line = part("day");
  const { today, yesterday } = line.dataset;
  const name = { [dayKey(new Date())]: today, [dayKey(new Date(Date.now() - 86400000))]: yesterday }[dayKey(date)];
  line.textContent = name ? `${name}, ${day(date)}` : day(date);
  return line;
}

hear("midnight", () => {
  for (const thread of document.querySelectorAll("[data-thread]")) {
    thread.querySelectorAll("[data-day]").forEach((line) => line.remove());
    articles(thread).reduce((before, article) => { join(thread, before, article); return article; }, null);
  }
});

const isMine = (article) => article.dataset.author === me && article.dataset.kind === "said";

function own(article) {
  if (isMine(article)) article.classList.add("is-own");
}

// Ticks: one stored, two delivered, two in colour read.
function tick(thread, article) {
  if (!isMine(article) || !article.dataset.seq) return;
  const { otherRead, otherDelivered } = thread.dataset;
  const seq = seqOf(article);
  const name = seq <= Number(otherRead) ? "read" : seq <= Number(otherDelivered) ? "delivered" : "stored";
  if (article.dataset.tick === name) return;
  article.dataset.tick = name;
  const mark = part(`tick-${name}`);
  const old = article.querySelector(".tick");
  if (old) old.replaceWith(mark);
  else article.querySelector(".meta")?.append(" ", mark);
}

// reads is what a "read" event says: the other side's marks move the ticks, one's own move the counts of other tabs.
export function reads({ room, side: whose, delivered: got, read, seq }) {
  const thread = room && threadOf(room);
  if (!thread) return;
  const [r, d] = [Number(read ?? seq ?? 0), Number(got ?? read ?? seq ?? 0)];
  if (whose === side) {
    thread.dataset.read = Math.max(Number(thread.dataset.read), r);
    return;
  }
  thread.dataset.otherRead = Math.max(Number(thread.dataset.otherRead), r);
  thread.dataset.otherDelivered = Math.max(Number(thread.dataset.otherDelivered), d, r);
  for (const article of articles(thread).reverse()) {
    if (article.dataset.tick === "read") break;
    tick(thread, article);
  }
}

// stored turns a bubble that waited into a stored one: the post's answer may be faster than the stream, or the stream down.
export function stored(thread, key, id, seq) {
  const bubble = thread?.querySelector(`article[data-key="${CSS.escape(key)}"]`);
  if (!bubble || bubble.dataset.seq) return;
  if (document.getElementById(id)) return bubble.remove();
  const [before, after] = [neighbour(bubble, "previousElementSibling"), neighbour(bubble, "nextElementSibling")];
  bubble.id = id;
  bubble.dataset.seq = seq;
  bubble.classList.remove("is-sending");
  bubble.querySelector("[data-waiting]")?.remove();
  if (seqOf(before) > seq || (after?.dataset.seq && seqOf(after) < seq)) {
    bubble.remove();
    join(thread, before, after);
    put(thread, bubble, articles(thread).find((a) => seqOf(a) > seq || !a.dataset.seq) ?? null);
  }
  thread.dataset.last = Math.max(Number(thread.dataset.last), seq);
  tick(thread, bubble);
}

// What the reader has not seen: a line above it while they look elsewhere, a pill while it is below.
function unseen(thread, state, article, stay) {
  if (visible() && stay) return;
  const line = thread.querySelector("[data-unread]");
  const stale = line && Number(thread.dataset.read) >= seqOf(neighbour(article, "previousElementSibling"));
  if (stale) line.remove();
  if ((!line || stale) && article.dataset.side !== side) {
    thread.insertBefore(part("unread"), article);
    join(thread, neighbour(article, "previousElementSibling"), article);
  }
  if (!stay) showBelow(thread, state, state.below + 1);
}

function showBelow(thread, state, n) {
  state.below = n;
  const button = pill(thread);
  if (!button) return;
  button.hidden = n === 0;
  button.querySelector("[data-n]").textContent = n;
}

function scrolled(thread, state) {
  state.following = atEnd(thread);
  if (state.following && state.below) showBelow(thread, state, 0);
  if (thread.scrollTop < 200) earlier(thread, state);
}

// earlier loads older entries; the reader's place stays where it is, and nothing of it is announced as new.
async function earlier(thread, state) {
  const link = thread.querySelector("[data-earlier]");
  if (!link || state.loading) return;
  state.loading = true;
  link.classList.add("htmx-request");
  try {
    const first = Number(thread.dataset.first);
    const answer = await fetch(`${thread.dataset.messages}?before=${first}`, { headers: { "HX-Request": "true" } });
    if (!answer.ok) throw new Error(answer.status);
    const older = [...parse(await answer.text()).querySelectorAll("article")].filter((a) => !document.getElementById(a.id));
    thread.setAttribute("aria-busy", "true");
    const fromEnd = thread.scrollHeight - thread.scrollTop;
    const anchor = articles(thread)[0] ?? null;
    for (const article of older) {
      article.querySelectorAll("time").forEach(show);
      own(article);
      put(thread, article, anchor);
      tick(thread, article);
    }
    if (older.length) thread.dataset.first = Math.min(first, ...older.map(seqOf));
    if (older.length < pageSize || thread.dataset.first === "1") link.remove();
    thread.scrollTop = thread.scrollHeight - fromEnd;
    setTimeout(() => thread.removeAttribute("aria-busy"), 100);
    state.loading = false;
  } catch {
    setTimeout(() => { state.loading = false; }, 3000);
  }
  link.classList.remove("htmx-request");
}

// How far the reader has come: what was on a visible screen is read, what is on the page is delivered.
function watch(thread, state) {
  state.observer = new IntersectionObserver((entries) => {
    for (const { target, intersectionRatio, intersectionRect, isIntersecting } of entries) {
      const enough = isIntersecting && (intersectionRatio >= 0.6 || intersectionRect.height > thread.clientHeight * 0.4);
      if (enough) state.onScreen.add(target);
      else state.onScreen.delete(target);
    }
    readNow(thread, state);
  }, { root: thread, threshold: [0, 0.6, 1] });
  articles(thread).forEach((a) => state.observer.observe(a));
  document.addEventListener("visibilitychange", () => { if (thread.isConnected) readNow(thread, state); });
}

function readNow(thread, state) {
  if (!visible()) return;
  const last = Math.max(0, ...[...state.onScreen].map(seqOf));
  if (last <= Number(thread.dataset.read)) return;
  clearTimeout(state.marking);
  state.marking = setTimeout(() => mark(thread, last), 300);
}

async function mark(thread, seq) {
  if (!visible() || seq <= Number(thread.dataset.read) || !counts()) return;
  if (await post(thread.dataset.mark, { seq, delivered: Math.max(seq, Number(thread.dataset.last)) })) {
    thread.dataset.read = Math.max(Number(thread.dataset.read), seq);
    tell("read", { room: thread.dataset.thread, seq });
  }
}

function delivered(thread) {
  const last = Number(thread.dataset.last);
  if (last > Number(thread.dataset.delivered) && counts()) post(thread.dataset.mark, { delivered: last });
}

// counts tells whether the reader's marks count at all: those of the client, and of the operator who has the room.
const counts = () => side === "client" || document.getElementById("room-head")?.dataset.held === me;

async function post(url, fields) {
  try {
    return (await fetch(url, { method: "POST", body: new URLSearchParams(fields), headers: { "HX-Request": "true" } })).ok;
  } catch {
    return false;
  }
}

// follow keeps a thread at its end when its reader has just written there.
export function follow(thread) {
  const state = states.get(thread);
  if (!state) return;
  state.following = true;
  thread.querySelector("[data-unread]")?.remove();
  toEnd(thread);
}

ready("[data-thread]", (thread) => {
  const state = { below: 0, seen: new Set(), onScreen: new Set(), loading: false, following: true };
  states.set(thread, state);
  thread.querySelectorAll("[data-day]").forEach((line) => line.remove());
  let before = null;
  for (const article of articles(thread)) {
    own(article);
    join(thread, before, article);
    before = article;
  }
  watch(thread, state);
  const divider = thread.querySelector("[data-unread]");
  if (divider) thread.scrollTop = Math.max(0, divider.offsetTop - thread.offsetTop - thread.clientHeight / 3);
  else toEnd(thread);
  state.following = atEnd(thread);
  thread.addEventListener("scroll", () => scrolled(thread, state), { passive: true });
  new ResizeObserver(() => { if (state.following) toEnd(thread); }).observe(thread);
  pill(thread)?.addEventListener("click", () => { toEnd(thread); thread.focus({ preventScroll: true }); });
  thread.querySelector("[data-earlier] a")?.addEventListener("click", (e) => { e.preventDefault(); earlier(thread, state); });
  delivered(thread);
});
