package store

import "strings"

// figure is where the rows of a figure of report.Figures are, and what each of them says. An expression that is empty is NULL. The range of
// at is what an index is sought by; the rest of a filter is compared in the index's entries.
type figure struct {
	from  string // the table with its alias first
	where string // beside the range of at
	at    string // what places a row in a period
	key   string // what tells rows of the same moment apart
	value string // a whole number

	room, application, number, client string // ids, and the application's number
	operator, topic, kind, state      string
}

// Durations are differences of whole seconds, and a row that has none says -1. "{seconds A B}", "{hour A}" and "{later N A}" are each
// database's way to count them; see calculated.
var figures = map[string]figure{
	"waiting": {
		from: "rooms r", where: "r.state = 'waiting'", at: "r.waiting_since", key: "r.id", value: "0",
		room: "r.id", client: "r.client_id", operator: "r.operator_id", topic: "r.topic_id",
	},
	"open": {
		from: "rooms r", where: "r.state = 'open'", at: "r.last_at", key: "r.id", value: "0",
		room: "r.id", client: "r.client_id", operator: "r.operator_id", topic: "r.topic_id",
	},
	"load": {
		from: "rooms r", where: "r.state = 'open'", at: "r.last_at", key: "r.id", value: "1",
		room: "r.id", client: "r.client_id", operator: "r.operator_id", topic: "r.topic_id",
	},
	"opened": {
		from: "rooms r", at: "r.created_at", key: "r.id", value: "0",
		room: "r.id", client: "r.client_id", operator: "r.operator_id", topic: "r.topic_id",
	},
	"wait": {
		from: "rooms r", at: "r.taken_at", key: "r.id", value: "{seconds r.created_at r.taken_at}",
		room: "r.id", client: "r.client_id", operator: "r.operator_id", topic: "r.topic_id",
	},
	"first_answer": {
		from: "rooms r", at: "r.answered_at", key: "r.id", value: "{seconds r.created_at r.answered_at}",
		room: "r.id", client: "r.client_id", operator: "r.operator_id", topic: "r.topic_id",
	},
	"in_time": {
		from: "rooms r", at: "r.created_at", key: "r.id", value: "COALESCE({seconds r.created_at r.answered_at}, -1)",
		room: "r.id", client: "r.client_id", operator: "r.operator_id", topic: "r.topic_id",
	},
	"conversion": {
		from: "rooms r", at: "r.created_at", key: "r.id",
		value: `CASE WHEN EXISTS (SELECT 1 FROM applications a WHERE a.client_id = r.client_id AND a.submitted_at >= r.created_at
			AND a.submitted_at < {later 7 r.created_at}) THEN 1 ELSE 0 END`,
		room: "r.id", client: "r.client_id", operator: "r.operator_id", topic: "r.topic_id",
	},
	"served": {
		from: "room_endings e", at: "e.ended_at", key: "e.room_id", value: "0",
		room: "e.room_id", client: clientOfRoom, operator: "e.operator_id", topic: "e.topic_id",
	},
	"handling": {
		from: "room_endings e", at: "e.ended_at", key: "e.room_id", value: "{seconds e.taken_at e.ended_at}",
		room: "e.room_id", client: clientOfRoom, operator: "e.operator_id", topic: "e.topic_id",
	},
	"pace": {
		from: "room_endings e", at: "e.ended_at", key: "e.room_id", value: "{hour e.ended_at}",
		room: "e.room_id", client: clientOfRoom, operator: "e.operator_id", topic: "e.topic_id",
	},
	"abandoned": {
		from: "room_endings e", where: "e.answered_at IS NULL AND e.reason <> 'spam'", at: "e.ended_at", key: "e.room_id", value: "0",
		room: "e.room_id", client: clientOfRoom, operator: "e.operator_id", topic: "e.topic_id",
	},
	"rating": {
		from: "room_ratings g", at: "g.changed_at", key: "g.room_id", value: "g.stars",
		room: "g.room_id", client: "(SELECT x.client_id FROM rooms x WHERE x.id = g.room_id)", operator: "g.operator_id",
		topic: "(SELECT x.topic_id FROM rooms x WHERE x.id = g.room_id)",
	},
	"submitted": {
		from: "applications a", at: "a.submitted_at", key: "a.id", value: "0",
		application: "a.id", number: "a.number", client: "a.client_id", operator: "a.assignee_id", kind: "a.kind", state: "a.state",
	},
	"approval": decided("CASE WHEN d.act = 'offer' THEN 1 ELSE 0 END"),
	"decision": decided("{seconds a.submitted_at d.at}"),
}

