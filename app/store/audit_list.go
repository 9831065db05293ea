package store

import (
	"context"
	"database/sql"
	"math"
	"strconv"
	"strings"
	"time"

	"telemark/app"
	"telemark/app/audit"
)

// Audits reads what was recorded.
type Audits struct{ db *DB }

var _ audit.Store = Audits{}

// Audits is the part of the database that audit.Service works on.
func (d *DB) Audits() Audits { return Audits{d} }

// auditRange and its order are the end of each list: what is asked for before it is a place in an index that goes on with them.
const auditRange = "at >= ? AND at <= ? AND (at < ? OR seq < ?) ORDER BY at DESC, seq DESC {page}"

const auditWhere = "SELECT " + auditFields + " FROM audit WHERE "

var (
	auditOfAll         = &statement{"SELECT", "audit", auditWhere + auditRange}
	auditOfActor       = &statement{"SELECT", "audit", auditWhere + "actor = ? AND " + auditRange}
	auditOfAction      = &statement{"SELECT", "audit", auditWhere + "action = ? AND " + auditRange}
	auditOfActorAction = &statement{"SELECT", "audit", "SELECT " + auditFields + " FROM audit {by audit_actor_action} WHERE actor = ? AND action = ? AND " + auditRange}
	auditOfObject      = &statement{"SELECT", "audit", auditWhere + "object = ? AND (actor = ? OR ? = '') AND (action = ? OR ? = '') AND " + auditRange}
	auditSeen          = &statement{"SELECT", "audit", `SELECT seq FROM audit WHERE object = ? AND at >= ? AND actor = ? AND action = ?
		ORDER BY at DESC, seq DESC {page}`}
	auditActions = &statement{"SELECT", "audit", "SELECT action FROM audit WHERE action > ? ORDER BY action, at, seq {page}"}
	auditStaff   = &statement{"SELECT", "users", "SELECT id, name FROM users WHERE role IN ('operator', 'manager') ORDER BY name, id"}
	personFind   = &statement{"SELECT", "users", "SELECT id FROM users WHERE email = ?"}
	caseFind     = &statement{"SELECT", "applications", "SELECT id FROM applications WHERE number = ?"}
	productFind  = &statement{"SELECT", "products", "SELECT id FROM products WHERE slug = ?"}
	requestFind  = &statement{"SELECT", "erasure_requests", "SELECT id FROM erasure_requests WHERE number = ?"}
)

// some are the places of the ids that Names looks up.
var some = strings.TrimSuffix(strings.Repeat("?, ", audit.MaxNames), ", ")

// named are the questions that give names to ids: the kind is the first column where it isn't said here.
var named = []struct {
	kind string
	ask  *statement
}{
	{"", &statement{"SELECT", "users", "SELECT role, id, name FROM users WHERE id IN (" + some + ")"}},
	{audit.Room, &statement{"SELECT", "rooms", "SELECT '', r.id, u.name FROM rooms r JOIN users u ON u.id = r.client_id WHERE r.id IN (" + some + ")"}},
	{audit.Application, &statement{"SELECT", "applications", "SELECT '', id, COALESCE(number, '') FROM applications WHERE id IN (" + some + ")"}},
	{audit.Document, &statement{"SELECT", "application_documents", "SELECT '', id, name FROM application_documents WHERE id IN (" + some + ")"}},
	{audit.Product, &statement{"SELECT", "products", "SELECT '', id, slug FROM products WHERE id IN (" + some + ")"}},
	{audit.Call, &statement{"SELECT", "callbacks", "SELECT '', b.id, u.name FROM callbacks b JOIN users u ON u.id = b.client_id WHERE b.id IN (" + some + ")"}},
	{audit.Job, &statement{"SELECT", "jobs", "SELECT '', id, kind FROM jobs WHERE id IN (" + some + ")"}},
	{audit.Request, &statement{"SELECT", "erasure_requests", "SELECT '', e.id, u.name FROM erasure_requests e JOIN users u ON u.id = e.client_id WHERE e.id IN (" + some + ")"}},
}

func scanRecord(rows *sql.Rows) (r audit.Record, err error) {
	err = rows.Scan(&r.Seq, &r.ID, &r.At, &r.Actor, &r.Role, &r.Action, &r.Object, &r.Old, &r.New, &r.Address, &r.Request, &r.Hash)
	return r, err
}

