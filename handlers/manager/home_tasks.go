package manager

import (
	"context"
	"slices"

	"telemark/app"
	"telemark/app/application"
	"telemark/app/approval"
	"telemark/app/privacy"
	"telemark/handlers/web"
)

// tasksShown is how many of each kind the first page lists; the page of the kind has them all.
const tasksShown = 5

// Tasks are what waits for the reader, the most urgent first. What their duties don't open is not there.
type Tasks struct {
	Decide   []InboxLine // requests that the reader may decide
	Asked    []InboxLine // the reader's own, which wait for somebody else
	Stuck    []Row       // applications that nobody has moved for too long
	Mine     []Row       // applications in the reader's hands
	Requests []privacy.Request
}

// None tells whether nothing waits.
func (t Tasks) None() bool {
	return len(t.Decide)+len(t.Asked)+len(t.Stuck)+len(t.Mine)+len(t.Requests) == 0
}

func (h Handlers) tasks(ctx context.Context, s web.Shell) (t Tasks, err error) {
	if s.Me.May(app.Approver) {
		if t.Decide, err = h.inbox(ctx, s, approval.Filter{State: approval.Waiting}, false); err != nil {
			return t, err
		}
	}
	if s.Me.May(app.Author) {
		if t.Asked, err = h.inbox(ctx, s, approval.Filter{State: approval.Waiting, Mine: true}, true); err != nil {
			return t, err
		}
	}
	if s.Opens(applicationsPage) {
		if t.Stuck, err = h.cases(ctx, s, application.BoardFilter{Stuck: true}); err != nil {
			return t, err
		}
		if t.Mine, err = h.cases(ctx, s, application.BoardFilter{Assignee: s.Me.ID}); err != nil {
			return t, err
		}
	}
	if s.Opens("/manager/requests") {
		t.Requests, err = h.Privacy.Requests(ctx, s.Me)
		t.Requests = first(t.Requests)
	}
	return t, err
}

// inbox lists requests in which the reader had a hand, or had none.
func (h Handlers) inbox(ctx context.Context, s web.Shell, f approval.Filter, mine bool) (lines []InboxLine, err error) {
	list, _, err := h.Approvals.Inbox(ctx, s.Me, f)
	for _, r := range list {
		if r.Touched(s.Me.ID) == mine {
			lines = append(lines, InboxLine{s, r})
		}
	}
	return first(lines), err
}

func (h Handlers) cases(ctx context.Context, s web.Shell, f application.BoardFilter) (rows []Row, err error) {
	f.Most = tasksShown
	list, _, err := h.Cases.Board(ctx, s.Me, f)
	for _, c := range list {
		rows = append(rows, Applications{Shell: s}.row(c))
	}
	return rows, err
}

func first[T any](list []T) []T { return slices.Clip(list[:min(len(list), tasksShown)]) }
