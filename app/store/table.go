package store

import (
	"slices"
	"strings"
)

// table is one table of the schema, for whoever moves all of them: copy, checksums, rekey.
type table struct {
	name    string
	key     int // how many of the columns, the first ones, are the primary key
	seeded  bool
	columns []column

	count, first, next, last *statement // see prepare
	insert                   *statement // of as many rows as several() says
	insertOne                *statement
}

type column struct {
	name string
	kind kind
}

// kind is what a column holds, in both databases.
type kind int

const (
	code    kind = iota // ASCII: ids, hashes, states
	prose               // what people typed
	number              // whole
	yes                 // or no
	stamped             // a time, to the millisecond
	sealed              // bytes of a secret.Sealer
	blob                // bytes of a file
)

// tables are all tables of the schema but goose's own, those first to which others point. A test compares them with the
// migrations: a table, a column or a key that is not here is not copied.
//
// seeded are those into which a migration itself puts rows.
var tables = prepare(
	table{name: "teams", key: 1, columns: []column{{"id", code}, {"name", prose}, {"created_at", stamped}}},
	table{name: "users", key: 1, columns: []column{
		{"id", code}, {"email", prose}, {"name", prose}, {"role", code}, {"lang", code}, {"password", code}, {"factor_sealed", sealed},
		{"factor_confirmed", yes}, {"factor_step", number}, {"disabled_at", stamped}, {"created_at", stamped},
		{"duties", code}, {"scope", code}, {"team_id", code}, {"leads", yes}, {"erased_at", stamped},
	}},
	table{name: "staff_skills", key: 3, columns: []column{{"user_id", code}, {"kind", code}, {"lang", code}}},
	table{name: "staff_hours", key: 2, columns: []column{{"user_id", code}, {"weekday", number}, {"from_minute", number}, {"until_minute", number}}},
	table{name: "staff_days", key: 2, columns: []column{
		{"user_id", code}, {"day", code}, {"from_minute", number}, {"until_minute", number}, {"note", prose},
	}},
	table{name: "recovery_codes", key: 2, columns: []column{{"user_id", code}, {"hash", code}}},
	table{name: "invitations", key: 1, columns: []column{
		{"id", code}, {"hash", code}, {"email", prose}, {"name", prose}, {"role", code}, {"invited_by", code},
		{"created_at", stamped}, {"expires_at", stamped}, {"duties", code}, {"scope", code}, {"team_id", code},
	}},
	table{name: "attempt_keys", key: 1, columns: []column{{"hash", code}, {"touched_at", stamped}}},
	table{name: "attempts", key: 3, columns: []column{{"key_hash", code}, {"attempted_at", stamped}, {"id", code}}},
	table{name: "sessions", key: 1, columns: []column{
		{"hash", code}, {"user_id", code}, {"strong", yes}, {"started_at", stamped}, {"seen_at", stamped}, {"ends_at", stamped},
		{"address", prose}, {"device", prose},
	}},
	table{name: "identities", key: 2, columns: []column{{"issuer", code}, {"subject", code}, {"user_id", code}, {"linked_at", stamped}}},
	table{name: "replaced_sessions", key: 1, columns: []column{
		{"hash", code}, {"user_id", code}, {"replaced_at", stamped}, {"address", prose}, {"device", prose},
	}},
	table{name: "topics", key: 1, seeded: true, columns: []column{{"id", code}, {"position", number}, {"name_en", prose}, {"name_ru", prose}, {"retired", yes}}},
	table{name: "canned_texts", key: 1, columns: []column{
		{"id", code}, {"shortcut", code}, {"team_id", code}, {"body_en", prose}, {"body_ru", prose}, {"changed_at", stamped},
	}},
	table{name: "rooms", key: 1, columns: []column{
		{"id", code}, {"client_id", code}, {"operator_id", code}, {"topic_id", code}, {"state", code}, {"seq", number}, {"last_said_seq", number},
		{"created_at", stamped}, {"last_at", stamped}, {"waiting_since", stamped}, {"taken_at", stamped}, {"answered_at", stamped},
		{"closed_at", stamped}, {"close_reason", code}, {"client_delivered", number}, {"client_read", number}, {"staff_delivered", number},
		{"staff_read", number}, {"open_key", code}, {"about", prose}, {"request_number", number}, {"erased_at", stamped},
	}},
	table{name: "messages", key: 2, columns: []column{
		{"room_id", code}, {"seq", number}, {"id", code}, {"author_id", code}, {"msg_key", code}, {"side", code}, {"kind", code},
		{"body", prose}, {"created_at", stamped},
	}},
	table{name: "notice_wishes", key: 1, columns: []column{{"user_id", code}, {"email", yes}}},
	table{name: "push_devices", key: 1, columns: []column{
		{"id", code}, {"user_id", code}, {"endpoint_hash", code}, {"endpoint", prose}, {"p256dh", code}, {"auth", code}, {"name", prose},
		{"since", stamped},
	}},
	table{name: "notices", key: 1, columns: []column{
		{"room_id", code}, {"seq", number}, {"attempts", number}, {"next_at", stamped}, {"done", yes},
	}},
	table{name: "presence", key: 1, columns: []column{{"user_id", code}, {"online_until", stamped}}},
	table{name: "room_ratings", key: 2, columns: []column{
		{"room_id", code}, {"operator_id", code}, {"stars", number}, {"comment", prose}, {"rated_at", stamped}, {"changed_at", stamped},
	}},
	table{name: "room_endings", key: 2, columns: []column{
		{"room_id", code}, {"seq", number}, {"operator_id", code}, {"topic_id", code}, {"reason", code}, {"asked_at", stamped},
		{"taken_at", stamped}, {"answered_at", stamped}, {"ended_at", stamped},
	}},
	table{name: "opening_hours", key: 1, seeded: true, columns: []column{
		{"weekday", number}, {"opens", number}, {"closes", number}, {"places", number},
	}},
	table{name: "holidays", key: 1, seeded: true, columns: []column{
		{"day", code}, {"opens", number}, {"closes", number}, {"places", number}, {"name_en", prose}, {"name_ru", prose},
	}},
	table{name: "consent_texts", key: 3, seeded: true, columns: []column{
		{"purpose", code}, {"version", number}, {"lang", code}, {"title", prose}, {"body", prose}, {"from_day", code},
	}},
	table{name: "consents", key: 3, columns: []column{
		{"client_id", code}, {"purpose", code}, {"seq", number}, {"id", code}, {"given", yes}, {"version", number}, {"lang", code},
		{"source", code}, {"recorded_at", stamped}, {"receipt_number", number},
	}},
	table{name: "contact_preferences", key: 1, columns: []column{
		{"client_id", code}, {"phone", code}, {"channel", code}, {"days", code}, {"from_hour", number}, {"until_hour", number},
		{"changed_at", stamped},
	}},
	table{name: "callback_slots", key: 1, columns: []column{{"starts_at", stamped}, {"taken", number}}},
	table{name: "callbacks", key: 1, columns: []column{
		{"id", code}, {"client_id", code}, {"room_id", code}, {"phone", code}, {"note", prose}, {"starts_at", stamped}, {"ends_at", stamped},
		{"state", code}, {"tries", number}, {"operator_id", code}, {"created_at", stamped}, {"changed_at", stamped}, {"owed_to", code},
		{"erased_at", stamped},
	}},
	table{name: "counters", key: 1, seeded: true, columns: []column{{"name", code}, {"value", number}}},
	table{name: "jobs", key: 1, columns: []column{
		{"id", code}, {"kind", code}, {"owner_id", code}, {"once", code}, {"open_once", code}, {"input", prose}, {"state", code},
		{"holder", code}, {"tries", number}, {"done", number}, {"total", number}, {"note", prose}, {"size", number}, {"due_at", stamped},
		{"created_at", stamped}, {"finished_at", stamped}, {"expires_at", stamped},
	}},
	table{name: "job_parts", key: 2, columns: []column{{"job_id", code}, {"part", number}, {"content", blob}}},
	table{name: "export_schedules", key: 1, columns: []column{
		{"id", code}, {"owner_id", code}, {"what", prose}, {"every", code}, {"next_at", stamped}, {"created_at", stamped},
	}},
	table{name: "erasure_requests", key: 1, columns: []column{
		{"id", code}, {"number", number}, {"client_id", code}, {"open_to", code}, {"state", code}, {"note", prose}, {"answer", prose},
		{"made_at", stamped}, {"due_day", code}, {"settled_at", stamped}, {"settled_by", code}, {"result", prose},
	}},
	table{name: "retention_rules", key: 1, columns: []column{
		{"class", code}, {"days", number}, {"changed_by", code}, {"approved_by", code}, {"changed_at", stamped}, {"wanted", number}, {"wanted_by", code},
		{"wanted_at", stamped},
	}},
	table{name: "retention_holds", key: 1, columns: []column{
		{"id", code}, {"kind", code}, {"object_id", code}, {"held", code}, {"reason", prose}, {"until_day", code}, {"made_by", code},
		{"made_at", stamped}, {"lifted_by", code}, {"lifted_at", stamped},
	}},
	table{name: "retention_runs", key: 2, columns: []column{
		{"id", code}, {"class", code}, {"days", number}, {"erased", number}, {"started_at", stamped}, {"finished_at", stamped},
	}},
	table{name: "settings", key: 1, columns: []column{{"name", code}, {"value", prose}}},
	table{name: "catalogue", key: 1, seeded: true, columns: []column{{"id", number}, {"revision", number}}},
	table{name: "products", key: 1, columns: []column{
		{"id", code}, {"slug", code}, {"kind", code}, {"position", number}, {"archived", yes}, {"created_at", stamped},
	}},
	table{name: "product_versions", key: 2, columns: []column{
		{"product_id", code}, {"number", number}, {"from_day", code}, {"until_day", code}, {"name_en", prose}, {"name_ru", prose},
		{"author_id", code}, {"approved_by", code}, {"created_at", stamped}, {"content", prose},
	}},
	table{name: "product_offers", key: 3, columns: []column{
		{"product_id", code}, {"number", number}, {"currency", code}, {"amount_lo", number}, {"amount_hi", number}, {"term_lo", number},
		{"term_hi", number}, {"rate_lo", number}, {"rate_hi", number},
	}},
	table{name: "approval_people", key: 2, columns: []column{{"request_id", code}, {"user_id", code}, {"part", number}}},
	table{name: "approvals", key: 1, columns: []column{
		{"id", code}, {"kind", code}, {"object", code}, {"open_object", code}, {"title_en", prose}, {"title_ru", prose}, {"author_id", code},
		{"author_part", number}, {"state", code}, {"decider_id", code}, {"decider_part", number}, {"asked_at", stamped}, {"ended_at", stamped},
		{"reason", prose}, {"note", prose}, {"payload", prose},
	}},
	table{name: "product_drafts", key: 1, columns: []column{
		{"id", code}, {"slug", code}, {"kind", code}, {"position", number}, {"product_id", code}, {"base", number}, {"base_at", stamped},
		{"revision", number}, {"author_id", code}, {"request_id", code}, {"returned_id", code}, {"created_at", stamped},
	}},
	table{name: "product_draft_revisions", key: 2, columns: []column{
		{"draft_id", code}, {"revision", number}, {"saved_by", code}, {"saved_at", stamped}, {"from_day", code}, {"content", prose},
	}},
	table{name: "product_draft_editors", key: 2, columns: []column{{"draft_id", code}, {"user_id", code}}},
	table{name: "workflows", key: 1, seeded: true, columns: []column{{"id", code}, {"created_at", stamped}}},
	table{name: "workflow_versions", key: 2, seeded: true, columns: []column{
		{"workflow_id", code}, {"number", number}, {"content", prose}, {"author_id", code}, {"approver_id", code}, {"published_at", stamped},
	}},
	table{name: "workflow_kinds", key: 1, seeded: true, columns: []column{{"kind", code}, {"workflow_id", code}, {"number", number}}},
	table{name: "workflow_drafts", key: 1, columns: []column{
		{"workflow_id", code}, {"base", number}, {"content", prose}, {"revision", number}, {"author_id", code}, {"editors", prose},
		{"changed_by", code}, {"changed_at", stamped}, {"request_id", code},
	}},
	table{name: "emergencies", key: 1, columns: []column{
		{"id", code}, {"person_id", code}, {"open_to", code}, {"state", code}, {"reason", prose}, {"minutes", number}, {"asked_at", stamped},
		{"confirmed_by", code}, {"confirmed_at", stamped}, {"until_at", stamped}, {"ended_by", code}, {"ended_at", stamped},
	}},
	table{name: "applications", key: 1, columns: []column{
		{"id", code}, {"number", code}, {"client_id", code}, {"product_id", code}, {"version", number}, {"slug", code}, {"kind", code},
		{"product_names", prose}, {"state", code}, {"waits", code}, {"is_open", yes}, {"seq", number}, {"currency", code},
		{"amount", number}, {"term", number}, {"ask", prose}, {"quote", prose}, {"step", code}, {"assignee_id", code}, {"asked", prose}, {"offer", prose}, {"offer_expires", stamped}, {"reason", code},
		{"room_id", code}, {"begin_key", code}, {"told_key", code}, {"created_at", stamped}, {"changed_at", stamped}, {"since_at", stamped},
		{"submitted_at", stamped}, {"ended_at", stamped}, {"workflow_id", code}, {"workflow_version", number}, {"stage", code},
		{"round", number}, {"stage_at", stamped}, {"client_key", prose}, {"client_last", prose}, {"erased_at", stamped},
	}},
	table{name: "application_checks", key: 3, columns: []column{
		{"application_id", code}, {"round", number}, {"item", code}, {"person_id", code}, {"ticked_at", stamped},
	}},
	table{name: "application_votes", key: 3, columns: []column{
		{"application_id", code}, {"round", number}, {"person_id", code}, {"in_favour", yes}, {"amount", number}, {"reason", prose},
		{"voted_at", stamped},
	}},
	table{name: "application_events", key: 2, columns: []column{
		{"application_id", code}, {"seq", number}, {"id", code}, {"at", stamped}, {"actor_id", code}, {"side", code}, {"act", code},
		{"from_state", code}, {"to_state", code}, {"note", prose}, {"changes", prose},
	}},
	table{name: "application_answers", key: 2, columns: []column{
		{"application_id", code}, {"field", code}, {"type", code}, {"value", prose}, {"rough", yes}, {"sealed", sealed}, {"blind", code},
	}},
	table{name: "application_documents", key: 1, columns: []column{
		{"id", code}, {"application_id", code}, {"paper_id", code}, {"name", prose}, {"type", code}, {"size", number}, {"sha256", code},
		{"state", code}, {"author_id", code}, {"created_at", stamped}, {"arriving_since", stamped}, {"tried_at", stamped},
	}},
	table{name: "application_document_parts", key: 2, columns: []column{{"document_id", code}, {"part", number}, {"content", blob}}},
	table{name: "application_numbers", key: 1, columns: []column{{"year", number}, {"last", number}}},
	table{name: "audit", key: 1, columns: []column{
		{"seq", number}, {"id", code}, {"at", stamped}, {"actor", code}, {"role", code}, {"action", code}, {"object", prose},
		{"old_value", prose}, {"new_value", prose}, {"address", prose}, {"request", prose}, {"hash", code},
	}},
	table{name: "audit_days", key: 1, columns: []column{
		{"day", code}, {"first_seq", number}, {"last_seq", number}, {"records", number}, {"hash", code}, {"previous", code}, {"digest", code},
		{"sealed_at", stamped},
	}},
	table{name: "audit_head", key: 1, seeded: true, columns: []column{{"id", number}, {"seq", number}, {"hash", code}}},
	table{name: "figure_days", key: 3, columns: []column{
		{"figure", code}, {"facet", code}, {"day", code}, {"version", number}, {"hours", number}, {"content", blob},
	}},
	table{name: "figure_changes", key: 4, columns: []column{{"figure", code}, {"day", code}, {"hour", number}, {"id", code}}},
	table{name: "saved_views", key: 1, columns: []column{
		{"id", code}, {"user_id", code}, {"page", code}, {"name", prose}, {"query", code}, {"created_at", stamped},
	}},
)

