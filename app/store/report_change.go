package store

import (
	"context"
	"database/sql"
	"time"

	"telemark/app"
	"telemark/app/application"
	"telemark/app/chat"
	"telemark/app/report"
)

// Whoever changes what a row says to a figure notes the row's hour here, in the same transaction. An hour that hasn't ended isn't noted: nothing
// of it is kept yet.

var (
	figureChanged = &statement{"INSERT", "figure_changes", "INSERT INTO figure_changes (figure, day, hour, id) VALUES (?, ?, ?, ?)"}

	ratedAt   = &statement{"SELECT", "room_ratings", "SELECT changed_at FROM room_ratings WHERE room_id = ?"}
	askedAt   = &statement{"SELECT", "rooms", "SELECT created_at FROM rooms WHERE client_id = ? AND created_at > ? AND created_at <= ?"}
	decidedAt = &statement{"SELECT", "application_events", "SELECT at FROM application_events WHERE application_id = ? AND act IN ('offer', 'refuse')"}
)

// Figures that are placed in a period by the same moment.
var (
	byCreated = []string{"opened", "in_time"}
	byEnded   = []string{"served", "handling", "pace", "abandoned"}
	byDecided = []string{"approval", "decision"}
)

// figuresChanged notes that rows of figures at some moments are new or say something else.
func (t *tx) figuresChanged(ctx context.Context, ids []string, moments ...*time.Time) error {
	now, seen := app.Now(), map[report.Hour]bool{}
	for _, at := range moments {
		if at == nil || at.IsZero() {
			continue
		}
		h := report.HourOf(*at)
		if seen[h] || h.End().After(now) {
			continue
		}
		seen[h] = true
		for _, id := range ids {
			if _, err := t.exec(ctx, figureChanged, id, string(h.Day), h.N, app.NewID()); err != nil {
				return err
			}
		}
	}
	return nil
}

// moments reads times.
func (t *tx) moments(ctx context.Context, ask *statement, args ...any) (list []*time.Time, err error) {
	rows, err := t.query(ctx, ask, args...)
	err = scan(rows, err, func(rows *sql.Rows) error {
		var at time.Time
		err := rows.Scan(&at)
		list = append(list, &at)
		return err
	})
	return list, err
}

// roomChanged notes what a room's change changes in figures: they know who has it, its topic, and when it was opened, taken and answered.
func (t *tx) roomChanged(ctx context.Context, from, to chat.Room) error {
	moved := from.Operator.ID != to.Operator.ID || from.Topic != to.Topic
	if moved || !sameTime(from.AnsweredAt, to.AnsweredAt) {
		if err := t.figuresChanged(ctx, byCreated, &to.CreatedAt); err != nil {
			return err
		}
		if err := t.figuresChanged(ctx, []string{"first_answer"}, from.AnsweredAt, to.AnsweredAt); err != nil {
			return err
		}
	}
	if moved || !sameTime(from.TakenAt, to.TakenAt) {
		if err := t.figuresChanged(ctx, []string{"wait"}, from.TakenAt, to.TakenAt); err != nil {
			return err
		}
	}
	if moved {
		if err := t.figuresChanged(ctx, []string{"conversion"}, &to.CreatedAt); err != nil {
			return err
		}
	}
	if from.Topic == to.Topic || from.ID == "" {
		return nil
	}
	rated, err := t.moments(ctx, ratedAt, to.ID)
	if err != nil {
		return err
	}
	return t.figuresChanged(ctx, []string{"rating"}, rated...)
}

// caseChanged notes what an application's change changes in figures: they know who has it, its kind and state, when it was submitted and when it
// was decided; conversations of its client may have become conversions by it. Its events are stored by now.
func (t *tx) caseChanged(ctx context.Context, from, to application.Application) error {
	submitted := !sameTime(from.SubmittedAt, to.SubmittedAt)
	if to.SubmittedAt == nil || !submitted && from.Assignee.ID == to.Assignee.ID && from.State == to.State && from.Kind == to.Kind {
		return nil
	}
	if err := t.figuresChanged(ctx, []string{"submitted"}, from.SubmittedAt, to.SubmittedAt); err != nil {
		return err
	}
	decided, err := t.moments(ctx, decidedAt, to.ID)
	if err == nil {
		err = t.figuresChanged(ctx, byDecided, decided...)
	}
	if err != nil || !submitted {
		return err
	}
	asked, err := t.moments(ctx, askedAt, to.Client.ID, to.SubmittedAt.Add(-report.ConvertDays*24*time.Hour), *to.SubmittedAt)
	if err != nil {
		return err
	}
	return t.figuresChanged(ctx, []string{"conversion"}, asked...)
}
