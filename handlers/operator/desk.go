package operator

import (
	"context"
	"time"

	"github.com/gofiber/fiber/v2"

	"telemark/app"
	"telemark/app/chat"
	"telemark/handlers/guard"
	"telemark/handlers/live"
	"telemark/handlers/web"
)

// Lists is the view of the desk's left pane, and of its fragments operator/desk#queue and operator/desk#rooms.
type Lists struct {
	web.Shell
	Queue       []chat.Summary // waiting, as the reader should take them
	Mine        []chat.Summary
	Team        []chat.Summary
	Topics      map[string]string // names by id
	Current     string            // id of the room on screen
	GoalSeconds int
}

// goal is the longest wait that the centre means anybody to have.
func (l Lists) goal() time.Duration { return time.Duration(l.GoalSeconds) * time.Second }

// About is what a room of the lists is about: its topic, and the product when there is one.
func (l Lists) About(r chat.Room) string {
	if subject := live.NewSubject(l.Shell, r.About); subject.Name != "" {
		return l.Topics[r.Topic] + ": " + subject.Name
	}
	return l.Topics[r.Topic]
}

// Number is how people say the number of a room's request; empty when it is none.
func (Lists) Number(r chat.Room) string {
	if r.Request == 0 {
		return ""
	}
	return chat.RequestNumber(r.Request)
}

// Desk is the view of operator/desk.
type Desk struct {
	Lists
	Pane   *Pane // nil when no room is on screen
	Cursor string
}

// Desk shows the queue and the operator's rooms.
func (h Handlers) Desk(c *fiber.Ctx) error {
	return h.desk(c, web.NewShell(c, "operator.desk_title", "chats"), nil)
}

func (h Handlers) desk(c *fiber.Ctx, shell web.Shell, pane *Pane) error {
	lists, err := h.lists(c.UserContext(), guard.Actor(c), shell)
	if err != nil {
		return err
	}
	at := make(live.Cursor, len(lists.Mine))
	for _, r := range lists.Mine {
		at[r.ID] = r.Seq
	}
	if pane != nil {
		lists.Current = pane.Room.ID
		if pane.Held {
			at[pane.Room.ID] = pane.Thread.Last
		}
	}
	return web.Page(c, "operator/desk", Desk{Lists: lists, Pane: pane, Cursor: at.String()})
}

func (h Handlers) lists(ctx context.Context, actor app.Actor, shell web.Shell) (l Lists, err error) {
	if l, err = h.blank(ctx, shell); err != nil {
		return l, err
	}
	if l.Topics, err = h.Chat.TopicNames(ctx, shell.Lang); err != nil {
		return l, err
	}
	if l.Queue, err = h.Chat.Queue(ctx, actor, l.goal()); err != nil {
		return l, err
	}
	if l.Mine, err = h.Chat.Mine(ctx, actor); err != nil {
		return l, err
	}
	l.Team, err = h.Chat.Team(ctx, actor)
	return l, err
}

// blank are lists without a room, with the goal that waits are coloured by.
func (h Handlers) blank(ctx context.Context, shell web.Shell) (Lists, error) {
	levels, err := h.Settings.Levels(ctx)
	return Lists{Shell: shell, GoalSeconds: int(levels.Answer / time.Second)}, err
}
