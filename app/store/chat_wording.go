package store

import (
	"context"
	"database/sql"

	"telemark/app"
	"telemark/app/chat"
)

var (
	// topicsLock changes nothing and makes everybody else who would arrange the topics wait.
	topicsLock   = &statement{"UPDATE", "topics", "UPDATE topics SET position = position WHERE id = ?"}
	topicSet     = &statement{"UPDATE", "topics", "UPDATE topics SET position = ?, name_en = ?, name_ru = ?, retired = ? WHERE id = ?"}
	topicInsert  = &statement{"INSERT", "topics", "INSERT INTO topics (id, position, name_en, name_ru, retired) VALUES (?, ?, ?, ?, ?)"}
	cannedGet    = &statement{"SELECT", "canned_texts", "SELECT id, shortcut, team_id, body_en, body_ru FROM canned_texts ORDER BY shortcut {page}"}
	cannedInsert = &statement{"INSERT", "canned_texts", `INSERT INTO canned_texts (id, shortcut, team_id, body_en, body_ru, changed_at)
		VALUES (?, ?, ?, ?, ?, ?)`}
	cannedSet = &statement{"UPDATE", "canned_texts", `UPDATE canned_texts SET shortcut = ?, team_id = ?, body_en = ?, body_ru = ?, changed_at = ?
		WHERE id = ?`}
	cannedDelete = &statement{"DELETE", "canned_texts", "DELETE FROM canned_texts WHERE id = ?"}
)

func scanTopic(rows *sql.Rows) (t chat.Topic, err error) {
	var en, ru string
	var retired *bool
	err = rows.Scan(&t.ID, &en, &ru, &retired)
	t.Names, t.Retired = map[string]string{"en": en, "ru": ru}, retired != nil && *retired
	return t, err
}

// SetTopics implements chat.Store.
func (s Chat) SetTopics(ctx context.Context, decide func([]chat.Topic) ([]chat.Topic, app.Audit, error)) error {
	err := s.db.change(ctx, func(ctx context.Context, t *tx) error {
		if _, err := t.exec(ctx, topicsLock, chat.OtherTopic); err != nil {
			return err
		}
		var old []chat.Topic
		rows, err := t.query(ctx, topicsGet)
		err = scan(rows, err, func(rows *sql.Rows) error {
			one, err := scanTopic(rows)
			old = append(old, one)
			return err
		})
		if err != nil {
			return err
		}
		next, record, err := decide(old)
		if err != nil {
			return err
		}
		for i, topic := range next {
			if err := setTopic(ctx, t, topic, 10*(i+1)); err != nil {
				return err
			}
		}
		return t.audit(ctx, record)
	})
	cache := &s.db.topics
	cache.Lock()
	defer cache.Unlock()
	cache.topics = nil
	cache.until = app.Now()
	return err
}

func setTopic(ctx context.Context, t *tx, topic chat.Topic, position int) error {
	en, ru := words(topic.Names["en"]), words(topic.Names["ru"])
	n, err := t.exec(ctx, topicSet, position, en, ru, topic.Retired, topic.ID)
	if err == nil && n == 0 {
		_, err = t.exec(ctx, topicInsert, topic.ID, position, en, ru, topic.Retired)
	}
	return err
}

// Canned implements chat.Store.
func (s Chat) Canned(ctx context.Context) (list []chat.Canned, err error) {
	return listing(ctx, s.db, func(rows *sql.Rows) (t chat.Canned, err error) {
		var team *string
		var en, ru string
		err = rows.Scan(&t.ID, &t.Shortcut, &team, &en, &ru)
		if t.Bodies = map[string]string{"en": en, "ru": ru}; team != nil {
			t.Team = *team
		}
		return t, err
	}, cannedGet, chat.MaxCanned)
}

// SaveCanned implements chat.Store.
func (s Chat) SaveCanned(ctx context.Context, c chat.Canned, isNew bool, a app.Audit) error {
	var team *string
	if c.Team != "" {
		team = &c.Team
	}
	en, ru := words(c.Bodies["en"]), words(c.Bodies["ru"])
	return s.db.change(ctx, func(ctx context.Context, t *tx) error {
		if isNew {
			if _, err := t.exec(ctx, cannedInsert, c.ID, c.Shortcut, team, en, ru, a.At); err != nil {
				return err
			}
			return t.audit(ctx, a)
		}
		n, err := t.exec(ctx, cannedSet, c.Shortcut, team, en, ru, a.At, c.ID)
		if err == nil && n == 0 {
			err = app.ErrNotFound
		}
		if err != nil {
			return err
		}
		return t.audit(ctx, a)
	})
}

// DropCanned implements chat.Store. There being none is no error.
func (s Chat) DropCanned(ctx context.Context, id string, a app.Audit) error {
	return s.db.change(ctx, func(ctx context.Context, t *tx) error {
		n, err := t.exec(ctx, cannedDelete, id)
		if err != nil || n == 0 {
			return err
		}
		return t.audit(ctx, a)
	})
}
