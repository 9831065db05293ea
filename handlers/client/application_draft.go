package client

import (
	"github.com/gofiber/fiber/v2"

	"telemark/app"
	"telemark/app/application"
	"telemark/app/product"
	"telemark/handlers/apply"
	"telemark/handlers/guard"
	"telemark/handlers/web"
)

// askStep is the first step of every application: how much, for how long.
const askStep = "ask"

// Draft is what every page shows on which a draft is filled in.
type Draft struct {
	web.Shell
	Application application.Application
	Product     string
	Slug        string // of the product
	Stages      []Stage
	At          int // number of the stage on screen
	Facts       []apply.Fact
	Cursor      string
	Wrong       []Wrong
}

// Stage is one step as the stepper shows it.
type Stage struct {
	ID     string
	Number int
	Name   string
	Is     string // "done", "current", "open" or "later"
	Href   string // "" for what can't be opened yet
}

// Wrong is one thing that needs a change, and where it stands.
type Wrong struct {
	Href  string // of the field, on this page or another
	Label string
	Text  string
}

// draft reads a draft for one of its steps. An application that was sent meanwhile, on another device perhaps, leads to its own page.
func (h Handlers) draft(c *fiber.Ctx, at string) (d Draft, v product.Version, err error) {
	d.Application, err = h.Cases.Application(c.UserContext(), guard.Actor(c), c.Params("application"))
	if err != nil {
		return d, v, err
	}
	if v, err = h.Cases.Version(c.UserContext(), d.Application); err != nil {
		return d, v, err
	}
	if d.Cursor, err = h.cursor(c); err != nil {
		return d, v, err
	}
	d.show(c, v, at)
	return d, v, nil
}

// show puts the draft into the reader's words.
func (d *Draft) show(c *fiber.Ctx, v product.Version, at string) {
	d.Shell = web.NewShell(c, "apply.draft_title", "applications")
	d.Slug, d.Product = v.Slug, d.Application.ProductName(d.Lang)
	d.Facts = apply.Facts(d.Shell, v.Kind, d.Application.Quote)
	d.stages(v, at)
}

// stages lists the steps. All up to where the client goes on can be opened.
func (d *Draft) stages(v product.Version, at string) {
	add := func(id, name string) {
		d.Stages = append(d.Stages, Stage{ID: id, Number: len(d.Stages) + 1, Name: name, Is: "later"})
	}
	add(askStep, d.T("apply.ask_step"))
	for _, step := range v.Content.Form {
		add(step.ID, apply.In(step.Names, d.Lang))
	}
	add(application.Review, d.T("apply.review"))
	if d.Application.ID == "" {
		d.Stages[0].Is, d.At = "current", 1
		return
	}
	reached := false
	for i := range d.Stages {
		s := &d.Stages[i]
		if !reached || d.Application.Step == application.Review {
			s.Href, s.Is = stepPath(d.Application, s.ID), "done"
		}
		if reached = reached || s.ID == d.Application.Step; reached && s.Href != "" {
			s.Is = "open"
		}
		if s.ID == at {
			s.Is, d.At = "current", s.Number
			d.Title = s.Name
		}
	}
}

// beside are the steps before and after one; "" where there is none.
func (d *Draft) beside(id string) (before, after string) {
	for i, s := range d.Stages {
		if s.ID != id {
			continue
		}
		if i > 0 {
			before = d.Stages[i-1].ID
		}
		if i+1 < len(d.Stages) {
			after = d.Stages[i+1].ID
		}
	}
	return before, after
}

// labelled puts what is wrong in the order of the form, each with its question.
func (d *Draft) labelled(form []product.Step, errors map[string]app.Text, at func(field string) string) {
	seen := map[string]bool{}
	for _, step := range form {
		for _, f := range step.Fields {
			if text, wrong := errors[f.ID]; wrong {
				d.Wrong = append(d.Wrong, Wrong{Href: at(f.ID), Label: apply.In(f.Labels, d.Lang), Text: d.Say(text)})
				seen[f.ID] = true
			}
		}
	}
	for _, field := range sorted(errors) {
		if !seen[field] {
			d.Wrong = append(d.Wrong, Wrong{Href: at(field), Text: d.Say(errors[field])})
		}
	}
}
