// While the pointer's button is down, what is under it stays: a click is lost when the element on which it began is replaced before
// it ends. A busy queue changes several times a second.

const longest = 2000; // milliseconds; who holds longer marks text
const after = 50; // milliseconds in which a touch becomes a click

let waiting = null; // while the button is down
let timer;

function release() {
  clearTimeout(timer);
  const steps = waiting ?? [];
  waiting = null;
  for (const step of steps) step();
}

addEventListener("pointerdown", () => {
  waiting ??= [];
  clearTimeout(timer);
  timer = setTimeout(release, longest);
}, true);

for (const end of ["pointerup", "pointercancel"]) {
  addEventListener(end, () => {
    clearTimeout(timer);
    timer = setTimeout(release, after);
  }, true);
}

// afterPress does a step at once or, with the steps before it, when the click is through.
export function afterPress(step) {
  if (waiting) waiting.push(step);
  else step();
}
