// [data-board]: arrow keys go from card to card ([data-card]), up and down in a column, left and right between columns.
// [data-calm]: a list that looks for itself again doesn't while something in it is chosen, or has the focus.
// [data-many]: how many are chosen stands in [data-picked]; [data-pick-all] chooses all of a page.
import { ready } from "./page.js";

const columns = (board) => [...board.querySelectorAll(".column")].map((c) => [...c.querySelectorAll("[data-card]")]).filter((c) => c.length);

document.addEventListener("keydown", (e) => {
  const board = e.target.closest?.("[data-board]");
  if (!board || !e.key.startsWith("Arrow") || e.target.matches("input, select, textarea")) return;
  const all = columns(board);
  if (!all.length) return;
  let x = all.findIndex((c) => c.some((card) => card === e.target || card.parentElement.contains(e.target)));
  let y = x < 0 ? 0 : all[x].findIndex((card) => card.parentElement.contains(e.target));
  if (x < 0) x = 0;
  else if (e.key === "ArrowLeft") x -= 1;
  else if (e.key === "ArrowRight") x += 1;
  else if (e.key === "ArrowUp") y -= 1;
  else y += 1;
  const column = all[Math.max(0, Math.min(x, all.length - 1))];
  column[Math.max(0, Math.min(y, column.length - 1))].focus();
  e.preventDefault();
});

document.addEventListener("htmx:beforeRequest", (e) => {
  const list = e.target;
  if (list.matches?.("[data-calm]") && (list.querySelector("input:checked") || list.contains(document.activeElement))) e.preventDefault();
});

ready("[data-pick-all]", (all) => {
  all.hidden = false;
  all.addEventListener("change", () => {
    for (const one of document.querySelectorAll('[data-many] input[name="id"]')) one.checked = all.checked;
  });
});

document.addEventListener("change", (e) => {
  const form = e.target.closest("[data-many]");
  const words = form?.querySelector("[data-picked]");
  if (!words) return;
  const n = form.querySelectorAll('input[name="id"]:checked').length;
  words.textContent = n ? `(${n})` : "";
});
