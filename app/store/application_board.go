package store

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"telemark/app"
	"telemark/app/application"
)

// A page of the board is found in an index alone, as the ids in their order, and then read by these: whatever a filter leaves out costs no
// look at the table. An index gives the order of one holder's applications only. So where several are asked for, the first of each are taken,
// and the first of those; the cost grows with the holders, not with what they have.
//
// Each combination of a state, a kind, a stage and a holder has an index that begins with them and goes on in the order of the page; what
// is left over of a filter stands behind that in the same index. Migrations 0012, 0021 and 0031 have them.

// How many holders one question asks for: the embedded database is told of each in so many words, a server in a list.
const (
	fewHolders  = 50
	manyHolders = 500
)

var (
	holdersOfTeam = &statement{"SELECT", "users", "SELECT id FROM users WHERE team_id = ?"}
	holdersLoose  = &statement{"SELECT", "users", "SELECT id FROM users WHERE role IN ('operator', 'manager') AND team_id IS NULL"}
)

// nobody holds what nobody has taken.
const nobody = ""

// holders are whose applications are asked for: everybody's, nobody's too, or those of some. The zero holders have none.
type holders struct {
	all bool
	ids []string
}

// both are the holders that are among two sets.
func (h holders) both(other holders) holders {
	if h.all {
		return other
	}
	if !other.all {
		h.ids = slices.DeleteFunc(slices.Clone(h.ids), func(id string) bool { return !slices.Contains(other.ids, id) })
	}
	return h
}

// holders reads whose applications a filter leaves within its reach. It says what app.Reach.Holds says.
func (s Applications) holders(ctx context.Context, f application.BoardFilter) (h holders, err error) {
	h.all = f.Reach.Scope == app.All
	if !h.all {
		h.ids = []string{nobody, f.Reach.Person}
	}
	if f.Reach.Scope == app.Team {
		mates, err := s.mates(ctx, f.Reach.Team)
		if err != nil {
			return holders{}, err
		}
		h.ids = append(h.ids, slices.DeleteFunc(mates, func(id string) bool { return id == f.Reach.Person })...)
	}
	if f.Team != "" {
		mates, err := s.mates(ctx, f.Team)
		if err != nil {
			return holders{}, err
		}
		h = h.both(holders{ids: mates})
	}
	switch f.Assignee {
	case "":
	case application.Nobody:
		h = h.both(holders{ids: []string{nobody}})
	default:
		h = h.both(holders{ids: []string{f.Assignee}})
	}
	return h, nil
}

// some are the holders a part at a time, each for one question.
func (h holders) some(from bun.IDB) [][]string {
	switch {
	case h.all:
		return [][]string{nil}
	case applies(from):
		return slices.Collect(slices.Chunk(h.ids, manyHolders))
	}
	return slices.Collect(slices.Chunk(h.ids, fewHolders))
}

// mates are the people of a team; of no team, all who are in none.
func (s Applications) mates(ctx context.Context, team string) ([]string, error) {
	ask, args := holdersOfTeam, []any{team}
	if team == "" {
		ask, args = holdersLoose, nil
	}
	return listing(ctx, s.db, func(r *sql.Rows) (id string, err error) {
		err = r.Scan(&id)
		return id, err
	}, ask, args...)
}

// chosen are the conditions of a filter but for whose the applications are.
func chosen(q *bun.SelectQuery, f application.BoardFilter, now time.Time) *bun.SelectQuery {
	if f.Stuck {
		q = q.Where("a.waits = 'bank'").Where("a.changed_at <= ?", now.Add(-f.StuckFor))
	}
	switch {
	case f.State == application.Withdrawn: // a draft may be, too, and is none of the bank's business
		q = q.Where("a.state = ?", string(f.State)).Where("a.submitted_at IS NOT NULL")
	case f.State != "":
		q = q.Where("a.state = ?", string(f.State))
	case f.Stage == "" && !f.Stuck: // whatever is at a stage, or waits for the bank, is open
		q = q.Where("a.is_open = ?", true)
	}
	if f.Stage != "" {
		q = q.Where("a.stage = ?", f.Stage)
	}
	if f.Kind != "" {
		q = q.Where("a.kind = ?", string(f.Kind))
	}
	if f.Days > 0 {
		q = q.Where("a.since_at <= ?", now.AddDate(0, 0, -f.Days))
	}
	return q
}