const clientOfRoom = "(SELECT x.client_id FROM rooms x WHERE x.id = e.room_id)"

// decided are the applications that the bank decided: each with its first offer or its refusal, whichever came first.
func decided(value string) figure {
	return figure{
		from: "application_events d JOIN applications a ON a.id = d.application_id",
		where: `d.act IN ('offer', 'refuse') AND NOT EXISTS (SELECT 1 FROM application_events p
			WHERE p.application_id = d.application_id AND p.seq < d.seq AND p.act IN ('offer', 'refuse'))`,
		at: "d.at", key: "d.application_id", value: value,
		application: "a.id", number: "a.number", client: "a.client_id", operator: "a.assignee_id", kind: "a.kind", state: "a.state",
	}
}

func orNothing(expression string) string {
	if expression == "" {
		return "NULL"
	}
	return expression
}

// condition is what counts: the range, the reader's reach as app.Reach.Holds has it, and then each part of a filter that the rows know,
// which asks for nothing when it is empty. Its values are those of filterValues.
func (f figure) condition() string {
	var b strings.Builder
	if f.where != "" {
		b.WriteString(f.where + " AND ")
	}
	b.WriteString(f.at + " >= ? AND " + f.at + " <= ?")
	b.WriteString(" AND (? = 1 OR " + f.operator + " IS NULL OR " + f.operator + " = ? OR " + f.operator + ` IN (SELECT m.id FROM users m
		WHERE m.role IN ('operator', 'manager') AND COALESCE(m.team_id, '') = ?))`)
	b.WriteString(" AND (? = '' OR " + f.operator + " = ?)")
	b.WriteString(" AND (? = '' OR " + f.operator + " IN (SELECT w.id FROM users w WHERE w.team_id = ?))")
	for _, part := range []string{f.topic, f.kind, f.state} {
		if part != "" {
			b.WriteString(" AND (? = '' OR " + part + " = ?)")
		}
	}
	return b.String()
}

// everything counts all rows of a range and of no filter, for readers who see all: what is asked most, and over the most rows.
func (f figure) everything(group string) *statement {
	where := f.at + " >= ? AND " + f.at + " < ?"
	if f.where != "" {
		where = f.where + " AND " + where
	}
	text := " FROM " + f.from + " WHERE " + where
	switch {
	case group == "" && isNumber(f.value):
		text = "SELECT '', " + f.value + ", COUNT(*)" + text
	case group == "":
		text = "SELECT '', q.v, COUNT(*) FROM (SELECT " + f.value + " AS v" + text + ") q GROUP BY q.v"
	case isNumber(f.value):
		text = "SELECT q.g, " + f.value + ", COUNT(*) FROM (SELECT COALESCE(" + group + ", '') AS g" + text + ") q GROUP BY q.g"
	default:
		text = "SELECT q.g, q.v, COUNT(*) FROM (SELECT COALESCE(" + group + ", '') AS g, " + f.value + " AS v" + text + ") q GROUP BY q.g, q.v"
	}
	return &statement{"SELECT", "figures", text}
}

func isNumber(expression string) bool { return expression == "0" || expression == "1" }

// tally counts the rows of each group and number. The inner query names both once: SQL Server takes the same expression with a parameter
// for another one where it groups.
func (f figure) tally(group string) *statement {
	value := "COALESCE(" + group + ", '')"
	if group == "" {
		value = "''"
	}
	return &statement{"SELECT", "figures", "SELECT q.g, q.v, COUNT(*) FROM (SELECT " + value + " AS g, " + f.value + " AS v FROM " + f.from +
		" WHERE " + f.condition() + " AND " + f.at + " < ?) q GROUP BY q.g, q.v"}
}

// list reads the rows, the latest first, behind a place.
func (f figure) list() *statement {
	fields := []string{
		f.key, f.at, f.value, orNothing(f.room), orNothing(f.application), orNothing(f.number), "c.name", "o.name",
		orNothing(f.topic), orNothing(f.kind), orNothing(f.state),
	}
	return &statement{"SELECT", "figures", "SELECT " + strings.Join(fields, ", ") + " FROM " + f.from + " LEFT JOIN users c ON c.id = " + f.client +
		" LEFT JOIN users o ON o.id = " + f.operator + " WHERE " + f.condition() + " AND (" + f.at + " < ? OR " + f.key + " < ?) ORDER BY " + f.at +
		" DESC, " + f.key + " DESC {page}"}
}
