package live

import (
	"encoding/json"
	"slices"
	"sync"

	"telemark/app"
	"telemark/app/chat"
	"telemark/app/hub"
	"telemark/handlers/web"
)

// user is somebody with streams in this process; what their own bell says concerns all of them.
type user struct {
	feed *Feed
	id   string
	name string
	role app.Role

	mu      sync.Mutex
	readers []*reader
}

func newUser(f *Feed, actor app.Actor) *user {
	return &user{feed: f, id: actor.ID, name: actor.Name, role: actor.Role}
}

// Deliver hears the user's bell.
func (u *user) Deliver(e app.Event) {
	switch e.Name {
	case "rooms":
		var m chat.Membership
		if err := json.Unmarshal(e.Data, &m); err != nil {
			m = chat.Membership{} // look at all of them
		}
		u.each(func(r *reader) { r.membership(m) })
	case "badge":
		u.each(func(r *reader) { r.changed(stateBadge) })
	case "application":
		u.passOn(e)
	case "end":
		var ended struct {
			Sessions []string
			Why      string
		}
		if err := json.Unmarshal(e.Data, &ended); err == nil {
			u.end(ended.Sessions, ended.Why)
		}
	case hub.Resync:
		u.each(func(r *reader) { r.membership(chat.Membership{}) })
		u.passOn(app.Event{Name: "application"}) // any of them may have changed unheard
		u.feed.lookSoon()
	}
}

// passOn tells the user's pages that one of their applications has changed: an empty element that names it, or none when it isn't
// known which. It may be lost; a page that follows an application asks for itself again after a cut.
func (u *user) passOn(e app.Event) {
	var changed struct{ ID string }
	_ = json.Unmarshal(e.Data, &changed) // what can't be read names none
	event := web.Event(e.Name, "", []byte(attributes("application", changed.ID)))
	u.each(func(r *reader) { _ = r.stream.Write(event) }) // a stream that fails closes itself
}

// end closes the streams of sessions that have ended.
func (u *user) end(sessions []string, why string) {
	if why != web.EndElsewhere {
		why = web.EndSession
	}
	u.each(func(r *reader) {
		if slices.Contains(sessions, r.session) {
			r.stream.Close(why)
		}
	})
}

func (u *user) each(f func(*reader)) {
	u.mu.Lock()
	list := slices.Clone(u.readers)
	u.mu.Unlock()
	for _, r := range list {
		f(r)
	}
}

func (u *user) add(r *reader) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.readers = append(u.readers, r)
}

// remove returns how many are left.
func (u *user) remove(r *reader) int {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.readers = without(u.readers, r)
	return len(u.readers)
}

func (u *user) count() int {
	u.mu.Lock()
	defer u.mu.Unlock()
	return len(u.readers)
}

func (u *user) appendReaders(list []*reader) []*reader {
	u.mu.Lock()
	defer u.mu.Unlock()
	return append(list, u.readers...)
}

// without takes r out of a list whose order doesn't matter.
func without(list []*reader, r *reader) []*reader {
	i := slices.Index(list, r)
	if i < 0 {
		return list
	}
	last := len(list) - 1
	list[i], list[last] = list[last], nil
	return list[:last]
}

var _ hub.Subscriber = (*user)(nil)
