package live

import (
	"encoding/json"
	"fmt"
	"html"
	"log/slog"

	"telemark/app"
	"telemark/app/chat"
	"telemark/handlers/web"
)

// signal passes on what is no entry of the log: who is typing, how far somebody has read, who is here, that the room changed.
// Each is an empty element with data attributes and may be lost.
func (g *group) signal(e app.Event) {
	element, by, err := g.element(e)
	if err != nil {
		slog.Warn("live: a signal that is none", "name", e.Name, "error", err)
		return
	}
	if element == "" {
		return
	}
	event := web.Event(e.Name, "", []byte(element))
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, r := range g.readers {
		if r.user.id != by {
			r.signal(g, event)
		}
	}
}

// element makes the element of a signal and tells who doesn't get it, because they caused it.
func (g *group) element(e app.Event) (element, by string, err error) {
	switch e.Name {
	case "typing":
		var t chat.Typing
		err = json.Unmarshal(e.Data, &t)
		return attributes("room", g.id, "side", string(t.Side), "author", t.Author, "name", t.Name), t.Author, err
	case "read":
		var r chat.Reading
		err = json.Unmarshal(e.Data, &r)
		return attributes("room", g.id, "side", string(r.Side), "delivered", fmt.Sprint(r.Delivered), "seq", fmt.Sprint(r.Read)), "", err
	case "presence":
		var p Present
		if err = json.Unmarshal(e.Data, &p); err == nil && !p.Online && g.feed.connected(p.User) {
			g.feed.presence.here(p.User) // gone elsewhere, and still here
			return "", "", nil
		}
		return attributes("room", g.id, "user", p.User, "online", fmt.Sprint(p.Online)), p.User, err
	case "room":
		return roomElement(g.id), "", nil
	}
	return "", "", nil
}

func roomElement(room string) string { return attributes("room", room) }

// attributes make an empty element from pairs of a data attribute's name and its value.
func attributes(pairs ...string) string {
	b := []byte("<i")
	for i := 0; i+1 < len(pairs); i += 2 {
		b = append(b, " data-"+pairs[i]+`="`+html.EscapeString(pairs[i+1])+`"`...)
	}
	return string(append(b, "></i>"...))
}
