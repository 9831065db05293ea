package store

import (
	"context"
	"database/sql"
	"strings"
	"time"

	"telemark/app"
	"telemark/app/chat"
	"telemark/app/privacy"
)

var _ privacy.EraseStore = Privacy{}

// holdLives is the condition of a hold that lives on a day and holds one of two.
const holdLives = "EXISTS (SELECT 1 FROM retention_holds h WHERE h.held = %s AND h.until_day >= ?)"

func held(column string) string { return strings.Replace(holdLives, "%s", column, 1) }

var (
	holdingPerson = &statement{"SELECT", "users", "SELECT u.name, u.lang, CASE WHEN " + held("u.id") + " THEN 1 ELSE 0 END FROM users u WHERE u.id = ? AND u.role = 'client'"}
	holdingRooms  = &statement{"SELECT", "rooms", `SELECT r.id, r.state, CASE WHEN r.state = 'closed' THEN 0 ELSE 1 END, '',
		CASE WHEN ` + held("r.id") + ` THEN 1 ELSE 0 END, CASE WHEN r.erased_at IS NULL THEN 0 ELSE 1 END FROM rooms r WHERE r.client_id = ? ORDER BY r.id`}
	holdingCases = &statement{"SELECT", "applications", `SELECT a.id, a.state, CASE WHEN a.state NOT IN ('draft', 'declined', 'withdrawn', 'refused', 'fulfilled') THEN 1 ELSE 0 END,
		COALESCE(a.room_id, ''), CASE WHEN ` + held("a.id") + ` THEN 1 ELSE 0 END, CASE WHEN a.erased_at IS NULL THEN 0 ELSE 1 END
		FROM applications a WHERE a.client_id = ? ORDER BY a.id`}
	holdingCounts = &statement{"SELECT", "users", `SELECT
		(SELECT COUNT(*) FROM callbacks WHERE client_id = u.id AND erased_at IS NULL),
		(SELECT COUNT(*) FROM push_devices WHERE user_id = u.id),
		(SELECT COUNT(*) FROM sessions WHERE user_id = u.id),
		(SELECT COUNT(*) FROM jobs WHERE owner_id = u.id),
		(SELECT COUNT(*) FROM consents WHERE client_id = u.id),
		(SELECT COUNT(*) FROM erasure_requests WHERE client_id = u.id)
		FROM users u WHERE u.id = ?`}

	eraseMessages = &statement{"UPDATE", "messages", "UPDATE messages SET body = ? WHERE room_id = ? AND kind IN ('said', 'note')"}
	eraseComments = &statement{"UPDATE", "room_ratings", "UPDATE room_ratings SET comment = '' WHERE room_id = ?"}
	eraseRoom     = &statement{"UPDATE", "rooms", "UPDATE rooms SET about = NULL, erased_at = ? WHERE id = ? AND state = 'closed'"}

	eraseAnswers  = &statement{"DELETE", "application_answers", "DELETE FROM application_answers WHERE application_id = ?"}
	erasePapers   = &statement{"DELETE", "application_document_parts", "DELETE FROM application_document_parts WHERE document_id IN (SELECT id FROM application_documents WHERE application_id = ?)"}
	eraseFolder   = &statement{"DELETE", "application_documents", "DELETE FROM application_documents WHERE application_id = ?"}
	eraseNotes    = &statement{"UPDATE", "application_events", "UPDATE application_events SET note = '', changes = '' WHERE application_id = ?"}
	eraseCase     = &statement{"UPDATE", "applications", "UPDATE applications SET asked = '', offer = NULL, offer_expires = NULL, erased_at = ? WHERE id = ?"}
	eraseVotes    = &statement{"UPDATE", "application_votes", "UPDATE application_votes SET reason = '' WHERE application_id = ?"}
	eraseNames    = &statement{"UPDATE", "applications", "UPDATE applications SET client_key = NULL, client_last = NULL WHERE client_id = ?"}
	dropEvents    = &statement{"DELETE", "application_events", "DELETE FROM application_events WHERE application_id = ?"}
	dropCase      = &statement{"DELETE", "applications", "DELETE FROM applications WHERE id = ? AND state = 'draft'"}
	callsOwedBy   = &statement{"SELECT", "callbacks", "SELECT starts_at FROM callbacks WHERE owed_to = ?"}
	slotGivenBack = &statement{"UPDATE", "callback_slots", "UPDATE callback_slots SET taken = taken - 1 WHERE starts_at = ? AND taken > 0"}
	eraseOwed     = &statement{"UPDATE", "callbacks", "UPDATE callbacks SET state = 'cancelled', owed_to = NULL, changed_at = ? WHERE owed_to = ?"}
	eraseCalls    = &statement{"UPDATE", "callbacks", "UPDATE callbacks SET phone = '', note = '', erased_at = ? WHERE client_id = ?"}

	erasePrefers  = &statement{"DELETE", "contact_preferences", "DELETE FROM contact_preferences WHERE client_id = ?"}
	eraseWishes   = &statement{"DELETE", "notice_wishes", "DELETE FROM notice_wishes WHERE user_id = ?"}
	eraseDevices  = &statement{"DELETE", "push_devices", "DELETE FROM push_devices WHERE user_id = ?"}
	eraseCodes    = &statement{"DELETE", "recovery_codes", "DELETE FROM recovery_codes WHERE user_id = ?"}
	eraseSessions = &statement{"DELETE", "sessions", "DELETE FROM sessions WHERE user_id = ?"}
	eraseParts    = &statement{"DELETE", "job_parts", "DELETE FROM job_parts WHERE job_id IN (SELECT id FROM jobs WHERE owner_id = ? OR once = ?)"}
	eraseJobs     = &statement{"DELETE", "jobs", "DELETE FROM jobs WHERE owner_id = ? OR once = ?"}
	eraseWords    = &statement{"UPDATE", "erasure_requests", "UPDATE erasure_requests SET note = '' WHERE client_id = ?"}
	erasePerson   = &statement{"UPDATE", "users", `UPDATE users SET name = ?, email = ?, password = '', factor_sealed = NULL, factor_confirmed = ?,
		disabled_at = ?, erased_at = ? WHERE id = ? AND role = 'client'`}
	erasureCarried = &statement{"UPDATE", "erasure_requests", `UPDATE erasure_requests SET state = ?, answer = ?, settled_at = ?, settled_by = ?, result = ?,
		open_to = NULL WHERE id = ? AND open_to IS NOT NULL`}
)

