package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"telemark/app"
)

// The note of an unfinished copy stands in the target. One row says what is copied: the end of the source's audit chain, which no
// two databases share and which moves with whatever is worth a record. One row for each table says how far it is.
const (
	notesTable = "copy_notes"
	notesMake  = `CREATE TABLE copy_notes (name varchar(64) NOT NULL, mark nvarchar(1000) NOT NULL, moved bigint NOT NULL,
		CONSTRAINT copy_notes_pk PRIMARY KEY (name))`
	notesDrop = "DROP TABLE copy_notes"
	noteFrom  = "(source)"
)

var (
	noteList   = &statement{"SELECT", notesTable, "SELECT name, mark, moved FROM copy_notes ORDER BY name"}
	noteInsert = &statement{"INSERT", notesTable, "INSERT INTO copy_notes (name, mark, moved) VALUES (?, ?, 0)"}
	noteMove   = &statement{"UPDATE", notesTable, "UPDATE copy_notes SET mark = ?, moved = moved + ? WHERE name = ? AND mark = ?"}
)

// mark is how far a table is: the last key that was copied, and how many rows.
type mark struct {
	text string
	rows int64
}

type marks map[string]mark

func (m marks) moved() (n int64) {
	for _, one := range m {
		n += one.rows
	}
	return n
}

// unfinished tells whether this is the target of a copy that has not come to its end.
func (d *DB) unfinished(ctx context.Context) (bool, error) {
	ctx, cancel := deadline(ctx)
	defer cancel()
	text := "SELECT COUNT(*) FROM sys.tables WHERE name = '" + notesTable + "'"
	if d.Embedded() {
		text = "SELECT COUNT(*) FROM sqlite_schema WHERE name = '" + notesTable + "'"
	}
	var n int
	err := d.read.DB.QueryRowContext(ctx, text).Scan(&n)
	return n > 0, err
}

// begin finds the notes of a copy that was broken off, or makes them.
func (c *copier) begin(ctx context.Context) (marks, error) {
	source, err := c.source(ctx)
	if err != nil {
		return nil, err
	}
	unfinished, err := c.to.unfinished(ctx)
	if err != nil {
		return nil, err
	}
	if unfinished {
		found, err := c.to.notes(ctx)
		if err != nil {
			return nil, err
		}
		if begun, ok := found[noteFrom]; ok {
			if begun.text != source {
				return nil, ErrCopyOther
			}
			return found, nil
		}
	}
	if err := c.vacant(ctx); err != nil { // before anything is changed there
		return nil, err
	}
	if err := c.prepare(ctx, !unfinished); err != nil {
		return nil, err
	}
	err = c.to.change(ctx, func(ctx context.Context, t *tx) error { return t.noteAll(ctx, source) })
	if err != nil {
		return nil, err
	}
	return c.to.notes(ctx)
}

// source is what tells the source from any other database.
func (c *copier) source(ctx context.Context) (string, error) {
	ctx, cancel := deadline(ctx)
	defer cancel()
	var seq int64
	var hash string
	rows, err := c.from.query(ctx, auditHead)
	err = one(rows, err, func(r *sql.Rows) error { return r.Scan(&seq, &hash) })
	return fmt.Sprintf("%d %s", seq, hash), err
}

func (d *DB) notes(ctx context.Context) (marks, error) {
	ctx, cancel := deadline(ctx)
	defer cancel()
	found := marks{}
	rows, err := d.query(ctx, noteList)
	err = scan(rows, err, func(r *sql.Rows) error {
		var name string
		var m mark
		err := r.Scan(&name, &m.text, &m.rows)
		found[name] = m
		return err
	})
	return found, err
}

// vacant tells whether the target holds nothing but what its migrations put there.
func (c *copier) vacant(ctx context.Context) error {
	for _, t := range tables {
		if t.seeded {
			continue
		}
		list, err := c.to.rowsAfter(ctx, t, nil, 1)
		if err != nil {
			return err
		}
		if len(list) > 0 {
			return app.Fail(ErrCopyHolds.Kind, ErrCopyHolds.Text).Because(fmt.Errorf("%s is not empty", t.name))
		}
	}
	return nil
}

// prepare makes the table of notes. When the source has it then too, both are one database.
func (c *copier) prepare(ctx context.Context, missing bool) error {
	run := func(text string) error {
		return c.to.change(ctx, func(ctx context.Context, t *tx) error {
			_, err := t.ExecContext(ctx, text)
			return err
		})
	}
	if missing {
		if err := run(notesMake); err != nil {
			return err
		}
	}
	same, err := c.from.unfinished(ctx)
	if err == nil && same {
		if err = run(notesDrop); err == nil {
			err = ErrCopySame
		}
	}
	return err
}

// noteAll takes away what the migrations put in and notes that the copy has begun. Of two that begin at once one gets a Conflict.
func (t *tx) noteAll(ctx context.Context, source string) error {
	if _, err := t.exec(ctx, noteInsert, noteFrom, words(source)); err != nil {
		return err
	}
	for _, one := range slices.Backward(tables) { // what points to another goes first
		if !one.seeded {
			continue
		}
		if _, err := t.ExecContext(ctx, "DELETE FROM "+one.name); err != nil {
			return err
		}
	}
	for _, one := range tables {
		if _, err := t.exec(ctx, noteInsert, one.name, words("")); err != nil {
			return err
		}
	}
	return nil
}

// moveMark notes how far a table is. It finds nothing when somebody else has copied this chunk.
func (t *tx) moveMark(ctx context.Context, name, before, after string, rows int64) error {
	n, err := t.exec(ctx, noteMove, words(after), rows, name, words(before))
	if err == nil && n == 0 {
		err = ErrCopyTwice
	}
	return err
}

// finish makes the target a database like any other.
func (c *copier) finish(ctx context.Context, record app.Audit) error {
	record.New = fmt.Sprintf("%d rows", c.total)
	return c.to.change(ctx, func(ctx context.Context, t *tx) error {
		if _, err := t.ExecContext(ctx, notesDrop); err != nil {
			return err
		}
		return t.audit(ctx, record)
	})
}
