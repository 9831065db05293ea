// [data-theme-choice], [data-theme-turn]: light, dark, or what the device has. The server sets the attribute from the cookie, so
// that no page flashes; without a cookie the stylesheet follows the device.
import { ready } from "./page.js";

const root = document.documentElement;

function choose(theme) {
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `theme=${theme}; path=/; max-age=${theme ? 31536000 : 0}; samesite=lax${secure}`;
  if (theme) root.dataset.bsTheme = theme;
  else delete root.dataset.bsTheme;
  document.querySelector('meta[name="color-scheme"]')?.setAttribute("content", theme || "light dark");
}

ready("[data-theme-choice]", (form) => {
  form.addEventListener("submit", (e) => e.preventDefault());
  form.addEventListener("click", (e) => {
    const button = e.target.closest("button[name=theme]");
    if (!button) return;
    e.preventDefault();
    choose(button.value);
    form.querySelectorAll("button[name=theme]").forEach((b) => b.setAttribute("aria-pressed", String(b === button)));
  });
});

ready("[data-theme-turn]", (button) => button.addEventListener("click", () => {
  const dark = root.dataset.bsTheme ? root.dataset.bsTheme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  choose(dark ? "light" : "dark");
}));
