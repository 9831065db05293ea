package manager

import (
	"strconv"

	"github.com/gofiber/fiber/v2"

	"telemark/app"
	"telemark/app/application/workflow"
	"telemark/app/product"
	"telemark/handlers/guard"
	"telemark/handlers/web"
)

// Workflows is the view of manager/workflows: how applications are decided.
type Workflows struct {
	web.Shell
	List []WorkflowLine
}

// WorkflowLine is one workflow of the list.
type WorkflowLine struct {
	ID, Name string
	Number   int // of the newest version; 0: there is none yet
	Stages   int
	Decides  []product.Kind
	Draft    *workflow.Draft
}

// ListWorkflows shows all workflows, new ones that are being written among them.
func (h Handlers) ListWorkflows(c *fiber.Ctx) error {
	versions, decides, drafts, err := h.Workflows.List(c.UserContext(), guard.Actor(c))
	if err != nil {
		return err
	}
	view := Workflows{Shell: web.NewShell(c, "workflow.title", "workflows")}
	for _, v := range versions {
		line := WorkflowLine{ID: v.Workflow, Name: v.Name(view.Lang), Number: v.Number, Stages: len(v.Stages)}
		for _, k := range product.Kinds {
			if decides[k] == v.Workflow {
				line.Decides = append(line.Decides, k)
			}
		}
		for i, d := range drafts {
			if d.Workflow == v.Workflow {
				line.Draft = &drafts[i]
			}
		}
		view.List = append(view.List, line)
	}
	for i, d := range drafts {
		if d.Base == 0 {
			view.List = append(view.List, WorkflowLine{ID: d.Workflow, Name: d.Content.Name(view.Lang), Stages: len(d.Content.Stages), Draft: &drafts[i]})
		}
	}
	return web.Page(c, "manager/workflows", view)
}

// WorkflowPage is the view of manager/workflow: one version, as a drawing, and how it differs from the one before.
type WorkflowPage struct {
	web.Shell
	ID       string
	Version  workflow.Version
	Versions []workflow.Version
	Drawing  Drawing
	Changes  []workflow.Changed
	Draft    *workflow.Draft
}

// Workflow shows a version of a workflow: the newest one, or that of the address.
func (h Handlers) Workflow(c *fiber.Ctx) error {
	ctx, actor, id := c.UserContext(), guard.Actor(c), c.Params("workflow")
	list, err := h.Workflows.Versions(ctx, actor, id)
	if err != nil {
		return err
	}
	if len(list) == 0 {
		return web.SeeOther(c, "/manager/workflows/"+id+"/draft") // of a new one there is nothing else
	}
	at := 0
	for i, v := range list {
		if strconv.Itoa(v.Number) == c.Query("version") {
			at = i
		}
	}
	view := WorkflowPage{Shell: web.NewShell(c, "workflow.title", "workflows"), ID: id, Version: list[at], Versions: list}
	view.Drawing = Drawing{Shell: view.Shell, Content: list[at].Content}
	if at+1 < len(list) {
		view.Changes = difference(view.Shell, list[at+1].Content, list[at].Content)
	}
	d, err := h.Workflows.Draft(ctx, actor, id)
	if err == nil {
		view.Draft = &d
	} else if app.KindOf(err) != app.NotFound {
		return err
	}
	return web.Page(c, "manager/workflow", view)
}

func difference(s web.Shell, old, fresh workflow.Content) []workflow.Changed {
	say := sayer(s)
	return workflow.Difference(old.Lines(s.Lang, say), fresh.Lines(s.Lang, say))
}

// sayer puts the words of workflows into the reader's language.
func sayer(s web.Shell) func(workflow.Word) string {
	return func(w workflow.Word) string {
		switch {
		case w.Right != "":
			return s.Say(w.Right.Name())
		case w.Outcome != "":
			return s.Say(app.Text{ID: "workflow." + "to_" + w.Outcome})
		case w.Kind != "":
			return s.Say(app.Text{ID: "apply." + "kind_" + w.Kind})
		case w.Limit != "":
			return s.Say(app.Text{ID: "workflow." + "limit_" + w.Limit})
		case w.Votes > 0:
			return s.T("workflow.votes", "Count", w.Votes)
		}
		return s.Money(w.Money, app.RUB)
	}
}

// Drawing is the view of manager/workflow#drawing: the stages in their order, with the ways that lead out of each.
type Drawing struct {
	web.Shell
	workflow.Content
}

// Arrow is one way in a drawing.
type Arrow struct {
	Target, Right, Limit string
	Is                   string // forward, back, offer, refuse or ask
}

// Arrows are the ways out of a stage.
func (d Drawing) Arrows(s workflow.Stage) (list []Arrow) {
	say := sayer(d.Shell)
	for _, w := range s.Ways {
		a := Arrow{Target: d.Target(w.To, d.Lang, say), Right: d.Say(w.Right.Name()), Is: w.To}
		if d.Content.At(w.To) >= 0 {
			a.Is = "back"
			if d.Forward(s.ID, w) {
				a.Is = "forward"
			}
		}
		switch {
		case w.Limit > 0 && w.Votes > 0:
			a.Limit = d.T("workflow.above_votes", "Amount", d.Money(w.Limit, app.RUB), "Count", w.Votes)
		case w.Limit > 0:
			a.Limit = d.T("workflow.limit_only") + " " + d.Money(w.Limit, app.RUB)
		case w.Votes > 0:
			a.Limit = d.T("workflow.votes", "Count", w.Votes)
		}
		list = append(list, a)
	}
	return list
}

// RightName is a right in words.
func (d Drawing) RightName(r workflow.Right) string { return d.Say(r.Name()) }
