package chat

import (
	"context"
	"testing"
	"time"

	"telemark/app"
	"telemark/app/calendar"
)

// hours are a centre's that is always open or never.
type hours struct{ open bool }

func (h hours) Calendar(context.Context) (*calendar.Calendar, error) {
	if h.open {
		return calendar.New(time.UTC, calendar.Always(1)), nil
	}
	return calendar.New(time.UTC, calendar.Book{}), nil
}

func TestWhatIsSaidToAClosedCentreBecomesOneRequest(t *testing.T) {
	opened := open(marina, "loans", nil, hello(), true, noon)
	if last := opened.Entries[len(opened.Entries)-1]; !opened.Request || last.Body != string(Requested) || opened.Message().Body != hello().Body {
		t.Errorf("got %+v, want the words and then the request", opened.Entries)
	}
	numbered := opened.Numbered(123)
	if last := numbered.Entries[2]; numbered.Room.Request != 123 || last.Body != "requested R-000123" {
		t.Errorf("numbered it is %d, %q", numbered.Room.Request, last.Body)
	}
	if opened.Entries[2].Body != string(Requested) {
		t.Error("numbering changed the change that it was made of: a repeated transaction would number it twice")
	}
	more, err := numbered.Room.post(marina, hello(), true, noon.Add(time.Minute))
	if err != nil || more.Request || len(more.Entries) != 1 {
		t.Errorf("the second message makes %+v, %v", more, err)
	}
	if c := open(marina, "loans", nil, hello(), false, noon); c.Request || len(c.Entries) != 2 {
		t.Errorf("an open centre makes %+v", c)
	}
}

func TestAnOperatorWhoStaysLateAnswersWithoutARequest(t *testing.T) {
	c, err := openRoom(t).post(marina, hello(), true, noon)
	if err != nil || c.Request || len(c.Entries) != 1 {
		t.Errorf("in a room that somebody has the client's words make %+v, %v", c, err)
	}
}

func TestAReopenedRoomIsANewRequestOrNone(t *testing.T) {
	was := closedRoom(t)
	was.Request = 7
	for _, closed := range []bool{false, true} {
		c, err := was.post(marina, hello(), closed, noon.Add(time.Hour))
		if err != nil || c.Room.Request != 0 || c.Request != closed {
			t.Errorf("with the centre closed %v: %+v, %v", closed, c, err)
		}
	}
}

func TestAClientLearnsWhenTheCentreOpensOnlyWhileItIsClosed(t *testing.T) {
	for _, tt := range []struct {
		hours Hours
		want  bool
	}{{nil, false}, {hours{open: true}, false}, {hours{}, false}} { // the last one never opens
		s := &Service{Hours: tt.hours}
		if at, err := s.Opens(t.Context()); err != nil || (at != nil) != tt.want {
			t.Errorf("%v opens at %v, %v", tt.hours, at, err)
		}
	}
	b := calendar.Always(1)
	b.Week[app.Now().Weekday()] = calendar.Hours{}
	s := &Service{Hours: calendar.NewService(book{b}, time.UTC)}
	at, err := s.Opens(t.Context())
	if err != nil || at == nil || !at.Equal(app.Now().Truncate(24*time.Hour).Add(24*time.Hour)) {
		t.Errorf("a centre that is closed today opens at %v, %v", at, err)
	}
}

// book is a calendar's store.
type book struct{ hours calendar.Book }

func (b book) Book(context.Context) (calendar.Book, error) { return b.hours, nil }
func (b book) Save(context.Context, calendar.Book, func(calendar.Book) error, func(calendar.Book) app.Audit) error {
	return nil
}
