// form[data-outbox="<room>"]: what is sent waits here until the server has it. Each entry is an item of its own in local storage,
// so that tabs don't overwrite each other; one tab at a time sends a room's entries, in their order; a one-use key makes a repeat
// harmless. An entry's text is gone from the device as soon as it is stored.
import { clock } from "./clock.js";
import { alone, hear, keep, me, parse, part, ready, tell, words } from "./page.js";
import { follow, put, stored, threadOf } from "./thread.js";

const prefix = `tm-out:${me}:`;
const slow = 4000; // ms after which a post is called slow
const patience = 15000; // ms after which it is tried again
const delays = [500, 1000, 2000, 4000, 8000, 15000];
const sending = new Set();
const wake = new EventTarget();
let counter = 0;

const entriesOf = (room) => keep.keys(`${prefix}${room}:`).map(read).filter(Boolean);

function read(id) {
  try { return { ...JSON.parse(keep.get(id)), id }; } catch { return null; }
}

function write({ id, ...entry }) {
  memory.set(id, entry);
  return keep.set(id, JSON.stringify(entry));
}

// Where storage is blocked entries live as long as the page.
const memory = new Map();
const exists = (id) => keep.get(id) !== null || memory.has(id);
function drop(id) {
  memory.delete(id);
  keep.drop(id);
}
const waitingOf = (room) => {
  const kept = entriesOf(room);
  const ids = new Set(kept.map((e) => e.id));
  const here = [...memory].filter(([id]) => id.startsWith(`${prefix}${room}:`) && !ids.has(id)).map(([id, e]) => ({ ...e, id }));
  return [...kept, ...here].sort((a, b) => (a.id < b.id ? -1 : 1));
};

export const unsent = () => keep.keys(prefix).length;

// What somebody else has left on this device is not this reader's to see.
if (me) keep.keys("tm-out:").filter((id) => !id.startsWith(prefix)).forEach(keep.drop);

// forget empties the device of what a person has not sent.
export function forget() {
  keep.keys(prefix).forEach(drop);
}

// newKey is a one-use key of 32 characters. crypto.randomUUID exists on secure origins only.
function newKey() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, "0")).join("");
}

ready("form[data-outbox]", (form) => {
  const room = form.dataset.outbox;
  form.addEventListener("submit", (e) => {
    e.preventDefault();
    const box = form.elements.body;
    const body = box.value.trim();
    if (!body) return box.focus();
    const note = form.classList.contains("is-note");
    const url = note ? form.dataset.noteUrl : form.getAttribute("action");
    const id = `${prefix}${room}:${Date.now().toString().padStart(14, "0")}${String(counter++).padStart(4, "0")}`;
    const entry = { id, room, key: newKey(), body, url, note, at: new Date().toISOString() };
    write(entry);
    show(entry);
    problem(form, "");
    box.value = "";
    box.dispatchEvent(new Event("input", { bubbles: true }));
    send(room);
  });
});

ready("[data-thread]", (thread) => {
  waitingOf(thread.dataset.thread).forEach(show);
  if (waitingOf(thread.dataset.thread).length) send(thread.dataset.thread);
});

// Another tab has written or sent something.
addEventListener("storage", (e) => {
  if (!e.key?.startsWith(prefix) || !e.newValue) return;
  const entry = read(e.key);
  if (entry) show(entry);
});

// show puts the bubble of an entry at the end of its thread, once.
function show(entry) {
  const thread = threadOf(entry.room);
  if (!thread) return;
  let bubble = thread.querySelector(`article[data-key="${CSS.escape(entry.key)}"]`);
  if (!bubble) {
    bubble = part(entry.note ? "note" : "bubble");
    bubble.dataset.key = entry.key;
    bubble.dataset.author = me;
    bubble.dataset.entry = entry.id;
    const lines = entry.body.split("\n");
    const first = bubble.querySelector("p");
    lines.forEach((line, i) => {
      const p = i ? first.cloneNode() : first;
      if (line) p.textContent = line;
      else p.replaceChildren(document.createElement("br"));
      if (i) first.parentNode.insertBefore(p, bubble.querySelector(".meta"));
    });
    const time = bubble.querySelector("time");
    time.dateTime = entry.at;
    time.textContent = clock(new Date(entry.at));
    put(thread, bubble, null);
    follow(thread);
  }
  if (entry.failed) fail(bubble, entry);
  else if (bubble.classList.contains("is-failed")) unfail(bubble, entry);
}

// send hands a room's entries to the server, one after another, while no other tab does.
async function send(room) {
  if (sending.has(room)) return;
  sending.add(room);
  try {
    await alone(`tm-out:${room}`, async () => {
      for (let entry; (entry = waitingOf(room).find((e) => !e.failed)); ) {
        if (!(await deliver(entry))) return;
      }
    });
  } finally {
    sending.delete(room);
  }
  if (waitingOf(room).some((e) => !e.failed) && !ended) setTimeout(() => send(room), 1000);
}

let ended = false;