// prepare writes the statements of each table. first takes how many rows; next the parts of beyond and how many rows.
func prepare(list ...table) []*table {
	var all []*table
	for _, t := range list {
		names := t.names()
		columns, order := strings.Join(names, ", "), strings.Join(names[:t.key], ", ")
		from := "SELECT " + columns + " FROM " + t.name
		t.count = &statement{"SELECT", t.name, "SELECT COUNT(*) FROM " + t.name}
		t.first = &statement{"SELECT", t.name, from + " ORDER BY " + order + " {page}"}
		t.next = &statement{"SELECT", t.name, from + " WHERE " + beyond(names[:t.key]) + " ORDER BY " + order + " {page}"}
		row := "(" + strings.Repeat("?, ", len(names)-1) + "?)"
		into := "INSERT INTO " + t.name + " (" + columns + ") VALUES "
		t.insertOne = &statement{"INSERT", t.name, into + row}
		t.insert = &statement{"INSERT", t.name, into + strings.Repeat(row+", ", t.several()-1) + row}
		all = append(all, &t)
	}
	return all
}

// beyond is the condition of the rows after a key. It begins with a plain bound on the first column, which both databases
// look up in the index; a bare OR they would answer by reading the table from its start, page after page.
func beyond(key []string) string {
	if len(key) == 1 {
		return key[0] + " > ?"
	}
	rest := key[len(key)-1] + " > ?"
	for _, name := range slices.Backward(key[1 : len(key)-1]) {
		rest = name + " > ? OR (" + name + " = ? AND (" + rest + "))"
	}
	return key[0] + " >= ? AND (" + key[0] + " > ? OR " + rest + ")"
}

// beyondValues are the parameters of beyond for a key.
func beyondValues(key []any) []any {
	if len(key) == 1 {
		return key
	}
	values := []any{key[0], key[0]}
	for _, v := range key[1 : len(key)-1] {
		values = append(values, v, v)
	}
	return append(values, key[len(key)-1])
}

// several is how many rows one INSERT of the embedded database holds: texts with more parameters are parsed and bound no
// faster for each.
func (t *table) several() int { return max(1, 400/len(t.columns)) }

func (t *table) names() []string {
	names := make([]string, len(t.columns))
	for i, c := range t.columns {
		names[i] = c.name
	}
	return names
}
