package store

import (
	"context"
	"database/sql"
	"slices"
	"sync"
	"time"

	"github.com/uptrace/bun"

	"telemark/app"
	"telemark/app/chat"
)

// topicCache keeps the topics for a minute: every new room asks for them, and they change once a month.
type topicCache struct {
	sync.Mutex
	until  time.Time
	topics []chat.Topic
}

var (
	topicsGet  = &statement{"SELECT", "topics", "SELECT id, name_en, name_ru, retired FROM topics ORDER BY position, id"}
	colleagues = &statement{"SELECT", "users", `SELECT u.id, u.name, p.online_until FROM users u
		LEFT JOIN presence p ON p.user_id = u.id AND p.online_until > ?
		WHERE u.role = 'operator' AND u.disabled_at IS NULL
		ORDER BY CASE WHEN p.user_id IS NULL THEN 1 ELSE 0 END, u.name, u.id {page}`}
)

// Topics implements chat.Store.
func (s Chat) Topics(ctx context.Context) ([]chat.Topic, error) {
	cache := &s.db.topics
	cache.Lock()
	defer cache.Unlock()
	if app.Now().Before(cache.until) {
		return slices.Clone(cache.topics), nil
	}
	ctx, cancel := deadline(ctx)
	defer cancel()
	var list []chat.Topic
	rows, err := s.db.query(ctx, topicsGet)
	err = scan(rows, err, func(rows *sql.Rows) error {
		t, err := scanTopic(rows)
		list = append(list, t)
		return err
	})
	if err != nil {
		return nil, domain(err)
	}
	cache.topics, cache.until = list, app.Now().Add(time.Minute)
	return slices.Clone(list), nil
}

// Skills implements chat.Store.
func (s Chat) Skills(ctx context.Context, person string) (list []chat.Skill, err error) {
	ctx, cancel := deadline(ctx)
	defer cancel()
	rows, err := s.db.query(ctx, skillsOf, person)
	err = scan(rows, err, func(rows *sql.Rows) error {
		var one chat.Skill
		err := rows.Scan(new(string), &one.Kind, &one.Lang)
		list = append(list, one)
		return err
	})
	return list, domain(err)
}

// Colleagues implements chat.Store.
func (s Chat) Colleagues(ctx context.Context, limit int) ([]chat.Person, error) {
	ctx, cancel := deadline(ctx)
	defer cancel()
	if limit <= 0 || limit > chat.ListSize {
		limit = chat.ListSize
	}
	list := []chat.Person{}
	rows, err := s.db.query(ctx, colleagues, app.Now(), limit)
	err = scan(rows, err, func(rows *sql.Rows) error {
		var p chat.Person
		var until *time.Time
		err := rows.Scan(&p.ID, &p.Name, &until)
		p.Online = until != nil
		list = append(list, p)
		return err
	})
	return list, domain(err)
}

// SetOnline implements chat.Store. People are taken in the order of their ids, so that two processes never wait for each
// other. Who isn't known is left out.
func (s Chat) SetOnline(ctx context.Context, people []string, seconds int) error {
	people = slices.Compact(slices.Sorted(slices.Values(people)))
	until := app.Now().Add(time.Duration(seconds) * time.Second)
	for chunk := range slices.Chunk(people, 500) {
		err := s.db.change(ctx, func(ctx context.Context, t *tx) error { return t.setOnline(ctx, chunk, until) })
		if app.KindOf(err) == app.Conflict { // another process has put the same person in first
			err = s.db.change(ctx, func(ctx context.Context, t *tx) error { return t.setOnline(ctx, chunk, until) })
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (t *tx) setOnline(ctx context.Context, people []string, until time.Time) error {
	result, err := t.NewUpdate().Table("presence").Set("online_until = ?", until).Where("user_id IN (?)", bun.List(people)).Exec(ctx)
	if err != nil {
		return err
	}
	if n, err := result.RowsAffected(); err != nil || n == int64(len(people)) {
		return err
	}
	_, err = t.NewRaw(`INSERT INTO presence (user_id, online_until) SELECT u.id, ? FROM users u
		WHERE u.id IN (?) AND NOT EXISTS (SELECT 1 FROM presence p WHERE p.user_id = u.id)`, until, bun.List(people)).Exec(ctx)
	return err
}
