// <time datetime>: times of the server, in UTC, put into the reader's zone; the cookie tz lets the next page come in it.
import { hear, lang, ready } from "./page.js";

const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
const locale = lang === "ru" ? "ru-RU" : "en-GB";
const hours = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const days = new Intl.DateTimeFormat(locale, { day: "numeric", month: "long" });
const years = new Intl.DateTimeFormat(locale, { day: "numeric", month: "long", year: "numeric" });

if (zone && !document.cookie.includes(`tz=${encodeURIComponent(zone)}`)) {
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `tz=${encodeURIComponent(zone)}; path=/; max-age=31536000; samesite=lax${secure}`;
}

export const clock = (date) => hours.format(date);

// dayKey tells days of the reader's zone apart.
export const dayKey = (date) => `${date.getFullYear()}-${date.getMonth()}-${date.getDate()}`;

export function day(date) {
  const text = (date.getFullYear() === new Date().getFullYear() ? days : years).format(date);
  return text.replace(/ /g, "\u00a0");
}

export const stamp = (date) => (dayKey(date) === dayKey(new Date()) ? clock(date) : `${day(date)}, ${clock(date)}`);

// show writes one <time> in the form that its attributes ask for: data-stamp date and time, data-day-only a date, else the hour.
export function show(time) {
  const date = new Date(time.dateTime);
  if (Number.isNaN(date.getTime())) return;
  time.textContent = "stamp" in time.dataset ? stamp(date) : "dayOnly" in time.dataset ? day(date) : clock(date);
  time.title = `${day(date)}, ${clock(date)}`;
}

ready("time[datetime]", (time) => { if (!time.closest("[data-day]")) show(time); });
hear("midnight", () => document.querySelectorAll("time[data-stamp]").forEach(show));

let today = dayKey(new Date());
setInterval(() => {
  if (dayKey(new Date()) === today) return;
  today = dayKey(new Date());
  document.dispatchEvent(new CustomEvent("midnight"));
}, 30000);
