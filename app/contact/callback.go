package contact

import (
	"context"
	"time"
	"unicode/utf8"

	"telemark/app"
	"telemark/app/calendar"
)

// CallState is what became of a call that was booked.
type CallState string

// The states of a call.
const (
	Booked    CallState = "booked"
	Done      CallState = "done"
	NoAnswer  CallState = "no_answer" // nobody picked up, MaxTries times
	Cancelled CallState = "cancelled" // by the client
)

// Callback is a call that a client has booked and the bank owes. A client is owed one at a time.
type Callback struct {
	ID         string
	Client     string
	Name       string // of the client, as it is now
	Room       string // id of the chat room it was booked in; empty: in none
	Phone      string // "+79161234567"
	Note       string
	Start, End time.Time
	State      CallState
	Tries      int    // calls that nobody answered
	By         string // id of the operator who tried last
	CreatedAt  time.Time
	ChangedAt  time.Time
}

// Due tells whether the call is to be made now.
func (c Callback) Due(now time.Time) bool { return c.State == Booked && !now.Before(c.Start) }

// Late tells whether its slot has passed.
func (c Callback) Late(now time.Time) bool { return c.State == Booked && now.After(c.End) }

const (
	// MaxTries is how often the bank tries before it gives a call up.
	MaxTries = 3
	// MaxNote is the longest note, in characters.
	MaxNote = 500
	// SlotDays is how many days ahead a call can be booked, today among them.
	SlotDays = 7
	// CallFrom and CallUntil are the hours between which people are called, however long the centre is open.
	CallFrom, CallUntil = 8, 22
	// notice is how long before its start a slot can be booked at the latest.
	notice = 10 * time.Minute
	// ListSize bounds the calls on a screen.
	ListSize = 100
)

// SlotDay is a day with the slots that can still be booked.
type SlotDay struct {
	Day   app.Day
	Names map[string]string // of the holiday, when it is one
	Slots []calendar.Slot
}

// Slots are the days ahead with their free slots; days without any are left out.
func (s *Service) Slots(ctx context.Context) ([]SlotDay, error) {
	days, from, to, err := s.offered(ctx)
	if err != nil || len(days) == 0 {
		return nil, err
	}
	taken, err := s.Store.Taken(ctx, from, to)
	if err != nil {
		return nil, err
	}
	free := days[:0]
	for _, d := range days {
		slots := d.Slots[:0]
		for _, slot := range d.Slots {
			if taken[slot.Start] < slot.Places {
				slots = append(slots, slot)
			}
		}
		if d.Slots = slots; len(slots) > 0 {
			free = append(free, d)
		}
	}
	return free, nil
}

// offered are the days ahead with the slots that calls are made in, taken or not, and the moments between which they begin.
func (s *Service) offered(ctx context.Context) (days []SlotDay, from, to time.Time, err error) {
	c, err := s.Calendar.Calendar(ctx)
	if err != nil {
		return nil, from, to, err
	}
	earliest := app.Now().Add(notice)
	day := c.Day(app.Now())
	for range SlotDays {
		_, names := c.On(day)
		d := SlotDay{Day: day, Names: names}
		for _, slot := range c.Slots(day) {
			hour := slot.Start.In(app.Zone()).Hour()
			if slot.Start.Before(earliest) || slot.Places == 0 || hour < CallFrom || hour >= CallUntil {
				continue
			}
			if from.IsZero() {
				from = slot.Start
			}
			to = slot.End
			d.Slots = append(d.Slots, slot)
		}
		if len(d.Slots) > 0 {
			days = append(days, d)
		}
		day = day.Add(1)
	}
	return days, from, to, nil
}

