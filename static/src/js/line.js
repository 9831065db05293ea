// Line is the one stream that a browser has to the server. It runs in the shared worker, or in the page where there is none.
//
// It holds the cursor of what has come, asks for the rest at each new connection, notices a silence, and tells the server
// which messages of the other side have reached this browser. It counts what is unread between two badges of the server.
import { fields, head } from "./article.js";

const names = ["message", "snapshot", "typing", "read", "room", "presence", "queue", "rooms", "badge", "application", "notice", "end", "beat"];
const silence = 25000; // ms; the server beats every 15 s
const patience = 10000; // ms to get an answer at all
const delays = [300, 1000, 2000, 4000, 8000];

export class Line {
  constructor({ url, cursor, me }, told) {
    this.url = url;
    this.base = url.replace(/\/stream.*$/, "");
    this.side = this.base === "/client" ? "client" : "staff";
    this.cursor = cursor;
    this.me = me;
    this.told = told;
    this.state = { name: "retrying", fails: 0, unread: null };
    this.delivered = new Map();
    this.watch = setInterval(() => this.listen(), 5000);
    this.open();
  }

  open() {
    this.hangUp();
    if (this.state.name === "ended") return;
    const source = new EventSource(`${this.url}${this.url.includes("?") ? "&" : "?"}cursor=${encodeURIComponent(this.cursor)}`);
    this.source = source;
    this.heard = Date.now();
    source.onopen = () => this.live();
    source.onerror = () => { if (this.source === source) this.lost(); };
    for (const name of names) {
      source.addEventListener(name, (e) => { if (this.source === source) this.take(name, e); });
    }
  }

  take(name, e) {
    this.live();
    if (e.lastEventId) this.cursor = e.lastEventId;
    if (name === "beat") return;
    if (name === "end" && this.ends(e.data)) return;
    if (name === "message") this.count(head(e.data));
    if (name === "badge") this.unread(Number(fields(e.data).unread ?? fields(e.data).value));
    this.told({ type: "event", name, data: e.data, id: e.lastEventId, at: Date.now() });
  }

  // ends tells whether the session is over; a stream that ends for another reason comes back by its cursor.
  ends(data) {
    const { reason, value } = fields(data);
    const why = reason ?? value;
    if (!["session", "elsewhere", "logout", "ended"].includes(why)) {
      this.again(0);
      return true;
    }
    this.hangUp();
    this.state = { ...this.state, why };
    this.become("ended");
    return true;
  }

  live() {
    this.heard = Date.now();
    if (this.state.name === "live") return;
    this.state.fails = 0;
    this.become("live");
  }

  lost() {
    this.state.fails++;
    this.become(this.state.fails > 1 || this.away ? "lost" : "retrying");
    this.again(this.state.fails - 1);
  }

  again(n) {
    this.hangUp();
    const wait = delays[Math.min(n, delays.length - 1)] * (0.5 + Math.random());
    this.timer = setTimeout(() => this.open(), wait);
  }

  // listen runs every five seconds: a proxy may keep a dead stream open for ever.
  listen() {
    const quiet = Date.now() - this.heard;
    if (this.source && quiet > (this.source.readyState === EventSource.CONNECTING ? patience : silence)) this.lost();
  }

  // offline is what the browser says of its network; online asks again at once.
  offline() {
    this.away = true;
    this.hangUp();
    this.state.fails = Math.max(this.state.fails, 1);
    this.become("lost");
    this.again(delays.length - 1);
  }

  online() {
    this.away = false;
    if (this.state.name !== "ended" && this.state.name !== "live") this.open();
  }

  hangUp() {
    clearTimeout(this.timer);
    this.source?.close();
    this.source = null;
  }

  close() {
    this.hangUp();
    clearInterval(this.watch);
    this.told = () => {};
  }

  become(name) {
    this.state = { ...this.state, name };
    this.told({ type: "state", state: this.state });
  }

  unread(n) {
    if (!Number.isFinite(n)) return;
    this.state = { ...this.state, unread: n };
    this.told({ type: "state", state: this.state });
  }

  count({ room, seq, side, kind, author }) {
    if (!room || author === this.me || side === this.side) return;
    if (kind === "said" && this.state.unread !== null) this.unread(this.state.unread + 1);
    this.delivered.set(room, Math.max(seq, this.delivered.get(room) ?? 0));
    clearTimeout(this.telling);
    this.telling = setTimeout(() => this.tellDelivered(), 250);
  }

  tellDelivered() {
    for (const [room, seq] of this.delivered) {
      this.delivered.delete(room);
      fetch(`${this.base}/rooms/${room}/read`, {
        method: "POST", body: new URLSearchParams({ delivered: seq }), headers: { "HX-Request": "true" }, redirect: "error",
      }).catch(() => {}); // the next message says it again
    }
  }
}
