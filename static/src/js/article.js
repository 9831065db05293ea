// What one entry of a log says of itself in its opening tag; read as text, because a worker has no document.

// head reads the attributes of the first <article> of a message event.
export function head(html) {
  const tag = /<article\b[^>]*>/.exec(html)?.[0] ?? "";
  const read = (name) => new RegExp(`\\bdata-${name}="([^"]*)"`).exec(tag)?.[1] ?? "";
  return { room: read("room"), seq: Number(read("seq")), side: read("side"), kind: read("kind"), author: read("author") };
}

const entities = { "&lt;": "<", "&gt;": ">", "&amp;": "&", "&#39;": "'", "&#34;": '"', "&quot;": '"' };
const plain = (value) => value.replace(/&(?:lt|gt|amp|quot|#39|#34);/g, (e) => entities[e]);

// fields reads the data of an event that is state: JSON, a bare word or number, or an element with data-* attributes.
export function fields(data) {
  const text = String(data ?? "").trim();
  if (text.startsWith("{")) {
    try { return JSON.parse(text); } catch { return {}; }
  }
  if (text.startsWith("<")) {
    const out = {};
    const tag = /<[^>]*>/.exec(text)?.[0] ?? "";
    for (const [, name, value] of tag.matchAll(/\bdata-([a-z-]+)="([^"]*)"/g)) out[name] = plain(value);
    return out;
  }
  return { value: text };
}
