package store

import (
	"context"
	"database/sql"

	"telemark/app"
	"telemark/app/approval"
	"telemark/app/contact"
)

// Contact keeps consents, preferences and promised calls.
type Contact struct{ db *DB }

var _ contact.Store = Contact{}

// Contact is the part of the database that contact.Service works on.
func (d *DB) Contact() Contact { return Contact{d} }

// mostTexts bounds what is read of the consents' texts: all versions there have been.
const mostTexts = 500

const consentFields = "c.id, c.client_id, c.purpose, c.seq, c.given, c.version, c.lang, c.source, c.recorded_at, c.receipt_number"

var (
	consentTexts = &statement{"SELECT", "consent_texts", `SELECT purpose, version, lang, title, body, from_day FROM consent_texts
		ORDER BY purpose, version DESC, lang {page}`}
	consentTextLast = &statement{"SELECT", "consent_texts", "SELECT COALESCE(MAX(version), 0) FROM consent_texts WHERE purpose = ?"}
	consentTextAdd  = &statement{"INSERT", "consent_texts", `INSERT INTO consent_texts (purpose, version, lang, title, body, from_day)
		VALUES (?, ?, ?, ?, ?, ?)`}
	consentsLatest = &statement{"SELECT", "consents", "SELECT " + consentFields + ` FROM consents c WHERE c.client_id = ?
		AND c.seq = (SELECT MAX(l.seq) FROM consents l WHERE l.client_id = c.client_id AND l.purpose = c.purpose)`}
	consentLast = &statement{"SELECT", "consents", "SELECT " + consentFields + ` FROM consents c
		WHERE c.client_id = ? AND c.purpose = ? ORDER BY c.seq DESC {page}`}
	consentGet    = &statement{"SELECT", "consents", "SELECT " + consentFields + " FROM consents c WHERE c.id = ?"}
	consentsOf    = &statement{"SELECT", "consents", "SELECT " + consentFields + " FROM consents c WHERE c.client_id = ? ORDER BY c.id DESC {page}"}
	consentInsert = &statement{"INSERT", "consents", `INSERT INTO consents
		(client_id, purpose, seq, id, given, version, lang, source, recorded_at, receipt_number) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`}

	preferencesGet = &statement{"SELECT", "contact_preferences", `SELECT phone, channel, days, from_hour, until_hour, changed_at
		FROM contact_preferences WHERE client_id = ?`}
	preferencesSet = &statement{"UPDATE", "contact_preferences", `UPDATE contact_preferences
		SET phone = ?, channel = ?, days = ?, from_hour = ?, until_hour = ?, changed_at = ? WHERE client_id = ?`}
	preferencesPut = &statement{"INSERT", "contact_preferences", `INSERT INTO contact_preferences
		(phone, channel, days, from_hour, until_hour, changed_at, client_id) VALUES (?, ?, ?, ?, ?, ?, ?)`}
)

// Texts implements contact.Store.
func (s Contact) Texts(ctx context.Context) ([]contact.Text, error) {
	return listing(ctx, s.db, func(rows *sql.Rows) (t contact.Text, err error) {
		err = rows.Scan(&t.Purpose, &t.Version, &t.Lang, &t.Title, &t.Body, &t.From)
		return t, err
	}, consentTexts, mostTexts)
}

// LastText implements contact.Store.
func (s Contact) LastText(ctx context.Context, tx approval.Tx, purpose contact.Purpose) (version int, err error) {
	t, err := inside(tx)
	if err != nil {
		return 0, err
	}
	rows, err := t.query(ctx, consentTextLast, string(purpose))
	return version, one(rows, err, func(r *sql.Rows) error { return r.Scan(&version) })
}

// AddText implements contact.Store.
func (s Contact) AddText(ctx context.Context, tx approval.Tx, c contact.Text) error {
	t, err := inside(tx)
	if err != nil {
		return err
	}
	_, err = t.exec(ctx, consentTextAdd, string(c.Purpose), c.Version, c.Lang, words(c.Title), words(c.Body), string(c.From))
	return err
}