// heldBy is the condition of one holder.
func heldBy(holder string) (condition string, args []any) {
	if holder == nobody {
		return "a.assignee_id IS NULL", nil
	}
	return "a.assignee_id = ?", []any{holder}
}

// page is a stretch of the board: its filter, where it begins, its size, and the moment at which ages are counted.
type page struct {
	filter application.BoardFilter
	after  application.Place
	size   int
	now    time.Time
}

// clock is the column by which the page is ordered, and whether the latest come first.
func (p page) clock() (column string, latest bool) {
	if p.filter.Stuck {
		return "changed_at", false
	}
	return "since_at", p.filter.State.Ended()
}

// boardIndex is the index by which the places of a page are found, of one holder or of everybody. The embedded database is told its name.
func boardIndex(f application.BoardFilter, held bool) string {
	switch {
	case f.Stuck && held:
		return "applications_still_assignee"
	case f.Stuck:
		return "applications_still"
	case f.Stage != "" && held:
		return "applications_stage_assignee"
	case f.Stage != "" && f.Kind != "":
		return "applications_stage_kind"
	case f.Stage != "":
		return "applications_stage"
	case f.State != "" && held && f.Kind != "":
		return "applications_state_assignee_kind"
	case f.State != "" && held:
		return "applications_state_assignee"
	case f.State != "" && f.Kind != "":
		return "applications_state_kind"
	case f.State != "":
		return "applications_state"
	case held:
		return "applications_open_assignee"
	case f.Kind != "":
		return "applications_open_kind"
	}
	return "applications_open"
}

// order is that of its places.
func (p page) order() string {
	if _, latest := p.clock(); latest {
		return "p.place DESC, p.id DESC"
	}
	return "p.place, p.id"
}

// places are the ids of the page in their order, of the holder in a condition, or with none of everybody.
func places(from bun.IDB, p page, condition string, args ...any) *bun.SelectQuery {
	by, latest := p.clock()
	index := boardIndex(p.filter, condition != "")
	q := chosen(from.NewSelect().TableExpr("applications AS a"+indexed(from, index)).ColumnExpr("a.id, a."+by+" AS place"), p.filter, p.now)
	if condition != "" {
		q = q.Where(condition, args...)
	}
	down, beyond := "", ">"
	if latest {
		down, beyond = " DESC", "<"
	}
	if p.after.ID != "" { // the plain bound first: it is what both databases look up
		q = q.Where("a."+by+" "+beyond+"= ?", p.after.Since).Where("(a."+by+" "+beyond+" ? OR a.id "+beyond+" ?)", p.after.Since, p.after.ID)
	}
	return q.OrderExpr("a." + by + down + ", a.id" + down).Limit(int64(p.size))
}

// placesOf are the ids of the page, of some holders or, when there is none, of everybody.
func placesOf(from bun.IDB, p page, of []string) *bun.SelectQuery {
	switch len(of) {
	case 0:
		return places(from, p, "")
	case 1:
		condition, args := heldBy(of[0])
		return places(from, p, condition, args...)
	}
	parts, each := ofEach(from, p, of)
	return from.NewSelect().TableExpr("("+strings.Join(parts, " UNION ALL ")+") AS p", each...).ColumnExpr("p.id, p.place").
		OrderExpr(p.order()).Limit(int64(p.size))
}

// ofEach are the first places of each holder.
func ofEach(from bun.IDB, p page, of []string) (parts []string, args []any) {
	if ids := slices.DeleteFunc(slices.Clone(of), func(id string) bool { return id == nobody }); applies(from) {
		parts, args = []string{eachApplied}, []any{places(from, p, "a.assignee_id = w.id"), bun.List(ids)}
		if len(ids) == len(of) {
			return parts, args
		}
		of = []string{nobody}
	}
	for i, holder := range of {
		condition, values := heldBy(holder)
		parts = append(parts, fmt.Sprintf("SELECT h%d.id, h%d.place FROM (?) AS h%d", i, i, i))
		args = append(args, places(from, p, condition, values...))
	}
	return parts, args
}

// applicationsAt reads the applications of places.
func applicationsAt(from bun.IDB, places *bun.SelectQuery, order string) *bun.SelectQuery {
	return from.NewSelect().TableExpr("(?) AS p", places).ColumnExpr(applicationFields).
		Join("JOIN applications AS a ON a.id = p.id").
		Join("JOIN users AS c ON c.id = a.client_id").
		Join("LEFT JOIN users AS s ON s.id = a.assignee_id").
		OrderExpr(order)
}

