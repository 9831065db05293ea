// The shared worker: one stream for all tabs of a browser, because a browser opens six connections to a host at most. Tabs
// attach and detach; a tab that attaches gets what came since its page was asked for. Another session hangs up the line.
import { Line } from "./line.js";

const ports = new Set();
const recent = []; // events of the last two minutes, 500 at most
let line = null;
let session = "";
let idle = 0;

const replayed = new Set(["message", "read", "room", "presence", "queue", "rooms", "application", "notice"]);

function told(message) {
  if (message.type === "event" && replayed.has(message.name)) {
    recent.push(message);
    while (recent.length > 500 || recent[0]?.at < message.at - 120000) recent.shift();
  }
  for (const port of ports) port.postMessage(message);
}

function hangUp(why) {
  line?.close();
  line = null;
  recent.length = 0;
  for (const port of ports) port.postMessage({ type: why });
  ports.clear();
}

function attach(port, tab) {
  clearTimeout(idle);
  if (line && (tab.session !== session || tab.url !== line.url || line.state.name === "ended")) hangUp("replaced");
  ports.add(port);
  if (!line) {
    session = tab.session;
    line = new Line(tab, told);
    return;
  }
  port.postMessage({ type: "state", state: line.state, joined: true });
  for (const event of recent) if (event.at >= tab.since) port.postMessage(event);
}

function detach(port) {
  ports.delete(port);
  clearTimeout(idle);
  if (ports.size === 0) idle = setTimeout(() => { if (ports.size === 0) hangUp("replaced"); }, 5000);
}

self.onconnect = ({ ports: [port] }) => {
  port.onmessage = ({ data }) => {
    switch (data.type) {
      case "attach": return attach(port, data);
      case "detach": return detach(port);
      case "session": return void (data.session !== session && hangUp("replaced"));
      case "offline": return line?.offline();
      case "online": return line?.online();
    }
  };
};
