// [data-since]: a wait that ticks; its colour against the goal of data-goal seconds, or of the desk's: calm, due in the last third,
// late.
import { hear } from "./page.js";

function shown(seconds) {
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const two = (n) => String(n).padStart(2, "0");
  return h ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

function tick() {
  const desk = Number(document.querySelector("[data-goal]")?.dataset.goal ?? 0);
  for (const wait of document.querySelectorAll("[data-since]:not([hidden])")) {
    const seconds = Math.max(0, Math.floor((Date.now() - Date.parse(wait.dataset.since)) / 1000));
    const goal = Number(wait.dataset.goal ?? desk);
    const text = shown(seconds);
    const face = wait.querySelector("[data-clock]");
    if (face && face.textContent !== text) face.textContent = text;
    wait.classList.toggle("is-late", seconds >= goal);
    wait.classList.toggle("is-due", seconds >= (goal * 2) / 3 && seconds < goal);
  }
  for (const late of document.querySelectorAll("[data-late]")) {
    const n = late.closest("#queue")?.querySelectorAll(".wait.is-late").length ?? 0;
    late.hidden = n === 0;
    late.querySelector("b").textContent = n;
  }
}

if (document.querySelector("[data-desk]")) {
  tick();
  setInterval(tick, 1000);
  document.addEventListener("htmx:load", tick);
  hear("article", () => queueMicrotask(tick));
}
