package live

import (
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"telemark/app"
	"telemark/app/chat"
	"telemark/handlers/guard"
	"telemark/handlers/web"
)

// Form is what somebody typed in a room's forms, with the errors at its fields.
type Form struct {
	Body, Key, Topic, To, Reason string
	Errors                       map[string]app.Text
	Failed                       bool
}

// Thread is the view of room/thread: a stretch of a room's log.
type Thread struct {
	web.Shell
	Room        string
	Items       []Item
	Earlier     bool      // the log has older entries
	First, Last int64     // numbers of the stretch; Last is the room's own when the stretch ends the log
	HistoryURL  string    // of the stretch before, for readers without scripts
	Base        string    // of the room: its messages, marks and typing are below it
	Own, Other  chat.Mark // how far the reader's side and the other side have come
}

// Item is an article with the lines above it.
type Item struct {
	Day     time.Time // a new day begins here; zero: none
	Unread  int       // what the reader has not seen begins here; 0: it doesn't
	Article *Article
}

// together is how long a run of one author's messages may pause.
const together = 3 * time.Minute

// NewThread lays out a stretch of a room's log for its reader. It ends the log unless before is set.
func NewThread(shell web.Shell, room chat.Room, messages []chat.Message, base string, before int64) Thread {
	side := chat.SideOf(shell.Me)
	t := Thread{
		Shell: shell, Room: room.ID, Base: base, Own: room.MarkOf(side), Other: room.MarkOf(side.Other()),
		Earlier: len(messages) == chat.PageSize && messages[0].Seq > 1,
	}
	unread := 0
	for i, m := range messages {
		item := Item{Article: &Article{Shell: shell, Message: m, Own: m.Author.ID == shell.Me.ID}}
		if i == 0 || shell.Day(messages[i-1].At) != shell.Day(m.At) {
			item.Day = m.At
		}
		if unread == 0 && m.Seq > t.Own.Read && m.Side == side.Other() {
			unread = count(messages[i:], side.Other())
			item.Unread = unread
		}
		item.Article.First = i == 0 || !item.Day.IsZero() || item.Unread > 0 || !run(messages[i-1], m)
		item.Article.Tick = tick(item.Article, t.Other)
		if i > 0 {
			t.Items[i-1].Article.Last = item.Article.First
		}
		t.Items = append(t.Items, item)
	}
	if n := len(t.Items); n > 0 {
		t.Items[n-1].Article.Last = true
		t.First, t.Last = messages[0].Seq, messages[n-1].Seq
	}
	t.HistoryURL = base + "?before=" + strconv.FormatInt(t.First, 10)
	if before == 0 {
		t.Last = max(t.Last, room.Seq) // the log may end in notes that this reader never sees
	}
	return t
}

func count(messages []chat.Message, side chat.Side) int {
	n := 0
	for _, m := range messages {
		if m.Side == side && m.Kind == chat.Said {
			n++
		}
	}
	return n
}

// run tells whether b goes on with what a began.
func run(a, b chat.Message) bool {
	return a.Kind == chat.Said && b.Kind == chat.Said && a.Author.ID == b.Author.ID && b.At.Sub(a.At) < together
}

func tick(a *Article, other chat.Mark) string {
	switch {
	case !a.Own || a.Message.Kind != chat.Said:
		return ""
	case a.Message.Seq <= other.Read:
		return "read"
	case a.Message.Seq <= other.Delivered:
		return "delivered"
	}
	return "stored"
}

// Thread reads the end of a room's log, or what is below ?before=, for the page that shows it.
func (t Talk) Thread(c *fiber.Ctx, shell web.Shell, room chat.Room) (Thread, error) {
	before := number(c.Query("before"))
	messages, err := t.Chat.Messages(c.UserContext(), guard.Actor(c), chat.Page{Room: room.ID, Before: before})
	if err != nil {
		return Thread{}, err
	}
	base := "/" + string(shell.Me.Role) + "/rooms/" + room.ID
	return NewThread(shell, room, messages, base, before), nil
}
