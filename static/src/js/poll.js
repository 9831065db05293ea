// [data-thread], [data-poll]: after two failures of the stream the page asks for itself every three seconds, until the stream is
// back. A room that the stream does not carry, such as a colleague's, is asked for all the time ([data-follow]).
import htmx from "./htmx.js";
import { hear, parse, tell } from "./page.js";
import { afterPress } from "./press.js";
import { place, threadOf } from "./thread.js";

const every = 3000;
let timer = null;
let stream = "retrying";

hear("stream:state", ({ name, fails, joined }) => {
  stream = name;
  if (joined) catchUp();
  if (name === "lost" && fails > 1) start();
  else if (name === "live" || name === "ended") stop();
});

function start() {
  timer ??= setInterval(poll, every);
}

function stop() {
  clearInterval(timer);
  timer = null;
}

async function poll() {
  if (document.hidden) return;
  const answers = await Promise.all([messages({ "Telemark-Fallback": "polling" }), lists()]);
  if (answers.some(Boolean) && stream !== "live") tell("poll:works");
}

// catchUp asks once for what is above the page's last entry: a stream that was there before the page knows nothing of it.
function catchUp() {
  return messages({});
}

async function messages(headers) {
  const thread = document.querySelector("[data-thread]");
  if (!thread) return false;
  try {
    const url = `${thread.dataset.messages}?after=${thread.dataset.last}`;
    const answer = await fetch(url, { headers: { "HX-Request": "true", ...headers } });
    if (answer.status === 401) tell("stream:state", { name: "ended" });
    if (!answer.ok) return false;
    const html = await answer.text();
    place(html);
    if (parse(html).querySelectorAll("article").length >= 50 && threadOf(thread.dataset.thread)) return messages(headers);
    return true;
  } catch {
    return false;
  }
}

function renew(old, now) {
  if (!now || now.innerHTML === old.innerHTML || old.querySelector("form[data-typed]")) return;
  old.replaceWith(now);
  htmx.process(now);
  now.dispatchEvent(new CustomEvent("htmx:load", { bubbles: true }));
}

async function lists() {
  const here = [...document.querySelectorAll("[data-poll]")];
  if (here.length === 0) return false;
  try {
    const answer = await fetch(location.href);
    if (!answer.ok || answer.redirected) return false;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    afterPress(() => here.forEach((old) => renew(old, page.getElementById(old.id))));
    return true;
  } catch {
    return false;
  }
}

setInterval(() => { if (!document.hidden && !timer && document.querySelector("[data-follow]")) catchUp(); }, every);

// A message of a room that no list shows yet: the list is asked for.
hear("article", ({ article, thread }) => {
  const list = document.getElementById("talks");
  if (list && !thread && !list.querySelector(`[data-row="${CSS.escape(article.dataset.room)}"]`)) lists();
});
hear("stream:rooms", () => { if (document.getElementById("talks")) lists(); });
