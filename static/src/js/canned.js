// [data-canned-texts]: typing "/" at the start of a reply lists the bank's texts, filled in for this talk. Arrows choose, Enter or a press
// puts the text into the box, to be read and sent like any other; Escape goes back to what was typed.
import { ready } from "./page.js";

const pause = 120;

ready("[data-canned-texts]", (list) => {
  const box = list.closest("form").elements.body;
  let timer, asked = 0;
  const options = () => [...list.querySelectorAll("[role=option]")];
  const chosen = () => options().find((o) => o.getAttribute("aria-selected") === "true");

  const close = () => {
    clearTimeout(timer);
    asked += 1;
    list.hidden = true;
    box.removeAttribute("aria-activedescendant");
    box.setAttribute("aria-expanded", "false");
  };
  const choose = (option) => {
    options().forEach((o) => o.setAttribute("aria-selected", String(o === option)));
    if (!option) return;
    box.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  };
  const put = (option) => {
    close();
    box.value = option.dataset.canned;
    box.dispatchEvent(new Event("input", { bubbles: true }));
    box.focus();
  };
  const look = async () => {
    const mine = (asked += 1);
    const answer = await fetch(`${list.dataset.cannedTexts}?q=${encodeURIComponent(box.value)}`, { headers: { "HX-Request": "true" } }).catch(() => null);
    if (!answer?.ok || mine !== asked) return;
    list.innerHTML = await answer.text();
    list.hidden = false;
    box.setAttribute("aria-expanded", "true");
    choose(options()[0]);
  };

  box.addEventListener("input", () => {
    if (!/^\/\S*$/.test(box.value)) return close();
    clearTimeout(timer);
    timer = setTimeout(look, pause);
  });
  box.addEventListener("keydown", (e) => {
    if (list.hidden) return;
    const all = options();
    const step = { ArrowDown: 1, ArrowUp: -1 }[e.key];
    if (step && all.length) choose(all[(all.indexOf(chosen()) + step + all.length) % all.length]);
    else if (e.key === "Escape") close();
    else if ((e.key === "Enter" || e.key === "Tab") && chosen()) put(chosen());
    else return;
    e.preventDefault();
    e.stopImmediatePropagation();
  }, { capture: true });
  box.addEventListener("blur", () => setTimeout(close, 200));
  list.addEventListener("mousedown", (e) => {
    const option = e.target.closest("[role=option]");
    if (!option) return;
    e.preventDefault();
    put(option);
  });
});
