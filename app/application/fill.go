package application

import (
	"maps"
	"slices"
	"time"

	"telemark/app"
	"telemark/app/product"
)

// Asked tells whether a field is asked, after the answers given so far.
func Asked(f product.Field, given Answers) bool {
	return f.When == nil || given[f.When.Field] == f.When.Is
}

// StepOf is the id of the step in which a field stands: where to go to mend it. Empty when none has it.
func StepOf(form []product.Step, field string) string {
	for _, step := range form {
		if slices.ContainsFunc(step.Fields, func(f product.Field) bool { return f.ID == field }) {
			return step.ID
		}
	}
	return ""
}

// begin makes a draft. quote is counted by v.
func begin(actor app.Actor, v product.Version, quote product.Quote, key string, at time.Time) Update {
	names := make(map[string]string, len(v.Content.Texts))
	for lang, text := range v.Content.Texts {
		names[lang] = text.Name
	}
	u := Update{Application: Application{
		ID: app.NewID(), Client: person(actor), Product: v.ID, Slug: v.Slug, Kind: v.Kind, Names: names, Version: v.Number,
		Ask: quote.Ask, Quote: quote, Answers: Answers{}, Rough: map[string]bool{}, Step: v.Content.Form[0].ID, Key: key, CreatedAt: at,
	}}
	u.move(actor, Begin, Draft, at)
	u.record(actor, "application.begin", "", v.Slug)
	return u
}

// fill answers a step of the form. What was typed is kept in any case; strict says that it has to be right, too, and then the client
// goes on to the next step, or is told what is wrong at which field.
func (a Application) fill(actor app.Actor, v product.Version, step string, typed Answers, strict bool, at time.Time) (Update, error) {
	if _, err := a.next(actor, Fill); err != nil {
		return Update{}, err
	}
	i := slices.IndexFunc(v.Content.Form, func(s product.Step) bool { return s.ID == step })
	if i < 0 {
		return Update{}, app.ErrNotFound
	}
	u := a.update()
	wrong := u.answer(v.Content.Form[i].Fields, typed, strict, app.DayOf(at))
	if strict && len(wrong) == 0 {
		wrong = u.Application.refused(v, app.DayOf(at), v.Content.Form[i].Fields)
	}
	if strict && len(wrong) == 0 {
		u.Application.Step = u.Application.further(v.Content.Form, i, app.DayOf(at))
	}
	if len(wrong) > 0 {
		u.Then = app.FailFields(wrong...)
	}
	if len(u.Answers) > 0 || u.Application.Step != a.Step {
		u.save(at)
	}
	return u, nil
}

// answer puts what was typed into the application. What is not asked any more goes away; what was not sent at all stays in a draft that
// is only kept. wrong is empty unless strict.
func (u *Update) answer(fields []product.Field, typed Answers, strict bool, today app.Day) (wrong []app.Field) {
	a := &u.Application
	before, rough := a.Answers, a.Rough
	a.Answers, a.Rough = maps.Clone(before), maps.Clone(rough)
	if a.Answers == nil {
		a.Answers = Answers{}
	}
	if a.Rough == nil {
		a.Rough = map[string]bool{}
	}
	for _, f := range fields {
		text, sent := typed[f.ID]
		if !strict && (!sent || !Asked(f, a.Answers)) {
			continue
		}
		next := Saved{Field: f.ID, Type: f.Type}
		var problem *app.Text
		if Asked(f, a.Answers) {
			next.Value, next.Rough, problem = settle(f, text, before[f.ID], rough[f.ID], today)
		}
		if problem != nil && strict {
			wrong = append(wrong, app.Field{Name: f.ID, Text: *problem})
		}
		if next.Value == before[f.ID] && next.Rough == rough[f.ID] {
			continue
		}
		shown := masked(f.Type, next.Value)
		u.Answers = append(u.Answers, next)
		delete(a.Answers, f.ID)
		delete(a.Rough, f.ID)
		if shown != "" {
			a.Answers[f.ID] = shown
		}
		if next.Rough {
			a.Rough[f.ID] = true
		}
	}
	return wrong
}

// settle makes an answer of what was typed into a field that had one before. The mask of a sealed answer, sent back, means that answer.
func settle(f product.Field, text, before string, rough bool, today app.Day) (value string, isRough bool, wrong *app.Text) {
	if f.Type.Sealed() && before != "" && app.Clean(text) == before {
		if rough {
			wrong = odd(f)
		}
		return before, rough, wrong
	}
	if value, wrong = check(f, text, today); wrong == nil {
		return value, false, nil
	}
	value = short(f.Type, app.Clean(text))
	return value, value != "", wrong
}

// further is the step at which the client goes on when step i is done: never back behind what was reached before, unless an answer
// is missing there now.
func (a Application) further(form []product.Step, i int, today app.Day) string {
	reached := slices.IndexFunc(form, func(s product.Step) bool { return s.ID == a.Step })
	if a.Step == Review || reached < 0 && a.Step != "" {
		reached = len(form)
	}
	reached = max(reached, i+1)
	for j := range min(reached, len(form)) {
		if len(a.unready(form[j].Fields, today)) > 0 {
			return form[j].ID
		}
	}
	if reached >= len(form) {
		return Review
	}
	return form[reached].ID
}

// unready are the fields whose answers a submission needs and doesn't have yet, in the form's order.
func (a Application) unready(fields []product.Field, today app.Day) (wrong []app.Field) {
	for _, f := range fields {
		if !Asked(f, a.Answers) {
			continue
		}
		value := a.Answers[f.ID]
		var problem *app.Text
		switch {
		case value == "" && !f.Optional:
			problem = missing(f)
		case value == "":
		case a.Rough[f.ID]:
			problem = odd(f)
		case !f.Type.Sealed(): // it was right when it was typed; an age goes on
			problem = limit(f, value, today)
		}
		if problem != nil {
			wrong = append(wrong, app.Field{Name: f.ID, Text: *problem})
		}
	}
	return wrong
}