func scanThing(rows *sql.Rows) (t privacy.Thing, err error) {
	var open, held, erased int
	err = rows.Scan(&t.ID, &t.State, &open, &t.Room, &held, &erased)
	t.Open, t.Held, t.Erased = open == 1, held == 1, erased == 1
	return t, err
}

// Holding implements privacy.EraseStore.
func (s Privacy) Holding(ctx context.Context, client string, today app.Day) (h privacy.Holding, err error) {
	found := false
	err = s.db.stretch(ctx, holdingPerson, func(r *sql.Rows) error {
		var held int
		found = true
		err := r.Scan(&h.Name, &h.Lang, &held)
		h.Held = held == 1
		return err
	}, string(today), client)
	if err == nil && !found {
		err = app.ErrNotFound
	}
	if err != nil {
		return h, domain(err)
	}
	if h.Rooms, err = listing(ctx, s.db, scanThing, holdingRooms, string(today), client); err != nil {
		return h, err
	}
	if h.Applications, err = listing(ctx, s.db, scanThing, holdingCases, string(today), client); err != nil {
		return h, err
	}
	err = s.db.stretch(ctx, holdingCounts, func(r *sql.Rows) error {
		return r.Scan(&h.Calls, &h.Devices, &h.Sessions, &h.Exports, &h.Consents, &h.Requests)
	}, client)
	return h, domain(err)
}

// eraseStep is one statement of a transaction that erases.
type eraseStep struct {
	do   *statement
	args []any
}

