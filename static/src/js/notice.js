// [data-notices]: what happened out of view, one line each. It goes after six seconds; what went wrong stays until it is dismissed.
import { fields } from "./article.js";
import { hear, parse, part, words } from "./page.js";

const lasts = 6000;
const list = document.querySelector("[data-notices]");

export function notice(text, wrong = false) {
  if (!text || !list) return;
  const el = part("notice");
  el.classList.toggle("is-wrong", wrong);
  el.querySelector("[data-text]").textContent = text;
  el.querySelector("button").addEventListener("click", () => el.remove());
  list.append(el);
  if (!wrong) setTimeout(() => el.remove(), lasts);
}

hear("stream:notice", ({ data }) => notice(fields(data).text ?? fields(data).value));

// A fragment that htmx could not get: the page keeps what it has and says why.
document.addEventListener("htmx:responseError", (e) => {
  const { xhr, requestConfig } = e.detail;
  if (xhr.status === 401) return void location.assign(`/login?next=${encodeURIComponent(location.pathname)}`);
  if (requestConfig?.verb === "get" && requestConfig.triggeringEvent?.type !== "click") return; // it asks again by itself
  const page = parse(xhr.responseText);
  const text = page.querySelector("[data-error-text]")?.textContent.trim() || words("failed");
  const reference = page.querySelector("[data-error-reference]")?.textContent.trim();
  notice(reference ? `${text} (${reference})` : text, true);
});
document.addEventListener("htmx:sendError", (e) => { if (e.detail.requestConfig?.verb !== "get") notice(words("unsent"), true); });
