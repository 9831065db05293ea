package store

import (
	"context"
	"database/sql"
	"time"

	"telemark/app/application"
)

var (
	deskOf = &statement{"SELECT", "application_checks", `SELECT 'check' AS what, k.item AS code, k.person_id AS person, u.name AS name, 0 AS yes,
		0 AS amount, '' AS words, k.ticked_at AS at
		FROM application_checks k JOIN users u ON u.id = k.person_id WHERE k.application_id = ? AND k.round = ?
		UNION ALL SELECT 'vote', '', v.person_id, u.name, CASE WHEN v.in_favour = ? THEN 1 ELSE 0 END, v.amount, v.reason, v.voted_at
		FROM application_votes v JOIN users u ON u.id = v.person_id WHERE v.application_id = ? AND v.round = ?
		UNION ALL SELECT 'paper', d.paper_id, '', '', 0, 0, '', d.created_at
		FROM application_documents d WHERE d.application_id = ? AND d.state IN ('clean', 'unscanned') ORDER BY at, person, code`}
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
	rows, err := from.query(ctx, deskOf, a.ID, a.Round, true, a.ID, a.Round, a.ID)
	return scan(rows, err, func(r *sql.Rows) error {
		var what, code, reason string
		var by application.Person
		var favour, amount int64
		var at time.Time
		if err := r.Scan(&what, &code, &by.ID, &by.Name, &favour, &amount, &reason, &at); err != nil {
			return err
		}
		switch what {
		case "check":
			a.Ticks = append(a.Ticks, application.Tick{Item: code, By: by, At: at, Round: a.Round})
		case "vote":
			a.Votes = append(a.Votes, application.Vote{By: by, For: favour == 1, Amount: amount, Reason: reason, At: at, Round: a.Round})
		case "paper":
			a.Arrived = append(a.Arrived, code)
		}
		return nil
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