func (s Privacy) steps(ctx context.Context, steps ...eraseStep) error {
	return s.db.change(ctx, func(ctx context.Context, t *tx) error { return t.steps(ctx, steps...) })
}

func (t *tx) steps(ctx context.Context, steps ...eraseStep) error {
	for _, one := range steps {
		if _, err := t.exec(ctx, one.do, one.args...); err != nil {
			return err
		}
	}
	return nil
}

func roomSteps(room string, at time.Time) []eraseStep {
	return []eraseStep{
		{eraseMessages, []any{words(chat.ErasedBody), room}}, {eraseComments, []any{room}}, {eraseRoom, []any{at, room}},
	}
}

func caseSteps(id string, draft bool, at time.Time) []eraseStep {
	list := []eraseStep{{eraseAnswers, []any{id}}, {erasePapers, []any{id}}, {eraseFolder, []any{id}}}
	if draft {
		return append(list, eraseStep{dropEvents, []any{id}}, eraseStep{dropCase, []any{id}})
	}
	return append(list, eraseStep{eraseNotes, []any{id}}, eraseStep{eraseVotes, []any{id}}, eraseStep{eraseCase, []any{at, id}})
}

// EraseRoom implements privacy.EraseStore.
func (s Privacy) EraseRoom(ctx context.Context, room string, at time.Time) error {
	return s.steps(ctx, roomSteps(room, at)...)
}

// EraseApplication implements privacy.EraseStore.
func (s Privacy) EraseApplication(ctx context.Context, id string, draft bool, at time.Time) error {
	return s.steps(ctx, caseSteps(id, draft, at)...)
}

// EraseCalls implements privacy.EraseStore.
func (s Privacy) EraseCalls(ctx context.Context, client string, at time.Time) error {
	return s.db.change(ctx, func(ctx context.Context, t *tx) error {
		var starts []time.Time
		rows, err := t.query(ctx, callsOwedBy, client)
		err = scan(rows, err, func(r *sql.Rows) error {
			var at time.Time
			err := r.Scan(&at)
			starts = append(starts, at)
			return err
		})
		if err != nil {
			return err
		}
		for _, at := range starts {
			if _, err := t.exec(ctx, slotGivenBack, at); err != nil {
				return err
			}
		}
		return t.steps(ctx, eraseStep{eraseOwed, []any{at, client}}, eraseStep{eraseCalls, []any{at, client}})
	})
}

// EraseTraces implements privacy.EraseStore.
func (s Privacy) EraseTraces(ctx context.Context, client string) error {
	own := []any{client}
	made := []any{client, privacy.SubjectOnce(client)}
	return s.steps(ctx, eraseStep{erasePrefers, own}, eraseStep{eraseWishes, own}, eraseStep{eraseDevices, own}, eraseStep{eraseCodes, own}, eraseStep{eraseSessions, own},
		eraseStep{eraseParts, made}, eraseStep{eraseJobs, made}, eraseStep{eraseWords, own})
}

// EraseAccount implements privacy.EraseStore. The address is one that no mail reaches (RFC 2606).
func (s Privacy) EraseAccount(ctx context.Context, client, name string, at time.Time) error {
	nowhere := "erased-" + strings.ToLower(client) + "@erased.invalid"
	return s.steps(ctx, eraseStep{erasePerson, []any{words(name), words(nowhere), false, at, at, client}}, eraseStep{eraseNames, []any{client}})
}

// CarryOut implements privacy.EraseStore.
func (s Privacy) CarryOut(ctx context.Context, r privacy.Request, result string, a app.Audit) (done bool, err error) {
	err = s.db.change(ctx, func(ctx context.Context, t *tx) error {
		n, err := t.exec(ctx, erasureCarried, string(r.State), words(r.Answer), r.SettledAt, orNull(r.By), words(result), r.ID)
		if done = n == 1; err != nil || !done {
			return err
		}
		return t.audit(ctx, a)
	})
	return done && err == nil, err
}
