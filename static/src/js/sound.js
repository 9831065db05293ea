// [data-mute]: a short tone for a message that nobody sees, and for a new client in the queue. On or off is kept per device. Of
// several tabs one sounds; a tab in which the message is on screen keeps them all quiet.
import { hear, keep, me, parse, ready, side } from "./page.js";

const key = "tm-mute";
const on = () => keep.get(key) !== "1";
let context;

// Browsers let a page sound only after its reader has pressed something.
for (const name of ["pointerdown", "keydown"]) {
  addEventListener(name, () => {
    context ??= new AudioContext();
    context.resume();
  }, { once: true, capture: true });
}

function beep(hz) {
  if (context?.state !== "running") return;
  const [tone, volume] = [context.createOscillator(), context.createGain()];
  tone.frequency.value = hz;
  volume.gain.setValueAtTime(0.0001, context.currentTime);
  volume.gain.exponentialRampToValueAtTime(0.12, context.currentTime + 0.02);
  volume.gain.exponentialRampToValueAtTime(0.0001, context.currentTime + 0.28);
  tone.connect(volume).connect(context.destination);
  tone.start();
  tone.stop(context.currentTime + 0.3);
}

function once(seen, hz) {
  const hold = (lock) => lock && new Promise((done) => {
    if (!seen && on()) beep(hz);
    setTimeout(done, 1000);
  });
  if (!navigator.locks) return void hold(true);
  setTimeout(() => navigator.locks.request("tm-sound", { ifAvailable: true }, hold), seen ? 0 : 150);
}

hear("article", ({ article, seen }) => {
  const { kind, author } = article.dataset;
  if (kind !== "said" || author === me || article.dataset.side === side) return;
  if (Date.now() - Date.parse(article.querySelector("time")?.dateTime) > 60000) return; // caught up, not new
  once(seen, 660);
});

const roomsIn = (root) => new Set([...root.querySelectorAll("[data-row]")].map((row) => row.dataset.row));
const queue = document.getElementById("queue");
let waiting = queue && roomsIn(queue);
hear("stream:queue", ({ data }) => {
  const rooms = roomsIn(parse(data));
  if (waiting && [...rooms].some((room) => !waiting.has(room))) once(false, 880);
  waiting = rooms;
});

ready("[data-mute]", (button) => {
  const state = button.querySelector("[data-state]");
  const show = () => {
    button.setAttribute("aria-pressed", String(on()));
    state.textContent = on() ? state.dataset.textOn : state.dataset.textOff;
  };
  button.addEventListener("click", () => {
    if (on()) keep.set(key, "1");
    else {
      keep.drop(key);
      beep(660);
    }
    show();
  });
  show();
});
