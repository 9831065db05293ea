// table[data-grid]: cells ([data-cell]) that are typed in as in a spreadsheet. Arrows, Enter and Tab move; Shift with an arrow marks a
// block from the cell where it began; Ctrl+C copies the block with tabs and line breaks, Ctrl+V puts one in from the cell on; Esc
// gives a cell back what it had. A cell that has the focus is marked whole, so that typing overwrites it.
import { lang, ready } from "./page.js";

const cellsOf = (table) => [...table.querySelectorAll("[data-grid-row]")].map((row) => [...row.querySelectorAll("[data-cell]")]);

function placeOf(rows, cell) {
  const row = rows.findIndex((r) => r.includes(cell));
  return [row, row < 0 ? -1 : rows[row].indexOf(cell)];
}

// change writes into a cell as typing does.
function change(cell, text) {
  if (cell.value === text) return;
  cell.value = text;
  cell.dispatchEvent(new Event("input", { bubbles: true }));
}

// tidy writes a rate as the page does: two decimals at least, with the language's point.
function tidy(text) {
  const rate = /^(\d{1,4})(?:[.,](\d{1,4}))?\s*%?$/.exec(text.trim());
  if (text.trim() === "") return "–";
  return rate ? `${rate[1]}${lang === "ru" ? "," : "."}${(rate[2] ?? "").padEnd(2, "0")}` : text;
}

ready("table[data-grid]", (table) => {
  let anchor; // where a marked block begins
  let before = ""; // of the cell that has the focus
  const at = (row, column) => cellsOf(table)[row]?.[column];
  const marked = () => [...table.querySelectorAll("td.is-marked [data-cell]")];

  function go(row, column) {
    const cell = at(row, column);
    if (!cell) return false;
    cell.focus();
    return true;
  }

  function mark(to) {
    const rows = cellsOf(table);
    for (const td of table.querySelectorAll("td.is-marked")) td.classList.remove("is-marked");
    if (!anchor || !to || anchor === to) return;
    const [[r1, c1], [r2, c2]] = [placeOf(rows, anchor), placeOf(rows, to)];
    for (let r = Math.min(r1, r2); r <= Math.max(r1, r2); r++)
      for (let c = Math.min(c1, c2); c <= Math.max(c1, c2); c++) rows[r][c].closest("td").classList.add("is-marked");
  }

  table.addEventListener("focusin", (e) => {
    if (!e.target.matches("[data-cell]")) return;
    before = e.target.value;
    e.target.select();
    if (!table.dataset.marking) {
      anchor = e.target;
      mark(e.target);
    }
  });

  table.addEventListener("focusout", (e) => {
    if (e.target.matches("[data-cell]") && e.target.value !== before) e.target.value = tidy(e.target.value);
  });

  const steps = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
  table.addEventListener("keydown", (e) => {
    const cell = e.target.closest("[data-cell]");
    if (!cell || e.ctrlKey || e.metaKey || e.altKey || e.isComposing) return;
    const [row, column] = placeOf(cellsOf(table), cell);
    const typing = cell.value !== before && !(cell.selectionStart === 0 && cell.selectionEnd === cell.value.length);
    if (e.key === "Escape") {
      e.preventDefault();
      change(cell, before);
      return cell.select();
    }
    if (e.key === "Enter") {
      e.preventDefault();
      if (!go(row + (e.shiftKey ? -1 : 1), column)) { before = cell.value; cell.select(); }
      return;
    }
    if (e.key === "Delete" && (marked().length || !typing)) {
      e.preventDefault();
      for (const one of marked().length ? marked() : [cell]) change(one, "–");
      return;
    }
    const step = steps[e.key];
    if (!step || (typing && step[0] === 0 && !e.shiftKey)) return;
    e.preventDefault();
    if (e.shiftKey) table.dataset.marking = "1";
    go(row + step[0], column + step[1]);
    delete table.dataset.marking;
    if (e.shiftKey) mark(document.activeElement);
  });

  table.addEventListener("copy", (e) => {
    const cells = marked();
    if (!cells.length) return;
    e.preventDefault();
    const rows = cellsOf(table).map((r) => r.filter((c) => cells.includes(c)).map((c) => c.value)).filter((r) => r.length);
    e.clipboardData.setData("text/plain", rows.map((r) => r.join("\t")).join("\n"));
  });

  table.addEventListener("paste", (e) => {
    const cell = e.target.closest("[data-cell]");
    const text = e.clipboardData.getData("text/plain").replace(/\r\n?/g, "\n").replace(/\n$/, "");
    if (!cell || !/[\t\n]/.test(text)) return;
    e.preventDefault();
    const rows = cellsOf(table);
    const from = placeOf(rows, marked().length ? marked()[0] : cell);
    text.split("\n").forEach((line, r) => line.split("\t").forEach((value, c) => {
      const to = rows[from[0] + r]?.[from[1] + c];
      if (to) change(to, tidy(value));
    }));
    before = cell.value;
    cell.select();
  });
});
