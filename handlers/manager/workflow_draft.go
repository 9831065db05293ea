package manager

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"telemark/app"
	"telemark/app/application/workflow"
	"telemark/app/product"
	"telemark/handlers/guard"
	"telemark/handlers/web"
)

// WorkflowDraft is the view of manager/workflow_draft: the form of a workflow with what the checker finds beside it.
type WorkflowDraft struct {
	web.Shell
	Draft    workflow.Draft
	Content  workflow.Content
	Kinds    []product.Kind
	Rights   []workflow.Right
	Found    []workflow.Finding
	Drawing  Drawing
	Changes  []workflow.Changed
	Problem  string // why it was not stored, or not sent
	ReadOnly bool
}

// BeginWorkflow begins a draft: of the workflow of the address, or of a new one.
func (h Handlers) BeginWorkflow(c *fiber.Ctx) error {
	d, err := h.Workflows.Begin(c.UserContext(), guard.Actor(c), c.Params("workflow"))
	if err != nil {
		return err
	}
	return web.SeeOther(c, "/manager/workflows/"+d.Workflow+"/draft")
}

// WorkflowDraft shows what is being written of a workflow.
func (h Handlers) WorkflowDraft(c *fiber.Ctx) error {
	d, err := h.Workflows.Draft(c.UserContext(), guard.Actor(c), c.Params("workflow"))
	if err != nil {
		return err
	}
	return h.workflowDraft(c, d, d.Content, nil)
}

func (h Handlers) workflowDraft(c *fiber.Ctx, d workflow.Draft, content workflow.Content, problem error) error {
	ctx := c.UserContext()
	view := WorkflowDraft{
		Shell: web.NewShell(c, "workflow.title", "workflows"), Draft: d, Content: content, Kinds: product.Kinds, Rights: workflow.Rights,
	}
	view.ReadOnly = d.Sent != "" || !view.Me.May(app.Author)
	view.Drawing = Drawing{Shell: view.Shell, Content: content}
	found, err := h.Workflows.Check(ctx, content)
	if err != nil {
		return err
	}
	view.Found = found
	if d.Base > 0 {
		old, err := h.Workflows.Version(ctx, d.Workflow, d.Base)
		if err != nil {
			return err
		}
		view.Changes = difference(view.Shell, old.Content, content)
	}
	if text, ok := conflict(view.Shell, problem); ok {
		view.Problem = text
		c.Status(web.Status(problem))
	} else if problem != nil {
		return problem
	}
	return web.Page(c, "manager/workflow_draft", view)
}

func conflict(s web.Shell, err error) (string, bool) {
	e, ok := err.(*app.Error) //nolint:errorlint // the service's own
	if !ok || e.Kind != app.Conflict {
		return "", false
	}
	return s.Say(e.Text), true
}

// SaveWorkflow stores what was typed, and then does what the button says: a stage more, send it, throw it away.
func (h Handlers) SaveWorkflow(c *fiber.Ctx) error {
	ctx, actor, id := c.UserContext(), guard.Actor(c), c.Params("workflow")
	d, err := h.Workflows.Draft(ctx, actor, id)
	if err != nil {
		return err
	}
	revision, _ := strconv.ParseInt(c.FormValue("revision"), 10, 64)
	if c.FormValue("do") == "discard" {
		if err := h.Workflows.Discard(ctx, actor, id, revision); err != nil {
			return h.workflowDraft(c, d, d.Content, err)
		}
		return web.SeeOther(c, "/manager/workflows")
	}
	content := typedWorkflow(c, d.Content)
	if c.FormValue("do") == "stage" && len(content.Stages) < workflow.MaxStages {
		content.Stages = append(content.Stages, freshStage(content))
	}
	saved, err := h.Workflows.Save(ctx, actor, id, revision, content)
	if err == nil && c.FormValue("do") == "send" {
		if _, err = h.Workflows.Send(ctx, actor, id, saved.Revision); err != nil {
			return h.workflowDraft(c, saved, content, err)
		}
	}
	if err != nil {
		return h.workflowDraft(c, d, content, err)
	}
	if c.FormValue("do") == "stage" {
		return web.SeeOther(c, fmt.Sprintf("/manager/workflows/%s/draft#stages-%d", id, len(content.Stages)-1))
	}
	return web.SeeOther(c, "/manager/workflows/"+id+"/draft")
}

func freshStage(c workflow.Content) workflow.Stage {
	return workflow.Stage{
		ID: freshID("stage", func(id string) bool { return c.At(id) >= 0 }), Names: map[string]string{}, Who: workflow.Managers, Hours: 24,
	}
}

func freshID(word string, taken func(string) bool) string {
	for n := 1; ; n++ {
		if id := word + strconv.Itoa(n); !taken(id) {
			return id
		}
	}
}

