package store

import (
	"database/sql"
	"encoding/json"
	"strings"

	"telemark/app"
	"telemark/app/chat"
)

// Chat keeps rooms and their logs.
type Chat struct{ db *DB }

var _ chat.Store = Chat{}

// Chat is the part of the database that chat.Service works on.
func (d *DB) Chat() Chat { return Chat{d} }

// roomFields and roomFrom read a room with the people in it.
const (
	roomFields = `r.id, r.client_id, c.name, c.lang, cp.online_until, r.operator_id, o.name, o.team_id, op.online_until, r.topic_id, r.state, r.seq,
		r.last_said_seq, r.created_at, r.last_at, r.waiting_since, r.taken_at, r.answered_at, r.closed_at, r.close_reason,
		r.client_delivered, r.client_read, r.staff_delivered, r.staff_read, r.request_number, r.about`
	roomFrom = `rooms r JOIN users c ON c.id = r.client_id LEFT JOIN users o ON o.id = r.operator_id
		LEFT JOIN presence cp ON cp.user_id = r.client_id LEFT JOIN presence op ON op.user_id = r.operator_id`
)

// roomRow is a row of roomFields.
type roomRow struct {
	chat.Room
	lastSaid                int64
	operator, name, team    sql.NullString
	clientUntil, staffUntil sql.NullTime // online
	request                 sql.NullInt64
	about                   aboutCell
}

// targets are where Scan puts roomFields.
func (r *roomRow) targets() []any {
	return []any{
		&r.ID, &r.Client.ID, &r.Client.Name, &r.Lang, &r.clientUntil, &r.operator, &r.name, &r.team, &r.staffUntil, &r.Topic, &r.State, &r.Seq,
		&r.lastSaid, &r.CreatedAt, &r.LastAt, &r.WaitingSince, &r.TakenAt, &r.AnsweredAt, &r.ClosedAt, &r.CloseReason,
		&r.ByClient.Delivered, &r.ByClient.Read, &r.ByStaff.Delivered, &r.ByStaff.Read, &r.request, &r.about,
	}
}

// room is what the row says.
func (r *roomRow) room() chat.Room {
	now := app.Now()
	r.Client.Online = r.clientUntil.Time.After(now)
	if r.operator.Valid {
		r.Operator = chat.Person{ID: r.operator.String, Name: r.name.String, Online: r.staffUntil.Time.After(now)}
	}
	r.Team, r.Request, r.About = r.team.String, r.request.Int64, r.about.About
	return r.Room
}

// aboutCell reads what a room is about: JSON, or NULL.
type aboutCell struct{ *chat.About }

// Scan implements sql.Scanner.
func (a *aboutCell) Scan(v any) error {
	a.About = nil
	var text []byte
	switch v := v.(type) {
	case nil:
		return nil
	case string:
		text = []byte(v)
	case []byte:
		text = v
	}
	return json.Unmarshal(text, &a.About)
}

// aboutValue is what a room's row holds of what it is about.
func aboutValue(a *chat.About) any {
	text, err := json.Marshal(a)
	if a == nil || err != nil { // of texts and numbers: it can't fail
		return (*string)(nil)
	}
	return words(text)
}

// orNone is NULL for a number that isn't there.
func orNone(n int64) *int64 {
	if n == 0 {
		return nil
	}
	return &n
}

// messageFields read an entry of a log with its author's present name.
const messageFields = `m.room_id, m.seq, m.id, m.msg_key, m.author_id, a.name, m.side, m.kind, m.body, m.created_at`

// messageRow is a row of messageFields, of which everything is missing when a join found no entry.
type messageRow struct {
	room, id, key, author, name, side, kind, body sql.NullString
	seq                                           sql.NullInt64
	at                                            sql.NullTime
}

func (m *messageRow) targets() []any {
	return []any{&m.room, &m.seq, &m.id, &m.key, &m.author, &m.name, &m.side, &m.kind, &m.body, &m.at}
}

func (m *messageRow) found() bool { return m.seq.Valid }

// message is zero when none was found.
func (m *messageRow) message() chat.Message {
	return chat.Message{
		ID: m.id.String, Room: m.room.String, Seq: m.seq.Int64, Key: m.key.String,
		Author: chat.Person{ID: m.author.String, Name: m.name.String},
		Side:   chat.Side(m.side.String), Kind: chat.Kind(m.kind.String), Body: m.body.String, At: m.at.Time,
	}
}

// orNull is NULL for a text that isn't there.
func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// insertMessages are the statements that insert 1, 2, … rows at once; SQL Server takes 2,100 values in one.
var insertMessages = func() (all [50]*statement) {
	const row = "(?, ?, ?, ?, ?, ?, ?, ?, ?)"
	for i := range all {
		all[i] = &statement{
			"INSERT", "messages",
			"INSERT INTO messages (room_id, seq, id, author_id, msg_key, side, kind, body, created_at) VALUES " +
				row + strings.Repeat(", "+row, i),
		}
	}
	return all
}()

func entryValues(values []any, m chat.Message) []any {
	return append(values, m.Room, m.Seq, m.ID, orNull(m.Author.ID), orNull(m.Key), string(m.Side), string(m.Kind), words(m.Body), m.At)
}

// scanRoom is for one row of roomFields.
func scanRoom(rows *sql.Rows, err error) (roomRow, error) {
	var r roomRow
	err = one(rows, err, func(rows *sql.Rows) error { return rows.Scan(r.targets()...) })
	return r, err
}
