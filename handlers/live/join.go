package live

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"slices"
	"time"

	"telemark/app"
	"telemark/app/chat"
	"telemark/handlers/web"
)

// join takes a new stream through its start: hear the bells first, then send what is there, then what comes. No gap lies between.
func (f *Feed) join(s stream, actor app.Actor, lang, only string, from Cursor) {
	of, err := f.queueOf(actor)
	r := &reader{
		feed: f, stream: s, session: actor.Session, rights: app.Rights{Duties: actor.Duties, Scope: actor.Scope, Team: actor.Team},
		board: kindOfBoard{lang, of}, only: only, working: true,
	}
	first := f.connect(r, actor)
	s.OnClose(r.leave)
	if err == nil {
		err = r.start(f.ctx, from)
	}
	if err != nil {
		r.giveUp(err)
	}
	if first {
		f.presence.here(actor.ID)
	}
	r.work()
}

// queueOf asks which queue the actor's stream has.
func (f *Feed) queueOf(actor app.Actor) (string, error) {
	if f.QueueOf == nil {
		return "", nil
	}
	release, err := f.slot(f.ctx)
	if err != nil {
		return "", err
	}
	defer release()
	ctx, cancel := context.WithTimeout(f.ctx, readLimit)
	defer cancel()
	return f.QueueOf(ctx, actor)
}

