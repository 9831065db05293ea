// nav: a row of links that is wider than the screen begins with the current one in its middle.
import { ready } from "./page.js";

ready("nav [aria-current=page]", (link) => {
  const row = link.closest("nav");
  row.scrollLeft += link.getBoundingClientRect().left - row.getBoundingClientRect().left - (row.clientWidth - link.offsetWidth) / 2;
});