// deliver tries until the server has answered for good. It answers false when there is nothing more to try now.
async function deliver(entry) {
  for (let n = 0; exists(entry.id); n++) {
    const answer = await post(entry);
    const id = answer?.ok && answer.headers.get("Telemark-Message");
    if (id) {
      drop(entry.id);
      stored(threadOf(entry.room), entry.key, `m-${id}`, Number(answer.headers.get("Telemark-Seq")));
      tell("post:stored", { room: entry.room });
      return true;
    }
    if (answer?.status === 401 || answer?.redirected) {
      ended = true;
      tell("stream:state", { name: "ended" });
      location.assign(`/login?next=${encodeURIComponent(location.pathname)}`);
      return false;
    }
    if (answer && answer.status >= 400 && answer.status < 500 && answer.status !== 429 && answer.status !== 408) {
      await refused(entry, answer);
      return true;
    }
    waits(entry, true);
    const asked = Number(answer?.headers.get("Retry-After"));
    if (asked > 0) await new Promise((done) => setTimeout(done, asked * 1000));
    else await pause(delays[Math.min(n, delays.length - 1)] * (0.75 + Math.random() / 2));
  }
  return true;
}

async function post(entry) {
  const late = setTimeout(() => tell("post:slow"), slow);
  try {
    return await fetch(entry.url, {
      method: "POST", body: new URLSearchParams({ body: entry.body, key: entry.key }), headers: { "HX-Request": "true", "Telemark-Author": me },
      signal: AbortSignal.timeout(patience),
    });
  } catch {
    return null;
  } finally {
    clearTimeout(late);
    tell("post:done");
  }
}

// pause ends early when the connection comes back.
function pause(ms) {
  return new Promise((done) => {
    const timer = setTimeout(done, ms);
    wake.addEventListener("now", () => { clearTimeout(timer); done(); }, { once: true });
  });
}
const now = () => wake.dispatchEvent(new Event("now"));
addEventListener("online", now);
let wasLive = true;
hear("stream:state", ({ name }) => {
  if (name === "live" && !wasLive) now();
  wasLive = name === "live";
});
hear("stream:retry", now);
hear("poll:works", now);
document.addEventListener("visibilitychange", () => { if (!document.hidden) now(); });

function waits(entry, yes) {
  const word = bubbleOf(entry)?.querySelector("[data-waiting]");
  if (word) word.hidden = !yes;
}

const bubbleOf = (entry) => threadOf(entry.room)?.querySelector(`article[data-key="${CSS.escape(entry.key)}"]`);

// refused: the server will not take it as it is. The text goes back into an empty box with the reason at it; otherwise the
// bubble stays, with what can be done.
async function refused(entry, answer) {
  const answered = parse(await answer.text().catch(() => ""));
  const why = (answered.querySelector("[data-error]:not([hidden]), [data-error-text]")?.textContent ?? words("failed")).trim();
  const form = document.querySelector(`form[data-outbox="${CSS.escape(entry.room)}"]`);
  if (answer.status === 422 && form && !form.elements.body.value.trim()) return takeBack(entry, why);
  write({ ...entry, failed: why });
  show({ ...entry, failed: why });
}

function fail(bubble, entry) {
  bubble.classList.remove("is-sending");
  bubble.classList.add("is-failed");
  bubble.querySelector(".meta")?.remove();
  const meta = part("failed-meta");
  meta.querySelector("[data-why]").textContent += ` ${entry.failed}`;
  meta.querySelector("[data-again]").addEventListener("click", () => {
    const { failed, ...again } = entry;
    write(again);
    unfail(bubble, again);
    send(entry.room);
  });
  meta.querySelector("[data-take-back]").addEventListener("click", () => takeBack(entry, ""));
  bubble.append(meta);
}

function unfail(bubble, entry) {
  bubble.remove();
  show(entry);
}

function takeBack(entry, why) {
  drop(entry.id);
  bubbleOf(entry)?.remove();
  const form = document.querySelector(`form[data-outbox="${CSS.escape(entry.room)}"]`);
  if (!form) return;
  if (entry.note !== form.classList.contains("is-note")) {
    form.querySelector(`[data-mode="${entry.note ? "note" : "reply"}"]`)?.click();
  }
  const box = form.elements.body;
  box.value = [entry.body, box.value].filter(Boolean).join("\n");
  box.dispatchEvent(new Event("input", { bubbles: true }));
  problem(form, why);
  box.focus();
}

// problem stands at the field until the next try.
function problem(form, why) {
  const [error, box] = [form.querySelector("[data-error]"), form.elements.body];
  form.classList.toggle("is-invalid", Boolean(why));
  error.hidden = !why;
  error.textContent = why;
  if (why) {
    box.setAttribute("aria-invalid", "true");
    box.setAttribute("aria-describedby", error.id);
  } else {
    box.removeAttribute("aria-invalid");
    box.removeAttribute("aria-describedby");
  }
}

// What other rooms' pages left behind is sent from whatever page is open.
for (const room of new Set(keep.keys(prefix).map((id) => id.slice(prefix.length).split(":")[0]))) if (me) send(room);
