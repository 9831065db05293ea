// form[data-composer]: the box to write in. It grows, keeps its draft on the device, sends on Enter, tells the other side that
// somebody is typing, and on the desk ("modes") switches between a reply and a private note.
import { keep, me, ready } from "./page.js";

const touch = matchMedia("(pointer: coarse)").matches;
const pingEvery = 2000;
const draftPrefix = `tm-draft:${me}:`;
if (me) keep.keys("tm-draft:").filter((id) => !id.startsWith(draftPrefix)).forEach(keep.drop); // somebody else's

// forget empties the device of drafts.
export const forget = () => keep.keys(draftPrefix).forEach(keep.drop);

ready("form[data-composer]", (form) => {
  const box = form.elements.body;
  const draft = () => `${draftPrefix}${form.dataset.outbox}${form.classList.contains("is-note") ? ":note" : ""}`;
  let pinged = 0;
  if (!box.value) box.value = keep.get(draft()) ?? "";
  grow(box);

  box.addEventListener("input", () => {
    if (box.value.trim()) keep.set(draft(), box.value);
    else keep.drop(draft());
    grow(box);
    kept(form, Boolean(box.value.trim()));
    if (box.value.trim() && !form.classList.contains("is-note") && Date.now() - pinged > pingEvery) {
      pinged = Date.now();
      const url = document.querySelector(`[data-thread="${CSS.escape(form.dataset.outbox)}"]`)?.dataset.typing;
      if (url) fetch(url, { method: "POST", headers: { "HX-Request": "true" } }).catch(() => {});
    }
  });
  form.addEventListener("submit", () => { pinged = 0; });
  box.addEventListener("keydown", (e) => {
    if (e.key !== "Enter" || e.isComposing || e.shiftKey || e.altKey) return;
    if (touch && !e.ctrlKey && !e.metaKey) return;
    e.preventDefault();
    form.requestSubmit(form.querySelector("[type=submit]:not([hidden])"));
  });
  if (form.dataset.composer === "modes") modes(form, box, draft);
  kept(form, Boolean(box.value.trim()));
});

function kept(form, yes) {
  const word = form.querySelector("[data-draft-kept]");
  if (word) word.hidden = !yes;
}

// grow is for browsers without field-sizing.
function grow(box) {
  if (CSS.supports("field-sizing", "content")) return;
  box.style.height = "auto";
  box.style.height = `${box.scrollHeight}px`;
}

function modes(form, box, draft) {
  const buttons = form.querySelectorAll("[data-mode]");
  const only = "notesOnly" in form.dataset;
  const set = (mode) => {
    const note = only || mode === "note";
    form.classList.toggle("is-note", note);
    buttons.forEach((b) => b.setAttribute("aria-pressed", String((b.dataset.mode === "note") === note)));
    box.setAttribute("aria-label", note ? box.dataset.labelNote : box.dataset.labelReply);
    const other = keep.get(draft());
    box.value = other ?? "";
    grow(box);
    kept(form, Boolean(box.value.trim()));
  };
  buttons.forEach((b) => b.addEventListener("click", () => {
    if (b.getAttribute("aria-pressed") !== "true") set(b.dataset.mode);
    box.focus();
  }));
  form.querySelectorAll("[data-send]").forEach((b) => { b.formNoValidate = true; });
}

// form[data-draft]: other forms whose words survive a reload. An answer that leads away ends the draft.
ready("form[data-draft]", (form) => {
  const name = `${draftPrefix}${form.dataset.draft}`;
  const fields = [...form.elements].filter((f) => f.name && f.type !== "hidden" && f.type !== "submit");
  try {
    const saved = JSON.parse(keep.get(name) ?? "{}");
    for (const f of fields) if (!f.value && saved[f.name]) f.value = saved[f.name];
  } catch { /* an old draft of another shape */ }
  form.addEventListener("input", () => keep.set(name, JSON.stringify(Object.fromEntries(fields.map((f) => [f.name, f.value])))));
  form.addEventListener("htmx:afterRequest", (e) => { if (e.detail.xhr.getResponseHeader("HX-Redirect")) keep.drop(name); });
});
