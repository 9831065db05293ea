package manager

import (
	"context"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"telemark/app"
	"telemark/app/application"
	"telemark/app/application/workflow"
	"telemark/app/approval"
	"telemark/app/contact"
	"telemark/app/product"
	"telemark/handlers/guard"
	"telemark/handlers/web"
)

// ApprovalCase is the view of manager/approval: one request, with what it would change and whom that would find.
type ApprovalCase struct {
	web.Shell
	product.Proposal
	Request  approval.Request
	Groups   []ChangeGroup
	Open     []application.StateCount
	OpenMore bool // there are more than are counted
	Quotes   []product.Quotation
	Errors   map[string]app.Text
	Typed    string // reason
}

// ChangeGroup is what changes in one part of a product.
type ChangeGroup struct {
	Name    string
	Changes []Replaced
}

// Replaced is one place with what stood there and what will.
type Replaced struct{ Where, Old, New string }

// Name is the product's.
func (v ApprovalCase) Name() string { return v.Request.Title.In(v.Lang) }

// IsNew tells whether the product doesn't exist yet.
func (v ApprovalCase) IsNew() bool { return v.Product.Slug != "" && v.Product.ID == "" }

// Changes is how many places change.
func (v ApprovalCase) Changes() (n int) {
	for _, g := range v.Groups {
		n += len(g.Changes)
	}
	return n
}

// Waits tells whether it can still be decided.
func (v ApprovalCase) Waits() bool { return v.Request.State == approval.Waiting }

// Decides tells whether the reader may decide it.
func (v ApprovalCase) Decides() bool {
	return v.Waits() && v.Me.May(app.Approver) && !v.Request.Touched(v.Me.ID)
}

// Withdraws tells whether the reader may take it back.
func (v ApprovalCase) Withdraws() bool {
	return v.Waits() && v.Me.May(app.Author) && v.Request.Touched(v.Me.ID)
}

// Own tells whether the reader had a hand in it.
func (v ApprovalCase) Own() bool { return v.Request.Touched(v.Me.ID) }

// Case shows one request.
func (h Approvals) Case(c *fiber.Ctx) error { return h.page(c, "", nil) }

func (h Approvals) page(c *fiber.Ctx, typed string, wrong map[string]app.Text) error {
	ctx, actor := c.UserContext(), guard.Actor(c)
	r, err := h.Service.Request(ctx, actor, c.Params("request"))
	if err != nil {
		return err
	}
	view := ApprovalCase{Shell: web.NewShell(c, "approval.title", "approvals"), Request: r, Typed: typed, Errors: wrong}
	switch r.Kind {
	case product.KindVersion, product.KindRetire, product.KindArchive:
		view.Proposal, err = product.ProposalOf(r)
	case contact.KindWording:
		err = h.wording(ctx, &view)
	case workflow.Kind:
		err = h.workflow(ctx, &view)
	}
	if err != nil {
		return err
	}
	if view.Content != nil {
		was := product.Content{}
		if view.Was != nil {
			was = *view.Was
		}
		view.Groups = grouped(view.Shell, product.Diff(was, *view.Content))
	}
	if err := h.impact(ctx, actor, &view); err != nil {
		return err
	}
	if wrong != nil {
		c.Status(fiber.StatusUnprocessableEntity)
	}
	return web.Page(c, "manager/approval", view)
}

