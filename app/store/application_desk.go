package store

import (
	"context"
	"database/sql"

	"telemark/app/application"
)

var (
	checksOf = &statement{"SELECT", "application_checks", `SELECT k.item, k.person_id, u.name, k.ticked_at FROM application_checks k
		JOIN users u ON u.id = k.person_id WHERE k.application_id = ? AND k.round = ? ORDER BY k.ticked_at, k.item`}
	votesOf = &statement{"SELECT", "application_votes", `SELECT v.person_id, u.name, v.in_favour, v.amount, v.reason, v.voted_at
		FROM application_votes v JOIN users u ON u.id = v.person_id WHERE v.application_id = ? AND v.round = ? ORDER BY v.voted_at, v.person_id`}
	arrivedOf = &statement{"SELECT", "application_documents", `SELECT DISTINCT paper_id FROM application_documents
		WHERE application_id = ? AND state IN ('clean', 'unscanned') ORDER BY paper_id`}
	checkInsert = &statement{"INSERT", "application_checks", `INSERT INTO application_checks (application_id, round, item, person_id, ticked_at)
		VALUES (?, ?, ?, ?, ?)`}
	checkDelete = &statement{
		"DELETE", "application_checks",
		"DELETE FROM application_checks WHERE application_id = ? AND round = ? AND item = ?",
	}
	voteInsert = &statement{"INSERT", "application_votes", `INSERT INTO application_votes (application_id, round, person_id, in_favour, amount,
		reason, voted_at) VALUES (?, ?, ?, ?, ?, ?, ?)`}
)

// loadDesk reads what has been ticked, voted and sent in for the round in which an application is.
func loadDesk(ctx context.Context, from asks, a *application.Application) error {
	rows, err := from.query(ctx, checksOf, a.ID, a.Round)
	err = scan(rows, err, func(r *sql.Rows) error {
		t := application.Tick{Round: a.Round}
		err := r.Scan(&t.Item, &t.By.ID, &t.By.Name, &t.At)
		a.Ticks = append(a.Ticks, t)
		return err
	})
	if err != nil {
		return err
	}
	rows, err = from.query(ctx, votesOf, a.ID, a.Round)
	err = scan(rows, err, func(r *sql.Rows) error {
		v := application.Vote{Round: a.Round}
		err := r.Scan(&v.By.ID, &v.By.Name, &v.For, &v.Amount, &v.Reason, &v.At)
		a.Votes = append(a.Votes, v)
		return err
	})
	if err != nil {
		return err
	}
	rows, err = from.query(ctx, arrivedOf, a.ID)
	return scan(rows, err, func(r *sql.Rows) error {
		var paper string
		err := r.Scan(&paper)
		a.Arrived = append(a.Arrived, paper)
		return err
	})
}

// desk stores the ticks and votes of an update.
func (t *tx) desk(ctx context.Context, u application.Update) error {
	id := u.Application.ID
	for _, k := range u.Ticks {
		var err error
		if k.Done {
			_, err = t.exec(ctx, checkInsert, id, k.Round, k.Item, k.By.ID, k.At)
		} else {
			_, err = t.exec(ctx, checkDelete, id, k.Round, k.Item)
		}
		if err != nil {
			return err
		}
	}
	for _, v := range u.Votes {
		if _, err := t.exec(ctx, voteInsert, id, v.Round, v.By.ID, v.For, v.Amount, words(v.Reason), v.At); err != nil {
			return err
		}
	}
	return nil
}
