// [data-typing-line]: who is typing, for four seconds after the last word of it.
import { fields } from "./article.js";
import { hear, me } from "./page.js";

const lasts = 4000;
let timer;

const lineOf = (room) => {
  const thread = room ? document.querySelector(`[data-thread="${CSS.escape(room)}"]`) : document.querySelector("[data-thread]");
  return thread?.closest("[data-talk]")?.querySelector("[data-typing-who]");
};

hear("stream:typing", ({ data }) => {
  const { room, author, name } = fields(data);
  const line = lineOf(room);
  if (!line || author === me) return;
  line.querySelector("[data-name]").textContent = name ?? "";
  line.hidden = false;
  line.dataset.author = author;
  clearTimeout(timer);
  timer = setTimeout(() => { line.hidden = true; }, lasts);
});

// Their message has come: they are not typing any more.
hear("article", ({ article, thread }) => {
  const line = thread && lineOf(article.dataset.room);
  if (line && line.dataset.author === article.dataset.author) line.hidden = true;
});