// Board implements application.Store.
func (s Applications) Board(
	ctx context.Context, f application.BoardFilter, after application.Place, limit int,
) (list []application.Summary, err error) {
	of, err := s.holders(ctx, f)
	if err != nil {
		return nil, err
	}
	p := page{f, after, min(max(limit, 1), application.ListSize), app.Now()}
	parts := of.some(s.db.read)
	for _, some := range parts {
		part, err := s.list(ctx, applicationsAt(s.db.read, placesOf(s.db.read, p, some), p.order()))
		if err != nil {
			return nil, err
		}
		list = append(list, part...)
	}
	if len(parts) > 1 {
		slices.SortFunc(list, p.compare)
	}
	return list[:min(len(list), p.size)], nil
}

// compare is the order of the page.
func (p page) compare(a, b application.Summary) int {
	x, y := a.Since, b.Since
	if p.filter.Stuck {
		x, y = a.ChangedAt, b.ChangedAt
	}
	c := cmp.Or(x.Compare(y), cmp.Compare(a.ID, b.ID))
	if _, latest := p.clock(); latest {
		return -c
	}
	return c
}

// Count implements application.Store.
func (s Applications) Count(ctx context.Context, f application.BoardFilter, most int) (n int, err error) {
	of, err := s.holders(ctx, f)
	if err != nil {
		return 0, err
	}
	p := page{f, application.Place{}, most, app.Now()}
	for _, some := range of.some(s.db.read) {
		part, err := s.count(ctx, counted(s.db.read, placesOf(s.db.read, p, some)))
		if err != nil {
			return 0, err
		}
		if n += part; n >= most {
			return most, nil
		}
	}
	return n, nil
}

// counted counts places, of which there are no more than their sizes.
func counted(from bun.IDB, places *bun.SelectQuery) *bun.SelectQuery {
	return from.NewSelect().TableExpr("(?) AS p", places).ColumnExpr("COUNT(*)")
}

func (s Applications) count(ctx context.Context, q *bun.SelectQuery) (n int, err error) {
	ctx, cancel := deadline(ctx)
	defer cancel()
	err = s.db.asking(ctx, func() error {
		rows, err := q.Rows(ctx)
		return one(rows, err, func(r *sql.Rows) error { return r.Scan(&n) })
	})
	return n, domain(err)
}

// namedPlaces are the ids of what the beginning of a folded name finds in a column. Its order is that of bytes on both databases, so whatever
// begins with a text lies between it and the same text with the largest character behind it.
func namedPlaces(from bun.IDB, p page, column, begin string) *bun.SelectQuery {
	f := p.filter
	index := map[string]string{"client_key": "client", "client_last": "last"}[column]
	if f.State == "" {
		index = "applications_open_" + index
	} else {
		index = "applications_state_" + index
	}
	q := chosen(from.NewSelect().TableExpr("applications AS a"+indexed(from, index)).ColumnExpr("a.id, a."+column+" AS place"), f, p.now)
	if f.State == "" && (f.Stage != "" || f.Stuck) {
		q = q.Where("a.is_open = ?", true)
	}
	q = within(q.Where("a."+column+" >= ?", begin).Where("a."+column+" < ?", begin+"\uffff"), "a.assignee_id", f.Reach)
	if f.Team != "" {
		q = q.Where("a.assignee_id IN (SELECT m.id FROM users m WHERE m.team_id = ?)", f.Team)
	}
	switch f.Assignee {
	case "":
	case application.Nobody:
		q = q.Where("a.assignee_id IS NULL")
	default:
		q = q.Where("a.assignee_id = ?", f.Assignee)
	}
	return q.OrderExpr("a." + column + ", a.id").Limit(int64(p.size))
}

// Named implements application.Store.
func (s Applications) Named(ctx context.Context, f application.BoardFilter, begin string, limit int) (all []application.Summary, err error) {
	p := page{f, application.Place{}, min(max(limit, 1), application.ListSize), app.Now()}
	for _, column := range []string{"client_key", "client_last"} {
		list, err := s.list(ctx, applicationsAt(s.db.read, namedPlaces(s.db.read, p, column, begin), "p.place, p.id"))
		if err != nil {
			return nil, err
		}
		for _, a := range list {
			if !slices.ContainsFunc(all, func(have application.Summary) bool { return have.ID == a.ID }) {
				all = append(all, a)
			}
		}
	}
	return all[:min(len(all), p.size)], nil
}
