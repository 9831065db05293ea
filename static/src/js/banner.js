// [data-banner]: the state of the connection, in the flow above the thread, and [data-conn] in the workbar. It comes two seconds
// after the stream is lost, at once when the browser knows that it is offline, and clears itself.
import { hear, part, ready, tell } from "./page.js";

const calm = 2000; // ms that a reconnect may take unnoticed
const thanks = 3000;
let shown = "";
let timer;

function slot() {
  let el = document.querySelector("[data-banner]");
  if (!el) {
    el = document.createElement("div");
    el.dataset.banner = "";
    document.getElementById("main")?.before(el);
  }
  el.setAttribute("role", "status");
  return el;
}

function show(name) {
  clearTimeout(timer);
  if (shown === name) return;
  shown = name;
  const banner = name ? part(`banner-${name}`) : null;
  slot().replaceChildren(...(banner ? [banner] : []));
  banner?.querySelector("[data-retry]")?.addEventListener("click", () => tell("stream:retry"));
  const login = banner?.querySelector("[data-login]");
  if (login) login.href = `/login?next=${encodeURIComponent(location.pathname)}`;
}

function soon(name, ms) {
  clearTimeout(timer);
  timer = setTimeout(() => show(name), ms);
}

function well() {
  if (shown === "lost" || shown === "slow") {
    const was = shown;
    show(was === "lost" ? "back" : "");
    if (was === "lost") timer = setTimeout(() => show(""), thanks);
  } else if (!["back", "ended", "elsewhere"].includes(shown)) {
    show("");
  }
}

hear("stream:state", ({ name, why }) => {
  conn(name);
  if (name === "live") well();
  else if (name === "ended") show(why === "elsewhere" ? why : "ended");
  else if (shown !== "lost") soon("lost", navigator.onLine ? calm : 0);
});
hear("poll:works", () => {
  well();
  conn("retrying");
});
hear("post:slow", () => { if (!shown) show("slow"); });
hear("post:done", () => { if (shown === "slow") show(""); });
addEventListener("offline", () => show("lost"));
hear("stream:replaced", () => location.reload());

function conn(name) {
  for (const el of document.querySelectorAll("[data-conn]")) {
    el.hidden = false;
    el.classList.toggle("is-retrying", name === "retrying");
    el.classList.toggle("is-lost", name === "lost" || name === "ended");
    const text = name === "live" ? el.dataset.live : name === "retrying" ? el.dataset.retrying : el.dataset.lost;
    if (el.textContent !== text) el.textContent = text;
  }
}

ready("[data-banner]", (el) => el.setAttribute("role", "status"));