// typedWorkflow reads the form. Stages without a place, and ways without a target, are left out.
func typedWorkflow(c *fiber.Ctx, before workflow.Content) workflow.Content {
	value := func(format string, at ...any) string { return app.Clean(c.FormValue(fmt.Sprintf(format, at...))) }
	content := workflow.Content{Names: map[string]string{"en": value("names.en"), "ru": value("names.ru")}}
	for _, k := range product.Kinds {
		if c.FormValue("kind."+string(k)) != "" {
			content.Kinds = append(content.Kinds, k)
		}
	}
	places := map[string]int{}
	for i := range workflow.MaxStages {
		id := value("stages.%d.id", i)
		if id == "" || value("stages.%d.remove", i) != "" {
			continue
		}
		s := workflow.Stage{
			ID: id, Names: map[string]string{"en": value("stages.%d.names.en", i), "ru": value("stages.%d.names.ru", i)},
			Who: workflow.Right(value("stages.%d.who", i)),
		}
		s.Hours, _ = strconv.Atoi(value("stages.%d.hours", i))
		old, _ := before.Stage(id)
		s.Checks = typedChecks(value("stages.%d.checks", i), old.Checks)
		s.Papers = strings.FieldsFunc(value("stages.%d.papers", i), func(r rune) bool { return r == ',' || r == ' ' || r == '\n' })
		for n := range len(workflow.Outcomes) + workflow.MaxStages {
			if to := value("stages.%d.ways.%d.to", i, n); to != "" {
				w := workflow.Way{To: to, Right: workflow.Right(value("stages.%d.ways.%d.right", i, n))}
				if typed := value("stages.%d.ways.%d.limit", i, n); typed != "" {
					minor, ok := app.ParseAmount(typed)
					if w.Limit = minor; !ok {
						w.Limit = -1
					}
				}
				w.Votes, _ = strconv.Atoi(value("stages.%d.ways.%d.votes", i, n))
				s.Ways = append(s.Ways, w)
			}
		}
		places[id], _ = strconv.Atoi(value("stages.%d.place", i))
		content.Stages = append(content.Stages, s)
	}
	slices.SortStableFunc(content.Stages, func(a, b workflow.Stage) int { return places[a.ID] - places[b.ID] })
	return content
}

// typedChecks reads a checklist: a line for each, English and Russian with a | between. A line that was there keeps its id.
func typedChecks(text string, old []workflow.Item) (items []workflow.Item) {
	for line := range strings.Lines(text) {
		en, ru, _ := strings.Cut(strings.TrimSpace(line), "|")
		if en, ru = strings.TrimSpace(en), strings.TrimSpace(ru); en == "" && ru == "" {
			continue
		}
		item := workflow.Item{Names: map[string]string{"en": en, "ru": ru}}
		has := func(list []workflow.Item) func(string) bool {
			return func(id string) bool {
				return slices.ContainsFunc(list, func(i workflow.Item) bool { return i.ID == id })
			}
		}
		if i := slices.IndexFunc(old, func(o workflow.Item) bool { return o.Names["en"] == en || o.Names["ru"] == ru }); i >= 0 && !has(items)(old[i].ID) {
			item.ID = old[i].ID
		} else {
			item.ID = freshID("check", func(id string) bool { return has(items)(id) || has(old)(id) })
		}
		items = append(items, item)
	}
	return items
}

// Lines is a checklist as it is typed.
func (WorkflowDraft) Lines(items []workflow.Item) string {
	lines := make([]string, len(items))
	for i, item := range items {
		lines[i] = item.Names["en"] + " | " + item.Names["ru"]
	}
	return strings.Join(lines, "\n")
}

// Place is a stage's place as people count.
func (WorkflowDraft) Place(i int) int { return i + 1 }

// Joined is a list of papers as it is typed.
func (WorkflowDraft) Joined(papers []string) string { return strings.Join(papers, ", ") }

// Ways are the ways of a stage, and a place for one more.
func (WorkflowDraft) Ways(s workflow.Stage) []workflow.Way {
	return append(slices.Clone(s.Ways), workflow.Way{})
}

// Outcomes are the targets that are no stage.
func (WorkflowDraft) Outcomes() []string { return workflow.Outcomes }

// Outcome is one of them in words.
func (v WorkflowDraft) Outcome(to string) string { return sayer(v.Shell)(workflow.Word{Outcome: to}) }

// Chosen tells whether a kind is among those that the workflow decides.
func (v WorkflowDraft) Chosen(k product.Kind) bool { return slices.Contains(v.Content.Kinds, k) }

// Limit is a limit as it is typed.
func (WorkflowDraft) Limit(w workflow.Way) string {
	if w.Limit <= 0 {
		return ""
	}
	return app.PlainAmount(w.Limit)
}

// Votes is a number of votes as it is typed.
func (WorkflowDraft) Votes(w workflow.Way) string {
	if w.Votes == 0 {
		return ""
	}
	return strconv.Itoa(w.Votes)
}

// Anchor is the part of the form that a finding is about.
func (WorkflowDraft) Anchor(f workflow.Finding) string {
	parts := strings.Split(f.Place, ".")
	if parts[0] == "stages" && len(parts) > 3 && parts[2] == "checks" {
		parts = parts[:3]
	}
	if parts[0] == "stages" && len(parts) == 3 && (parts[2] == "ways" || parts[2] == "id") {
		parts = parts[:2]
	}
	return strings.Join(parts, "-")
}

// Where is the name of the stage that a finding is about; empty: of none.
func (v WorkflowDraft) Where(f workflow.Finding) string {
	parts := strings.Split(f.Place, ".")
	if parts[0] != "stages" || len(parts) < 2 {
		return ""
	}
	i, err := strconv.Atoi(parts[1])
	if err != nil || i >= len(v.Content.Stages) {
		return ""
	}
	if name := v.Content.Stages[i].Name(v.Lang); name != "" {
		return name
	}
	return v.Content.Stages[i].ID
}
