package live

import (
	"strconv"
	"time"

	"telemark/app/chat"
	"telemark/handlers/web"
)

// Thread is the view of room/thread: a stretch of a room's log as one reader sees it.
type Thread struct {
	web.Shell
	Room       string
	Items      []Item
	Earlier    bool  // older entries exist
	First      int64 // number of the first entry shown, 0 when there is none
	Last       int64 // number of the last entry shown, 0 when there is none
	HistoryURL string
	Base       string    // URL of the room, without a slash at its end
	Own        chat.Mark // how far the reader's side has come
	Other      chat.Mark // how far the other side has come
}

// Item is an entry with what stands above it.
type Item struct {
	Day     time.Time // start of its day in the reader's zone; zero when the entry above is of the same day
	Unread  int       // this entry and those below that the reader has not seen; 0 unless it is the first of them
	Article *Article
}

// runGap is how long an author may pause within a run of messages.
const runGap = 3 * time.Minute

// NewThread shows messages, which are consecutive and oldest first, to the reader that shell describes.
func NewThread(shell web.Shell, room chat.Room, messages []chat.Message) Thread {
	side := chat.SideOf(shell.Me)
	t := Thread{
		Shell: shell, Room: room.ID, Base: "/" + shell.Audience + "/rooms/" + room.ID,
		Own: room.MarkOf(side), Other: room.MarkOf(side.Other()), Items: make([]Item, len(messages)),
	}
	for i, m := range messages {
		a := &Article{Shell: shell, Message: m, Own: m.Author.ID == shell.Me.ID && m.Kind != chat.Happens, First: true, Last: true}
		if a.Own && m.Kind == chat.Said {
			a.Tick = tick(m.Seq, t.Other)
		}
		t.Items[i] = Item{Day: day(m.At, shell.Zone), Article: a}
	}
	t.divide(room, side)
	t.join()
	if n := len(messages); n > 0 {
		t.First, t.Last = messages[0].Seq, messages[n-1].Seq
		t.Earlier = t.First > 1 // a log starts with an entry that both sides see
	}
	t.HistoryURL = t.Base + "?before=" + strconv.FormatInt(t.First, 10)
	return t
}

// divide puts the line above the first message that the reader hasn't seen. In a colleague's room an operator has no mark of their own.
func (t *Thread) divide(room chat.Room, side chat.Side) {
	if side == chat.StaffSide && room.Operator.ID != "" && room.Operator.ID != t.Me.ID {
		return
	}
	first, n := -1, 0
	for i, item := range t.Items {
		m := item.Article.Message
		if m.Seq > t.Own.Read && m.Kind == chat.Said && m.Side == side.Other() {
			if n++; first < 0 {
				first = i
			}
		}
	}
	if first >= 0 {
		t.Items[first].Unread = n
	}
}

// join makes runs of what one author says without a pause, and keeps each day's line once.
func (t *Thread) join() {
	for i := 1; i < len(t.Items); i++ {
		above, item := &t.Items[i-1], &t.Items[i]
		sameDay := item.Day.Equal(day(above.Article.Message.At, t.Zone))
		if sameDay {
			item.Day = time.Time{}
		}
		if sameDay && item.Unread == 0 && follows(above.Article.Message, item.Article.Message) {
			above.Article.Last, item.Article.First = false, false
		}
	}
}

// follows tells whether m goes on with what stands above it.
func follows(above, m chat.Message) bool {
	return m.Kind == above.Kind && m.Kind != chat.Happens && m.Author.ID == above.Author.ID && m.At.Sub(above.At) <= runGap
}

// tick tells how far an entry has come on the other side.
func tick(seq int64, other chat.Mark) string {
	switch {
	case seq <= other.Read:
		return "read"
	case seq <= other.Delivered:
		return "delivered"
	}
	return "stored"
}

// day is the start of at's day in the reader's zone.
func day(at time.Time, zone *time.Location) time.Time {
	if zone == nil {
		zone = time.UTC
	}
	y, m, d := at.In(zone).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, zone)
}
