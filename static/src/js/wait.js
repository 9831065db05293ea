// [data-since]: a wait that ticks, one with data-long in minutes, hours and days; its colour against the goal of data-goal seconds, or of the desk's: calm, due in the last third,
// late.
import { hear, lang } from "./page.js";

function shown(seconds) {
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const two = (n) => String(n).padStart(2, "0");
  return h ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

// long says an age as the server does.
const long = (() => {
  const unit = (unit, unitDisplay) => new Intl.NumberFormat(lang === "ru" ? "ru-RU" : "en-US", { style: "unit", unit, unitDisplay });
  const [minutes, hours, days] = [unit("minute", "short"), unit("hour", "short"), unit("day", "long")];
  return (seconds) => {
    if (seconds < 3600) return minutes.format(Math.floor(seconds / 60));
    return seconds < 48 * 3600 ? hours.format(Math.floor(seconds / 3600)) : days.format(Math.floor(seconds / 86400));
  };
})();

function tick() {
  const desk = Number(document.querySelector("[data-goal]")?.dataset.goal ?? 0);
  for (const wait of document.querySelectorAll("[data-since]:not([hidden])")) {
    const seconds = Math.max(0, Math.floor((Date.now() - Date.parse(wait.dataset.since)) / 1000));
    const ages = "long" in wait.dataset;
    const goal = Number(wait.dataset.goal ?? (ages ? Infinity : desk));
    const text = ages ? long(seconds) : shown(seconds);
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

if (document.querySelector("[data-desk], [data-long]")) {
  tick();
  setInterval(tick, 1000);
  document.addEventListener("htmx:load", tick);
  hear("article", () => queueMicrotask(tick));
}