func scanConsent(rows *sql.Rows) (c contact.Consent, err error) {
	var number sql.NullInt64
	err = rows.Scan(&c.ID, &c.Client, &c.Purpose, &c.Seq, &c.Given, &c.Version, &c.Lang, &c.Source, &c.At, &number)
	c.Number = number.Int64
	return c, err
}

func (s Contact) consents(ctx context.Context, ask *statement, args ...any) ([]contact.Consent, error) {
	return listing(ctx, s.db, scanConsent, ask, args...)
}

// Latest implements contact.Store.
func (s Contact) Latest(ctx context.Context, client string) ([]contact.Consent, error) {
	return s.consents(ctx, consentsLatest, client)
}

// History implements contact.Store.
func (s Contact) History(ctx context.Context, client string, limit int) ([]contact.Consent, error) {
	return s.consents(ctx, consentsOf, client, min(max(limit, 1), contact.HistorySize))
}

// Consent implements contact.Store.
func (s Contact) Consent(ctx context.Context, id string) (contact.Consent, error) {
	list, err := s.consents(ctx, consentGet, id)
	if err == nil && len(list) == 0 {
		err = app.ErrNotFound
	}
	if err != nil {
		return contact.Consent{}, err
	}
	return list[0], nil
}

// Record implements contact.Store. Of two records that would get the same number the second is decided again.
func (s Contact) Record(ctx context.Context, client string, purpose contact.Purpose, decide func(contact.Consent) *contact.Consent, a app.Audit) (c contact.Consent, added bool, err error) {
	for range tries {
		c, added, err = s.record(ctx, client, purpose, decide, a)
		if app.KindOf(err) != app.Conflict {
			break
		}
	}
	return c, added, err
}

func (s Contact) record(ctx context.Context, client string, purpose contact.Purpose, decide func(contact.Consent) *contact.Consent, a app.Audit) (c contact.Consent, added bool, err error) {
	err = s.db.change(ctx, func(ctx context.Context, t *tx) error {
		c, added = contact.Consent{}, false
		rows, err := t.query(ctx, consentLast, client, string(purpose), 1)
		err = scan(rows, err, func(rows *sql.Rows) (err error) {
			c, err = scanConsent(rows)
			return err
		})
		if err != nil {
			return err
		}
		next := decide(c)
		if next == nil {
			return nil
		}
		next.Seq = c.Seq + 1
		c, added = *next, true
		if !c.Given {
			if c.Number, err = t.number(ctx, "receipt"); err != nil {
				return err
			}
		}
		var number *int64
		if c.Number > 0 {
			number = &c.Number
		}
		_, err = t.exec(ctx, consentInsert, c.Client, string(c.Purpose), c.Seq, c.ID, c.Given, c.Version, c.Lang, string(c.Source), c.At, number)
		if err != nil {
			return err
		}
		return t.audit(ctx, a)
	})
	return c, added, err
}

// Preferences implements contact.Store.
func (s Contact) Preferences(ctx context.Context, client string) (p contact.Preferences, err error) {
	ctx, cancel := deadline(ctx)
	defer cancel()
	rows, err := s.db.query(ctx, preferencesGet, client)
	err = one(rows, err, func(r *sql.Rows) error {
		return r.Scan(&p.Phone, &p.Channel, &p.Days, &p.From, &p.Until, &p.ChangedAt)
	})
	return p, domain(err)
}

// SetPreferences implements contact.Store.
func (s Contact) SetPreferences(ctx context.Context, client string, p contact.Preferences, a app.Audit) error {
	set := func(ctx context.Context, t *tx) error {
		values := []any{p.Phone, string(p.Channel), string(p.Days), p.From, p.Until, p.ChangedAt, client}
		n, err := t.exec(ctx, preferencesSet, values...)
		if err == nil && n == 0 {
			_, err = t.exec(ctx, preferencesPut, values...)
		}
		if err != nil {
			return err
		}
		return t.audit(ctx, a)
	}
	err := s.db.change(ctx, set)
	if app.KindOf(err) == app.Conflict { // the client's other tab was faster
		err = s.db.change(ctx, set)
	}
	return err
}