// Page implements audit.Store.
func (s Audits) Page(ctx context.Context, f audit.Selection, before audit.Place, limit int) ([]audit.Record, error) {
	ask, args := auditOfAll, []any(nil)
	switch {
	case f.Object != "":
		ask, args = auditOfObject, []any{f.Object, f.Actor, f.Actor, f.Action, f.Action}
	case f.Actor != "" && f.Action != "":
		ask, args = auditOfActorAction, []any{f.Actor, f.Action}
	case f.Actor != "":
		ask, args = auditOfActor, []any{f.Actor}
	case f.Action != "":
		ask, args = auditOfAction, []any{f.Action}
	}
	upto := audit.Place{At: time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC), Seq: math.MaxInt64}
	if !f.Until.IsZero() {
		upto.At = f.Until.Add(-time.Millisecond)
	}
	if before.Seq > 0 && !before.At.After(upto.At) {
		upto = before
	}
	from := f.From
	if from.IsZero() {
		from = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	return listing(ctx, s.db, scanRecord, ask, append(args, from, upto.At, upto.At, upto.Seq, min(max(limit, 1), 2000))...)
}

// Actions implements audit.Store: it leaps from each to the next.
func (s Audits) Actions(ctx context.Context) (all []string, err error) {
	for after := ""; ; {
		list, err := listing(ctx, s.db, scanText, auditActions, after, 1)
		if err != nil || len(list) == 0 {
			return all, err
		}
		after = list[0]
		all = append(all, after)
	}
}

func scanText(rows *sql.Rows) (text string, err error) {
	err = rows.Scan(&text)
	return text, err
}

// Record implements audit.Store.
func (s Audits) Record(ctx context.Context, seq int64) (audit.Record, error) {
	list, err := listing(ctx, s.db, scanRecord, auditGet, seq)
	if err == nil && len(list) == 0 {
		err = app.ErrNotFound
	}
	if err != nil {
		return audit.Record{}, err
	}
	return list[0], nil
}

// Names implements audit.Store: a question for each kind of thing, however many ids.
func (s Audits) Names(ctx context.Context, ids []string) (map[string]audit.Named, error) {
	args := make([]any, audit.MaxNames)
	for i := range args {
		args[i] = ""
		if i < len(ids) {
			args[i] = ids[i]
		}
	}
	names := map[string]audit.Named{}
	for _, one := range named {
		list, err := listing(ctx, s.db, func(rows *sql.Rows) (n audit.Named, err error) {
			err = rows.Scan(&n.Kind, &n.ID, &n.Name)
			return n, err
		}, one.ask, args...)
		if err != nil {
			return nil, err
		}
		for _, n := range list {
			switch {
			case one.kind != "":
				n.Kind = one.kind
			case n.Kind != string(app.Client):
				n.Kind = audit.Person
			}
			names[n.ID] = n
		}
		if len(names) == len(ids) {
			break
		}
	}
	return names, nil
}

// Find implements audit.Store.
func (s Audits) Find(ctx context.Context, name string) (ids []string, err error) {
	type question struct {
		ask *statement
		arg any
	}
	asks := []question{{personFind, words(strings.ToLower(name))}}
	if len(name) <= 32 && ascii(name) {
		asks = append(asks, question{caseFind, name}, question{productFind, name})
	}
	if digits, ok := strings.CutPrefix(strings.ToUpper(name), "E-"); ok {
		if n, err := strconv.ParseInt(digits, 10, 64); err == nil {
			asks = append(asks, question{requestFind, n})
		}
	}
	for _, one := range asks {
		list, err := listing(ctx, s.db, scanText, one.ask, one.arg)
		if err != nil {
			return nil, err
		}
		ids = append(ids, list...)
	}
	return ids, nil
}

// Staff implements audit.Store.
func (s Audits) Staff(ctx context.Context) ([]audit.Named, error) {
	return listing(ctx, s.db, func(rows *sql.Rows) (n audit.Named, err error) {
		err = rows.Scan(&n.ID, &n.Name)
		return n, err
	}, auditStaff)
}

// Seen implements audit.Store. It looks before it writes: of two at the same moment both may be recorded, which harms nobody.
func (s Audits) Seen(ctx context.Context, a app.Audit, since time.Time) error {
	found := false
	err := s.db.stretch(ctx, auditSeen, func(*sql.Rows) error {
		found = true
		return nil
	}, a.Object, since, a.Actor, a.Action, 1)
	if err != nil || found {
		return domain(err)
	}
	return s.Add(ctx, a)
}

// Add implements audit.Store.
func (s Audits) Add(ctx context.Context, a app.Audit) error { return s.db.Audit(ctx, a) }