// Book promises the client a call in the slot that begins at start; the one that they were promised before is given back. Of two
// clients who want the last place one gets it.
func (s *Service) Book(ctx context.Context, actor app.Actor, want Callback) (Callback, error) {
	if actor.Role != app.Client || want.Room != "" && !app.IsID(want.Room) {
		return Callback{}, app.ErrNotFound
	}
	slot, found, err := s.slot(ctx, want.Start)
	if err != nil {
		return Callback{}, err
	}
	var wrong []app.Field
	phone, ok := Phone(want.Phone)
	if !ok {
		wrong = append(wrong, app.Field{Name: "phone", Text: app.T("contact.phone_wrong")})
	}
	note := app.Clean(want.Note)
	if utf8.RuneCountInString(note) > MaxNote {
		wrong = append(wrong, app.Field{Name: "note", Text: app.T("contact.note_long", "Max", MaxNote)})
	}
	if !found {
		wrong = append(wrong, app.Field{Name: "start", Text: app.T("contact.slot_missing")})
	}
	if len(wrong) > 0 {
		return Callback{}, app.FailFields(wrong...)
	}
	now := app.Now()
	c := Callback{
		ID: app.NewID(), Client: actor.ID, Name: actor.Name, Room: want.Room, Phone: phone, Note: note,
		Start: slot.Start, End: slot.End, State: Booked, CreatedAt: now, ChangedAt: now,
	}
	booked, err := s.Store.Book(ctx, c, slot.Places, app.Record(actor, "callback.book", c.ID, "", slot.Start.Format(time.RFC3339)))
	if err != nil {
		return Callback{}, err
	}
	if !booked {
		return Callback{}, app.FailFields(app.Field{Name: "start", Text: app.T("contact.slot_taken")})
	}
	s.ringCallback()
	return c, nil
}

func (s *Service) slot(ctx context.Context, start time.Time) (calendar.Slot, bool, error) {
	days, _, _, err := s.offered(ctx)
	for _, d := range days {
		for _, slot := range d.Slots {
			if slot.Start.Equal(start) {
				return slot, true, err
			}
		}
	}
	return calendar.Slot{}, false, err
}

// Promised is the call that the bank owes a client, for them and for the staff; nil when it owes none.
func (s *Service) Promised(ctx context.Context, actor app.Actor, client string) (*Callback, error) {
	if err := canSee(actor, client); err != nil {
		return nil, err
	}
	c, err := s.Store.Booked(ctx, client)
	if app.KindOf(err) == app.NotFound {
		return nil, nil //nolint:nilnil // none is an answer
	}
	if err != nil {
		return nil, err
	}
	return &c, nil
}

// Cancel gives the client's call back. Without one it changes nothing.
func (s *Service) Cancel(ctx context.Context, actor app.Actor) error {
	if actor.Role != app.Client {
		return app.ErrNotFound
	}
	c, err := s.Store.Booked(ctx, actor.ID)
	if app.KindOf(err) == app.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	return s.settle(ctx, actor, c, Cancelled)
}

// Upcoming lists the calls that the bank owes, the earliest, and so those that are due, first.
func (s *Service) Upcoming(ctx context.Context, actor app.Actor) ([]Callback, error) {
	if !actor.Role.Staff() {
		return nil, app.ErrNotFound
	}
	return s.Store.Upcoming(ctx, ListSize)
}

// Settle says what became of a call: Done, or NoAnswer, which is final after MaxTries.
func (s *Service) Settle(ctx context.Context, actor app.Actor, id string, as CallState) error {
	if actor.Role != app.Operator || !app.IsID(id) {
		return app.ErrNotFound
	}
	c, err := s.Store.Callback(ctx, id)
	switch {
	case err != nil:
		return err
	case c.State == as:
		return nil
	case c.State != Booked:
		return app.Fail(app.Conflict, app.T("contact.call_settled"))
	case !c.Due(app.Now()):
		return app.Fail(app.Conflict, app.T("contact.call_early"))
	}
	return s.settle(ctx, actor, c, as)
}

func (s *Service) settle(ctx context.Context, actor app.Actor, was Callback, as CallState) error {
	now := was
	now.ChangedAt = app.Now()
	if actor.Role == app.Operator {
		now.By = actor.ID
	}
	if now.State = as; as == NoAnswer {
		if now.Tries++; now.Tries < MaxTries {
			now.State = Booked
		}
	}
	settled, err := s.Store.Settle(ctx, was, now, app.Record(actor, "callback."+string(as), was.ID, string(was.State), string(now.State)))
	if err != nil {
		return err
	}
	if !settled {
		return app.Fail(app.Conflict, app.T("contact.call_settled"))
	}
	s.ringCallback()
	return nil
}

func (s *Service) ringCallback() {
	s.Hub.Publish(app.Event{Topic: CallbackTopic, Name: "callback"})
}
