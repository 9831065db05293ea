package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"

	"telemark/app"
	"telemark/app/application/workflow"
	"telemark/app/product"
)

// Workflows keeps how applications are decided.
type Workflows struct{ db *DB }

var _ workflow.Store = Workflows{}

// Workflows is the part of the database that workflow.Service works on.
func (d *DB) Workflows() Workflows { return Workflows{d} }

const workflowFields = "v.workflow_id, v.number, v.content, v.author_id, v.approver_id, v.published_at"

var (
	workflowInForce  = &statement{"SELECT", "workflow_kinds", "SELECT workflow_id, number FROM workflow_kinds WHERE kind = ?"}
	workflowDeciding = &statement{"SELECT", "workflow_kinds", "SELECT kind, workflow_id FROM workflow_kinds"}
	workflowVersion  = &statement{
		"SELECT", "workflow_versions",
		"SELECT " + workflowFields + " FROM workflow_versions v WHERE v.workflow_id = ? AND v.number = ?",
	}
	workflowVersions = &statement{
		"SELECT", "workflow_versions",
		"SELECT " + workflowFields + " FROM workflow_versions v WHERE v.workflow_id = ? ORDER BY v.number DESC",
	}
	workflowLatest = &statement{"SELECT", "workflow_versions", "SELECT " + workflowFields + ` FROM workflows w
		JOIN workflow_versions v ON v.workflow_id = w.id
		WHERE v.number = (SELECT MAX(n.number) FROM workflow_versions n WHERE n.workflow_id = w.id) ORDER BY w.id`}
	workflowPeople = &statement{"SELECT", "users", "SELECT role, duties FROM users WHERE role IN ('operator', 'manager') AND disabled_at IS NULL"}

	workflowInsert        = &statement{"INSERT", "workflows", "INSERT INTO workflows (id, created_at) VALUES (?, ?)"}
	workflowVersionInsert = &statement{"INSERT", "workflow_versions", `INSERT INTO workflow_versions (workflow_id, number, content, author_id,
		approver_id, published_at) VALUES (?, ?, ?, ?, ?, ?)`}
	workflowKindPut = &statement{"INSERT", "workflow_kinds", "INSERT INTO workflow_kinds (kind, workflow_id, number) VALUES (?, ?, ?)"}
	workflowKindSet = &statement{"UPDATE", "workflow_kinds", "UPDATE workflow_kinds SET workflow_id = ?, number = ? WHERE kind = ?"}
	workflowRelease = &statement{"UPDATE", "workflow_kinds", `UPDATE workflow_kinds SET workflow_id = ?, number =
		(SELECT MAX(v.number) FROM workflow_versions v WHERE v.workflow_id = ?) WHERE workflow_id = ?`}
)

// InForce implements workflow.Store. A kind that nobody has put under a workflow is decided by the standard one.
func (s Workflows) InForce(ctx context.Context, kind product.Kind) (id string, number int, err error) {
	ctx, cancel := deadline(ctx)
	defer cancel()
	id, number = workflow.Standard, 1
	rows, err := s.db.query(ctx, workflowInForce, string(kind))
	err = scan(rows, err, func(r *sql.Rows) error { return r.Scan(&id, &number) })
	return id, number, domain(err)
}

// Deciding implements workflow.Store.
func (s Workflows) Deciding(ctx context.Context) (map[product.Kind]string, error) {
	ctx, cancel := deadline(ctx)
	defer cancel()
	all := map[product.Kind]string{}
	rows, err := s.db.query(ctx, workflowDeciding)
	err = scan(rows, err, func(r *sql.Rows) error {
		var kind product.Kind
		var id string
		err := r.Scan(&kind, &id)
		all[kind] = id
		return err
	})
	return all, domain(err)
}

func versionRow(r *sql.Rows) (v workflow.Version, err error) {
	var content string
	var author, approver sql.NullString
	if err := r.Scan(&v.Workflow, &v.Number, &content, &author, &approver, &v.Published); err != nil {
		return v, err
	}
	v.Author, v.Approver = author.String, approver.String
	if err := json.Unmarshal([]byte(content), &v.Content); err != nil {
		return v, fmt.Errorf("reading version %d of workflow %s: %w", v.Number, v.Workflow, err)
	}
	return v, nil
}

// Version implements workflow.Store.
func (s Workflows) Version(ctx context.Context, id string, number int) (workflow.Version, error) {
	list, err := listing(ctx, s.db, versionRow, workflowVersion, id, number)
	if err == nil && len(list) == 0 {
		err = app.ErrNotFound
	}
	if err != nil {
		return workflow.Version{}, err
	}
	return list[0], nil
}

// Versions implements workflow.Store.
func (s Workflows) Versions(ctx context.Context, id string) ([]workflow.Version, error) {
	return listing(ctx, s.db, versionRow, workflowVersions, id)
}

// Latest implements workflow.Store.
func (s Workflows) Latest(ctx context.Context) ([]workflow.Version, error) {
	return listing(ctx, s.db, versionRow, workflowLatest)
}

// People implements workflow.Store.
func (s Workflows) People(ctx context.Context) (map[workflow.Right]int, error) {
	actors, err := listing(ctx, s.db, func(r *sql.Rows) (a app.Actor, err error) {
		var duties sql.NullString
		err = r.Scan(&a.Role, &duties)
		a.Duties, _ = app.ParseDuties(duties.String)
		return a, err
	}, workflowPeople)
	people := map[workflow.Right]int{}
	for _, a := range actors {
		for _, right := range workflow.Rights {
			if right.Held(a) {
				people[right]++
			}
		}
	}
	return people, err
}

// Publish implements workflow.Store.
func (s Workflows) Publish(ctx context.Context, v workflow.Version, records ...app.Audit) error {
	return s.db.change(ctx, func(ctx context.Context, t *tx) error {
		if err := t.publishWorkflow(ctx, v); err != nil {
			return err
		}
		return t.audit(ctx, records...)
	})
}

// publishWorkflow writes a version and has it decide its kinds; what its workflow decided and decides no more goes to the standard one.
func (t *tx) publishWorkflow(ctx context.Context, v workflow.Version) error {
	content, err := json.Marshal(v.Content)
	if err != nil {
		return err
	}
	if v.Number == 1 {
		if _, err := t.exec(ctx, workflowInsert, v.Workflow, v.Published); err != nil {
			return err
		}
	}
	_, err = t.exec(ctx, workflowVersionInsert, v.Workflow, v.Number, words(content), orNull(v.Author), orNull(v.Approver), v.Published)
	if err != nil {
		return err
	}
	if _, err := t.exec(ctx, workflowRelease, workflow.Standard, workflow.Standard, v.Workflow); err != nil {
		return err
	}
	for _, kind := range v.Kinds {
		n, err := t.exec(ctx, workflowKindSet, v.Workflow, v.Number, string(kind))
		if err == nil && n == 0 {
			_, err = t.exec(ctx, workflowKindPut, string(kind), v.Workflow, v.Number)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
