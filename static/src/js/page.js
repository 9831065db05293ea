// What the page says of itself: its reader, its session, and the parts that scripts copy, so that no text stands in a script.

document.documentElement.classList.add("js");

const body = document.body.dataset;
export const me = body.me;
export const session = body.session;
export const lang = body.lang;
export const side = body.audience === "client" ? "client" : "staff";
export const worker = body.worker;

// part copies <template data-part="name">: its first element, or its words when it has none.
export function part(name) {
  const template = document.querySelector(`template[data-part="${name}"]`);
  return template?.content.firstElementChild?.cloneNode(true) ?? null;
}

export function words(name) {
  return document.querySelector(`template[data-part="${name}"]`)?.content.textContent.trim() ?? "";
}

// parse turns HTML of the server into elements without running anything in it.
export function parse(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content;
}

// ready calls f with every element that matches, those that htmx brings later too, once each.
export function ready(selector, f) {
  const seen = new WeakSet();
  const look = (root) => {
    const found = [...root.querySelectorAll(selector)];
    if (root.matches?.(selector)) found.unshift(root);
    for (const el of found) {
      if (seen.has(el)) continue;
      seen.add(el);
      f(el);
    }
  };
  look(document);
  document.addEventListener("htmx:load", (e) => look(e.target));
}

// tell and hear are the page's own events: "stream:message", "stream:state", "post:slow", …
export function tell(name, detail) {
  document.dispatchEvent(new CustomEvent(name, { detail }));
}

export function hear(name, f) {
  document.addEventListener(name, (e) => f(e.detail));
}

// keep is local storage that may be full, blocked or absent.
export const keep = {
  get(key) { try { return localStorage.getItem(key); } catch { return null; } },
  set(key, value) { try { localStorage.setItem(key, value); return true; } catch { return false; } },
  drop(key) { try { localStorage.removeItem(key); } catch { /* nothing was kept */ } },
  keys(prefix) {
    try { return Object.keys(localStorage).filter((k) => k.startsWith(prefix)).sort(); } catch { return []; }
  },
};

// alone runs f while no other tab runs one of the same name; without locks it runs it at once.
export function alone(name, f) {
  return navigator.locks ? navigator.locks.request(name, f) : f();
}
