// form[data-upload]: files that are chosen, photographed or dropped on [data-drop] go one after another, each with its progress, and
// can be cancelled and tried again. A file that is dropped beside its place doesn't take the page away. The form itself works without this.
import htmx from "./htmx.js";
import { parse, part, ready, words } from "./page.js";

const rows = new Set(); // of files that are not done: they outlive the swap of the list around them
let queue = Promise.resolve();

ready("form[data-upload]", (form) => {
  const paper = form.elements.paper.value;
  const list = form.querySelector("[data-uploads]");
  for (const row of rows) if (row.dataset.paper === paper && row.dataset.url === form.action) list.append(row);
  for (const input of form.querySelectorAll("input[type=file]")) {
    input.addEventListener("change", () => {
      for (const file of input.files) add(form, file);
      input.value = "";
    });
  }
  const zone = form.closest("[data-drop]");
  const over = (yes) => zone?.classList.toggle("is-over", yes);
  zone?.addEventListener("dragover", (e) => {
    if (!e.dataTransfer.types.includes("Files")) return;
    e.preventDefault();
    over(true);
  });
  zone?.addEventListener("dragleave", (e) => { if (!zone.contains(e.relatedTarget)) over(false); });
  zone?.addEventListener("drop", (e) => {
    e.preventDefault();
    over(false);
    for (const file of e.dataTransfer.files) add(form, file);
  });
});

for (const event of ["dragover", "drop"]) {
  document.addEventListener(event, (e) => {
    if (e.dataTransfer?.types.includes("Files") && document.querySelector("[data-drop]")) e.preventDefault();
  });
}

function add(form, file) {
  const row = part("upload-row");
  const most = Number(form.closest("[data-max]").dataset.max) << 20;
  row.dataset.paper = form.elements.paper.value;
  row.dataset.url = form.action;
  row.querySelector(".upload-name").textContent = file.name;
  row.querySelector("progress").setAttribute("aria-label", file.name);
  form.querySelector("[data-uploads]").append(row);
  rows.add(row);
  const state = { row, file, url: form.action, paper: row.dataset.paper };
  row.querySelector("[data-cancel]").addEventListener("click", () => {
    state.gone = true;
    state.xhr?.abort();
    rows.delete(row);
    row.remove();
  });
  row.querySelector("[data-retry]").addEventListener("click", () => enqueue(state));
  if (file.size > most) fail(state, words("upload-large"));
  else enqueue(state);
}

function enqueue(state) {
  state.row.classList.remove("is-wrong");
  state.row.querySelector("[data-retry]").hidden = true;
  state.row.querySelector("progress").value = 0;
  say(state, words("upload-waiting"));
  queue = queue.then(() => (state.gone ? null : send(state)));
}

function send(state) {
  return new Promise((done) => {
    const xhr = new XMLHttpRequest();
    state.xhr = xhr;
    const bar = state.row.querySelector("progress");
    const form = new FormData(); // the paper goes first: the server reads the parts in their order
    form.append("paper", state.paper);
    form.append("file", state.file);
    xhr.upload.addEventListener("progress", (e) => {
      if (!e.lengthComputable) return;
      const percent = Math.floor((100 * e.loaded) / e.total);
      const step = Math.floor(percent / 25) !== Math.floor(bar.value / 25);
      bar.value = percent;
      state.row.querySelector(".upload-said").textContent = percent < 100 ? `${percent} %` : words("upload-checking");
      if (step) announce(`${state.file.name}: ${percent < 100 ? `${percent} %` : words("upload-checking")}`);
    });
    xhr.addEventListener("load", () => finish(state, xhr));
    xhr.addEventListener("error", () => fail(state, words("upload-failed"), true));
    xhr.addEventListener("loadend", () => { state.xhr = null; done(); });
    xhr.open("POST", state.url);
    xhr.setRequestHeader("HX-Request", "true");
    xhr.send(form);
  });
}

function finish(state, xhr) {
  const to = xhr.getResponseHeader("HX-Redirect");
  if (to) { location.assign(to); return; }
  const answer = parse(xhr.responseText);
  if (xhr.status === 200) {
    rows.delete(state.row);
    state.row.remove();
    swap(answer.querySelector("#documents"));
    announce(`${state.file.name}: ${words("upload-done")}`);
    return;
  }
  const reason = answer.querySelector("[data-upload-error] > span") ?? answer.querySelector("[data-error-text]");
  fail(state, reason?.textContent.trim() || words("upload-failed"), xhr.status !== 422);
}

function swap(fresh) {
  const old = document.getElementById("documents");
  if (!fresh || !old) return;
  old.replaceWith(fresh);
  htmx.process(fresh);
  fresh.dispatchEvent(new CustomEvent("htmx:load", { bubbles: true }));
}

function fail(state, text, again) {
  state.row.classList.add("is-wrong");
  state.row.querySelector("[data-retry]").hidden = !again;
  say(state, text);
}

function say(state, text) {
  state.row.querySelector(".upload-said").textContent = text;
  announce(`${state.file.name}: ${text}`);
}

function announce(text) {
  const place = document.querySelector("[data-upload-said]");
  if (place) place.textContent = text;
}