// start sends a snapshot, or what is missing since the cursor, and then the state events.
func (r *reader) start(ctx context.Context, from Cursor) error {
	rooms, err := r.rooms(ctx)
	if err != nil {
		return err
	}
	for i := range rooms {
		room := &rooms[i]
		pos, had := from[room.ID]
		if !had {
			pos = unknown
		}
		if had || room.State != chat.Closed {
			r.feed.enter(r, room.ID, min(pos, room.Seq), room.Seq)
		} else {
			r.past = append(r.past, newPosition(room.ID, room.Seq))
		}
	}
	return r.compose(ctx, len(from) == 0, func(w io.Writer) error {
		r.mu.Lock()
		r.shown = app.Now().UnixMilli()
		r.mu.Unlock()
		for _, name := range r.feed.States {
			data, err := r.feed.state(ctx, r.actor(), r.board, name)
			if err != nil {
				return err
			}
			if len(data) > 0 {
				if _, err := w.Write(web.Event(name, "", data)); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// rooms asks which rooms the reader may hear.
func (r *reader) rooms(ctx context.Context) ([]chat.Summary, error) {
	release, err := r.feed.slot(ctx)
	if err != nil {
		return nil, err
	}
	defer release()
	ctx, cancel := context.WithTimeout(ctx, readLimit)
	defer cancel()
	rooms, err := r.feed.Rooms(ctx, r.actor())
	if r.only != "" {
		rooms = slices.DeleteFunc(rooms, func(s chat.Summary) bool { return s.ID != r.only })
	}
	return rooms, err
}

// work asks for the rooms again for as long as bells say that they have changed. It runs in one goroutine at a time.
func (r *reader) work() {
	for failures := 0; ; {
		r.mu.Lock()
		if !r.stale || r.gone || r.feed.ctx.Err() != nil {
			r.working = false
			r.mu.Unlock()
			return
		}
		r.stale = false
		gained := r.gained
		r.gained = nil
		r.mu.Unlock()
		err := r.recheck(r.feed.ctx, gained)
		if err == nil {
			failures = 0
			continue
		}
		if failures++; failures > 3 {
			r.giveUp(err)
		}
		r.feed.pause(time.Duration(failures) * 200 * time.Millisecond)
		r.mu.Lock()
		r.stale, r.gained = true, append(gained, r.gained...)
		r.mu.Unlock()
	}
}

// recheck takes the reader out of the rooms that are no longer theirs and into those that they have gained, from where the
// change was. The page hears of both by a "room" event.
func (r *reader) recheck(ctx context.Context, gained []chat.Membership) error {
	rooms, err := r.rooms(ctx)
	if err != nil {
		return err
	}
	changed := r.lose(rooms)
	for i := range rooms {
		room := &rooms[i]
		if r.confirm(room) {
			continue
		}
		if pos, ok := r.gain(room, gained); ok {
			r.past = slices.DeleteFunc(r.past, func(p position) bool { return p.room == newPosition(room.ID, 0).room })
			r.feed.enter(r, room.ID, pos, room.Seq)
			changed = append(changed, room.ID)
		}
	}
	return r.compose(ctx, false, func(w io.Writer) error {
		var b []byte
		for _, room := range changed {
			b = append(b, web.Event("room", "", []byte(roomElement(room)))...)
		}
		_, err := w.Write(b)
		return err
	})
}

// gain tells where to start in a room that the reader has no place in. A client has had all of it up to where they were, or it is
// newer than the stream: bells may be lost, so what one of them says of a beginning counts for operators only. Their page gets what
// came before the change from the room's own page; without a bell they get the end of the log, and nothing twice.
func (r *reader) gain(room *chat.Summary, gained []chat.Membership) (pos int64, ok bool) {
	had := r.had(room.ID)
	if r.feed.Side == chat.ClientSide {
		return had, room.Seq > had
	}
	at := slices.IndexFunc(gained, func(m chat.Membership) bool { return m.Room == room.ID })
	switch {
	case at >= 0:
		return min(max(gained[at].From, had), room.Seq), true
	case had > 0:
		return min(had, room.Seq), true
	}
	return unknown, true
}

// had is how far the reader was in a room that is not carried; 0 when they weren't in it.
func (r *reader) had(room string) int64 {
	key := newPosition(room, 0).room
	for _, p := range r.past {
		if p.room == key {
			return p.seq
		}
	}
	return 0
}

// lose drops the places in rooms that are not the reader's.
func (r *reader) lose(rooms []chat.Summary) (lost []string) {
	r.mu.Lock()
	places := slices.Clone(r.places)
	r.mu.Unlock()
	for _, p := range places {
		if !slices.ContainsFunc(rooms, func(s chat.Summary) bool { return s.ID == p.group.id }) {
			r.past = append(r.past, position{p.group.key, r.drop(p.group)})
			lost = append(lost, p.group.id)
		}
	}
	return lost
}

// confirm notes that a room is still the reader's; false when they have no place in it.
func (r *reader) confirm(room *chat.Summary) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	for i := range r.places {
		if p := &r.places[i]; p.group.id == room.ID {
			p.right, p.held = room.Seq, false
			return true
		}
	}
	return false
}

// giveUp sends the reader away, to come back by themselves.
func (r *reader) giveUp(err error) {
	if !errors.Is(err, web.ErrStreamClosed) && r.feed.ctx.Err() == nil {
		slog.Warn("live: a stream can't go on", "error", err)
	}
	r.stream.Close(web.EndRenew)
}

// show sends the state events that have changed, each kind twice a second at most.
func (r *reader) show() {
	for {
		r.mu.Lock()
		if r.states == 0 || r.gone || r.feed.ctx.Err() != nil {
			r.showing = false
			r.mu.Unlock()
			return
		}
		wait := time.Duration(r.shown-app.Now().UnixMilli())*time.Millisecond + stateGap
		r.mu.Unlock()
		r.feed.pause(wait)
		r.mu.Lock()
		set := r.states
		r.states, r.shown = 0, app.Now().UnixMilli()
		r.mu.Unlock()
		for _, name := range r.feed.States {
			if name == roomsState && set&stateRooms != 0 || name == badgeState && set&stateBadge != 0 {
				r.showState(name)
			}
		}
	}
}

func (r *reader) showState(name string) {
	data, err := r.feed.state(r.feed.ctx, r.actor(), r.board, name)
	if err != nil && r.feed.ctx.Err() == nil {
		slog.Warn("live: a state can't be shown", "name", name, "error", err)
	}
	if err == nil && len(data) > 0 {
		_ = r.stream.Write(web.Event(name, "", data)) // a stream that fails closes itself
	}
}
