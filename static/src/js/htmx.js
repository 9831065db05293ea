// hx-*, sse-*: htmx and its extension for event streams.
import htmx from "htmx.org";
import "htmx-ext-sse";

export default htmx;
