package live

import (
	"context"
	"io"

	"telemark/app/chat"
	"telemark/handlers/web"
)

// composer writes what a stream is missing, read from the database, while it owns the stream's writing side.
type composer struct {
	r    *reader
	w    io.Writer
	ctx  context.Context //nolint:containedctx // it lives for one call
	data bool            // articles are data of one snapshot event, not events of their own
	some bool            // the snapshot has data
}

// compose brings all places of the reader to where the others are. With snapshot that is one event; after what is sent behind it.
func (r *reader) compose(ctx context.Context, snapshot bool, after func(w io.Writer) error) error {
	r.mu.Lock()
	r.composing = true
	r.mu.Unlock()
	return r.stream.Send(func(w io.Writer) error {
		c := composer{r: r, w: w, ctx: ctx, data: snapshot}
		if err := c.first(); err != nil {
			return err
		}
		if err := after(w); err != nil {
			return err
		}
		for !r.settled() {
			if err := c.rooms(); err != nil {
				return err
			}
		}
		return nil
	})
}

// first sends the snapshot, or all that is missing.
func (c *composer) first() error {
	if !c.data {
		return c.rooms()
	}
	if _, err := io.WriteString(c.w, "event: snapshot\n"); err != nil {
		return err
	}
	if err := c.rooms(); err != nil {
		return err
	}
	c.data = false
	var b []byte
	if !c.some {
		b = web.AppendData(b, nil)
	}
	c.r.mu.Lock()
	b = web.AppendID(b, c.r.appendCursor(nil))
	c.r.mu.Unlock()
	_, err := c.w.Write(b)
	return err
}

// rooms goes through the places that are behind.
func (c *composer) rooms() error {
	for _, g := range c.r.behind() {
		if err := c.room(g); err != nil {
			return err
		}
	}
	return nil
}

// room reads page after page until the reader has come as far as the others.
func (c *composer) room(g *group) error {
	for {
		after, target, ok := c.r.missing(g)
		if !ok {
			return nil
		}
		target = max(target, g.upTo())
		list, err := c.r.feed.read(c.ctx, chat.Page{Room: g.id, After: max(after, 0)})
		if err != nil {
			return err
		}
		if err := c.write(g, list); err != nil {
			return err
		}
		if after > 0 && len(list) > 0 {
			c.r.feed.Meter.CaughtUp()
		}
		if len(list) == chat.PageSize && after > 0 { // without a number before it the page is the end of the log
			continue
		}
		c.r.reach(g, target)
		if g.settle(c.r) {
			return nil
		}
	}
}

// write sends a page of entries, for as long as the room is the reader's.
func (c *composer) write(g *group, list []chat.Message) error {
	var b []byte
	for i := range list {
		m := &list[i]
		id, ok := c.r.advance(g, m)
		if !ok {
			break
		}
		if !m.Visible(c.r.feed.Side) {
			continue
		}
		data := c.r.feed.article(c.r.board.lang, m)
		switch {
		case data == nil:
		case c.data:
			b, c.some = web.AppendData(b, data), true
		default:
			b = web.AppendID(web.AppendFields(b, "message", data), id)
			c.r.feed.Meter.Delivered()
		}
	}
	_, err := c.w.Write(b)
	return err
}

// behind lists the rooms in which the reader has to catch up.
func (r *reader) behind() []*group {
	r.mu.Lock()
	defer r.mu.Unlock()
	var list []*group
	for _, p := range r.places {
		if !p.live && !p.held {
			list = append(list, p.group)
		}
	}
	return list
}

// missing tells from where a room has to be read, and up to which entry the log was when the right to it was asked for.
func (r *reader) missing(g *group) (after, target int64, ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	p := r.place(g)
	if p == nil || p.held || r.gone {
		return 0, 0, false
	}
	return p.pos, p.right, true
}

// advance moves the reader's position to an entry that is about to be written; id is the cursor then.
func (r *reader) advance(g *group, m *chat.Message) (id []byte, ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	p := r.place(g)
	if p == nil || p.held || r.gone {
		return nil, false
	}
	p.pos = m.Seq
	id = r.appendCursor(nil)
	r.holdAfter(p, m)
	return id, true
}

// reach moves the reader's position over entries that are not for their side.
func (r *reader) reach(g *group, target int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if p := r.place(g); p != nil && !p.held {
		p.pos = max(p.pos, target)
	}
}

// settled ends composing when no place is behind.
func (r *reader) settled() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, p := range r.places {
		if !p.live && !p.held {
			return r.gone
		}
	}
	r.composing = false
	return true
}
