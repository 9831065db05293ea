// [data-stream] with sse-connect: the page's stream. htmx gets an EventSource that is fed by the shared worker's one, or where
// there is none by a line of this tab, which hangs up while the tab is hidden. Every event is also told to the page as
// "stream:<name>".
import htmx from "./htmx.js";
import { Line } from "./line.js";
import { keep, me, session, tell, worker } from "./page.js";
import { afterPress } from "./press.js";

const flag = "tm-stream"; // which session the worker's stream was opened for

// Feed looks like an EventSource to htmx's extension. It is never CLOSED while the page lives: the line reconnects by itself.
class Feed extends EventTarget {
  constructor(url) {
    super();
    this.url = url;
    this.readyState = EventSource.CONNECTING;
  }

  give(message) {
    if (message.type === "state") return this.state(message);
    if (message.type !== "event") return tell(`stream:${message.type}`);
    const event = new MessageEvent(message.name, { data: message.data, lastEventId: message.id });
    this.dispatchEvent(event);
    tell(`stream:${message.name}`, { data: message.data, id: message.id });
  }

  state({ state, joined }) {
    if (state.name === "live" && this.readyState !== EventSource.OPEN) {
      this.readyState = EventSource.OPEN;
      this.onopen?.(new Event("open"));
    }
    tell("stream:state", { ...state, joined: Boolean(joined) });
  }

  close() {
    this.readyState = EventSource.CLOSED;
    this.leave?.();
  }
}

function byWorker(feed, options) {
  const { port } = new SharedWorker(worker, { name: "telemark" });
  const attach = (since) => port.postMessage({ type: "attach", since, session, ...options });
  port.onmessage = ({ data }) => afterPress(() => feed.give(data));
  feed.leave = () => port.postMessage({ type: "detach" });
  feed.say = (type) => port.postMessage({ type });
  attach(performance.timeOrigin);
  addEventListener("pagehide", () => { feed.leave(); feed.hiddenAt = Date.now(); });
  addEventListener("pageshow", (e) => { if (e.persisted) attach(feed.hiddenAt); });
}

function byTab(feed, options) {
  let line = null;
  const told = (message) => afterPress(() => feed.give(message));
  const open = () => { line ??= new Line(options, told); };
  const shut = () => {
    options = { ...options, cursor: line?.cursor ?? options.cursor };
    line?.close();
    line = null;
  };
  feed.leave = shut;
  feed.say = (type) => line?.[type]();
  document.addEventListener("visibilitychange", () => (document.hidden ? shut() : open()));
  addEventListener("pagehide", shut);
  addEventListener("pageshow", (e) => { if (e.persisted) open(); });
  if (!document.hidden) open();
}

htmx.createEventSource = (url) => {
  const cursor = document.querySelector("[data-stream]")?.dataset.cursor ?? "";
  const feed = new Feed(url);
  const options = { url, cursor, me };
  try {
    byWorker(feed, options);
    keep.set(flag, session);
  } catch {
    byTab(feed, options);
  }
  const say = (type) => () => feed.say(type);
  addEventListener("offline", say("offline"));
  addEventListener("online", say("online"));
  document.addEventListener("stream:retry", say("online"));
  document.addEventListener("poll:works", say("online")); // the server answers: the stream may come again
  if (navigator.onLine === false) feed.say("offline");
  return feed;
};

// A page of another session, or of none, ends the stream that the worker may still hold for the one before.
if (keep.get(flag) !== null && keep.get(flag) !== session && "SharedWorker" in window) {
  keep.drop(flag);
  new SharedWorker(worker, { name: "telemark" }).port.postMessage({ type: "session", session });
}

// An event that carries one element replaces that element only: the head of another room is not this page's.
document.addEventListener("htmx:sseBeforeMessage", (e) => {
  const id = /^\s*<[a-z]+[^>]*\bid="([^"]+)"/.exec(e.detail?.data ?? "")?.[1];
  if (id && e.target.id && id !== e.target.id) e.preventDefault();
});