// wording shows what a consent says and is to say, in each language, paragraph by paragraph where they differ.
func (h Approvals) wording(ctx context.Context, v *ApprovalCase) error {
	w, err := contact.WordingOf(v.Request)
	if err != nil {
		return err
	}
	v.Base, v.From = w.Base, w.From
	for _, lang := range web.Languages {
		old, err := h.Wordings.Text(ctx, w.Purpose, w.Base, lang)
		if err != nil {
			return err
		}
		next := contact.Text{Title: w.Titles[lang], Body: w.Bodies[lang]}
		group := ChangeGroup{Name: v.Say(app.Text{ID: "product.lang_" + lang})}
		if old.Title != next.Title {
			group.Changes = append(group.Changes, Replaced{v.T("product.diff_name"), old.Title, next.Title})
		}
		was, is := old.Paragraphs(), next.Paragraphs()
		for i := range max(len(was), len(is)) {
			one := Replaced{Where: strconv.Itoa(i + 1)}
			if i < len(was) {
				one.Old = was[i]
			}
			if i < len(is) {
				one.New = is[i]
			}
			if one.Old != one.New {
				group.Changes = append(group.Changes, one)
			}
		}
		v.Groups = append(v.Groups, group)
	}
	return nil
}

// impact is what the change would find: open applications, and texts that quote a rate which goes.
func (h Approvals) impact(ctx context.Context, actor app.Actor, v *ApprovalCase) (err error) {
	if v.Product.ID != "" {
		if v.Open, v.OpenMore, err = h.Affected.Open(ctx, actor, v.Product.ID); err != nil {
			return err
		}
	}
	gone := v.Gone()
	if len(gone) == 0 {
		return nil
	}
	for _, q := range append([]product.Quoter{product.OwnTexts{Content: *v.Content}}, h.Quoters...) {
		found, err := q.Quoting(ctx, gone)
		if err != nil {
			return err
		}
		v.Quotes = append(v.Quotes, found...)
	}
	return nil
}

// grouped are differences in the reader's words, by the part of the product that they are in.
func grouped(s web.Shell, diff []product.Difference) (groups []ChangeGroup) {
	for _, d := range diff {
		name, where := s.Say(d.Where[0]), ""
		for i, w := range d.Where[1:] {
			if i > 0 {
				where += " · "
			}
			where += s.Say(w)
		}
		if n := len(groups); n == 0 || groups[n-1].Name != name {
			groups = append(groups, ChangeGroup{Name: name})
		}
		last := &groups[len(groups)-1]
		last.Changes = append(last.Changes, Replaced{where, spoken(s, d.Old), spoken(s, d.New)})
	}
	return groups
}

// spoken is a value in the reader's words; nothing for none.
func spoken(s web.Shell, t app.Text) string {
	if t.ID == "" {
		return ""
	}
	return s.Say(t)
}

// workflow shows in what it differs from the version that it follows.
func (h Approvals) workflow(ctx context.Context, v *ApprovalCase) error {
	fresh, old, err := h.Workflows.Asked(ctx, v.Request)
	if err != nil {
		return err
	}
	group := ChangeGroup{Name: v.Request.Title.In(v.Lang)}
	for _, c := range difference(v.Shell, old, fresh) {
		where := v.Say(app.Text{ID: "workflow.line_" + c.Key})
		if c.Stage != "" {
			where = c.Stage + " · " + where
		}
		group.Changes = append(group.Changes, Replaced{where, c.Old, c.New})
	}
	v.Groups = append(v.Groups, group)
	return nil
}

// Placed is where a quotation stands.
func (v ApprovalCase) Placed(q product.Quotation) (where string) {
	for i, w := range q.Where {
		if i > 0 {
			where += " · "
		}
		where += v.Say(w)
	}
	return where
}

// Decide approves or refuses.
func (h Approvals) Decide(c *fiber.Ctx) error {
	id, reason := c.Params("request"), c.FormValue("reason")
	_, err := h.Service.Decide(c.UserContext(), guard.Actor(c), id, c.FormValue("verdict") == "approve", reason)
	if fields := web.FieldErrors(err); fields != nil {
		return h.page(c, reason, fields)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(c, "/manager/approvals/"+id)
}

// Withdraw takes a request back.
func (h Approvals) Withdraw(c *fiber.Ctx) error {
	id := c.Params("request")
	if _, err := h.Service.Withdraw(c.UserContext(), guard.Actor(c), id); err != nil {
		return err
	}
	return web.SeeOther(c, "/manager/approvals/"+id)
}
