// form[data-writing]: a step of a draft. It saves itself a second after the last change, when it is left, and by Ctrl+S; the answer is
// the panel beside it (#aside), from which old values ([data-changed]) and errors ([data-wrong]) are marked at the fields
// ([data-entry]) without touching what stands in them. What could not be saved is kept on the device until it is, and a page that
// comes back with it takes it in again. [data-act]: a button that adds or takes away; it saves the step first.
// form[data-conflict]: [data-all-of] chooses one side everywhere.
import { keep, parse, ready, words } from "./page.js";

const pause = 1000;
const patience = 8000; // with a line that says nothing
const again = 3000; // after it failed
let form, timer, sent, running;

const key = () => `tm-draft-${form.dataset.slug}-${form.dataset.step}`;
const state = () => new URLSearchParams(new FormData(form)).toString();
const without = (text) => { const q = new URLSearchParams(text); q.delete("revision"); return q.toString(); };
const dirty = () => without(state()) !== sent;

function line(name) {
  const el = form.querySelector("[data-draft-line]");
  el.hidden = !name;
  el.textContent = name ? words(name) : "";
}

function soon() {
  clearTimeout(timer);
  if (form.dataset.state === "collided") return; // until it is settled
  form.dataset.state = "typing";
  timer = setTimeout(save, pause);
}

// save sends the step; of several at once the last one counts.
async function save() {
  clearTimeout(timer);
  if (!form || running || form.dataset.state === "collided") return running;
  if (!dirty()) {
    if (form.dataset.state === "typing") form.dataset.state = "saved"; // typed back to what it was
    return;
  }
  const body = state();
  keep.set(key(), body);
  running = post(body).finally(() => { running = null; });
  await running;
  if (form.dataset.state === "typing") soon();
}

async function post(body) {
  let answer;
  try {
    answer = await fetch(form.action, {
      method: "POST", body, keepalive: body.length < 60_000, signal: AbortSignal.timeout(patience),
      headers: { "Content-Type": "application/x-www-form-urlencoded", "HX-Request": "true", "Telemark-Autosave": "1" },
    });
  } catch {
    form.dataset.state = "lost";
    line("draft-lost");
    timer = setTimeout(save, again);
    return;
  }
  const page = parse(await answer.text());
  if (answer.status === 401) return void location.assign(`/login?next=${encodeURIComponent(location.pathname)}`);
  if (answer.status === 409 && page.querySelector("[data-collided]")) return collided(page);
  if (answer.status !== 200) {
    form.dataset.state = "lost";
    return line("draft-kept");
  }
  take(page, body);
}

function take(page, body) {
  const aside = page.querySelector("#aside");
  if (!aside) return line("draft-kept");
  if ("merged" in aside.dataset) {
    keep.drop(key());
    sent = without(state());
    return void location.reload();
  }
  form.querySelector("[data-revision]").value = aside.dataset.revisionNow;
  document.querySelector("#aside")?.replaceWith(aside);
  marks(aside);
  sent = without(body);
  form.dataset.state = dirty() ? "typing" : "saved";
  if ("refused" in aside.dataset) line("draft-refused"); // it stays on this device and in its field
  else { keep.drop(key()); line(""); }
}

function collided(page) {
  form.dataset.state = "collided";
  document.querySelector("#aside")?.replaceWith(page.querySelector("#aside"));
  document.querySelector("#aside button")?.focus();
}

// marks shows at the fields what the panel says of them.
function marks(aside) {
  const old = new Map([...aside.querySelectorAll("[data-changed]")].map((el) => [el.dataset.changed, el.dataset.old]));
  const wrong = new Map([...aside.querySelectorAll("[data-wrong]")].map((el) => [el.dataset.wrong, el.querySelector("span").textContent]));
  for (const el of form.querySelectorAll("[data-entry]")) {
    const [was, error] = [old.get(el.dataset.entry), wrong.get(el.dataset.entry)];
    const field = el.matches("input") ? el : el.querySelector("input, textarea, select");
    el.classList.toggle("is-wrong", error !== undefined && el.matches("td, input"));
    if (el.matches("td")) el.classList.toggle("is-changed", was !== undefined && error === undefined);
    if (field) {
      if (error === undefined) field.removeAttribute("aria-invalid");
      else field.setAttribute("aria-invalid", "true");
      field.classList.toggle("is-invalid", error !== undefined && field.matches(".form-control, .form-select"));
      if (el.matches("td, input")) field.title = error ?? (was === undefined ? "" : `${words("draft-was")} ${was || "–"}`);
    }
    const text = el.querySelector(".invalid-feedback");
    if (text) text.textContent = error ?? "";
  }
}

// restore takes in what an earlier page could not save.
function restore() {
  const kept = keep.get(key());
  if (!kept) return;
  const q = new URLSearchParams(kept);
  if (q.get("revision") !== form.querySelector("[data-revision]").value) return keep.drop(key());
  for (const field of form.elements) {
    if (!field.name || !q.has(field.name) && field.type !== "checkbox") continue;
    if (field.type === "checkbox") field.checked = q.getAll(field.name).includes(field.value);
    else if (field.type !== "submit") field.value = q.get(field.name);
  }
  if (dirty()) {
    line("draft-kept");
    soon();
  }
}

ready("form[data-writing]", (el) => {
  form = el;
  sent = without(state());
  restore();
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  form.addEventListener("submit", (e) => {
    const act = e.submitter?.closest("[data-act]");
    if (form.dataset.state === "collided") return void keep.drop(key()); // the page of the conflict
    e.preventDefault();
    if (!act) return void save();
    act.classList.add("htmx-request");
    change(act);
  });
});

// change saves the step, has the server add or take away, and shows the step again where it was.
async function change(button) {
  await save();
  await running;
  if (form.dataset.state === "lost" || form.dataset.state === "collided") return button.classList.remove("htmx-request");
  const body = new URLSearchParams(new FormData(form));
  body.set(button.name, button.value);
  try {
    const answer = await fetch(form.action, { method: "POST", body, headers: { "HX-Request": "true" } });
    const page = parse(await answer.text());
    const step = page.querySelector("#step");
    if (!step) return line("draft-kept");
    keep.drop(key());
    document.querySelector("#step").replaceWith(step);
    document.dispatchEvent(new CustomEvent("htmx:load", { detail: { elt: step } }));
    step.dispatchEvent(new CustomEvent("htmx:load", { bubbles: true }));
    step.querySelector(`[value="${CSS.escape(button.value)}"]`)?.focus();
  } catch {
    button.classList.remove("htmx-request");
    line("draft-lost");
  }
}

document.addEventListener("keydown", (e) => {
  if (!(e.ctrlKey || e.metaKey) || e.code !== "KeyS" || !form?.isConnected) return;
  e.preventDefault();
  save();
});
addEventListener("online", () => form?.isConnected && save());
addEventListener("pagehide", () => form?.isConnected && dirty() && save());
document.addEventListener("visibilitychange", () => document.hidden && form?.isConnected && save());
addEventListener("beforeunload", (e) => {
  if (form?.isConnected && dirty() && form.dataset.state === "lost") e.preventDefault();
});

ready("[data-conflict]", (el) => el.addEventListener("click", (e) => {
  const side = e.target.closest("[data-all-of]")?.dataset.allOf;
  if (side) for (const radio of el.querySelectorAll(`input[type=radio][value=${side}]`)) radio.checked = true;
}));
