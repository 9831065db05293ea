package apply

import (
	"strconv"

	"telemark/app"
	"telemark/app/application"
	"telemark/app/product"
	"telemark/handlers/web"
)

// Group is the answers of one step of the form.
type Group struct {
	Step    string // id
	Name    string
	Answers []Answer
}

// Answer is one answer as people read it. Sealed ones are masked.
type Answer struct {
	Field  string
	Label  string
	Value  string // "" when it isn't given
	Sealed bool
}

// Answers puts what the client has typed in the order of the form. Questions that aren't asked are left out.
func Answers(s web.Shell, form []product.Step, given application.Answers) []Group {
	groups := make([]Group, 0, len(form))
	for _, step := range form {
		g := Group{Step: step.ID, Name: In(step.Names, s.Lang)}
		for _, f := range step.Fields {
			if !application.Asked(f, given) {
				continue
			}
			g.Answers = append(g.Answers, Answer{
				Field: f.ID, Label: In(f.Labels, s.Lang), Value: Shown(s, f, given[f.ID]), Sealed: f.Type.Sealed(),
			})
		}
		groups = append(groups, g)
	}
	return groups
}

// Shown is one stored answer as people read it.
func Shown(s web.Shell, f product.Field, value string) string {
	if value == "" {
		return ""
	}
	switch f.Type {
	case product.AmountField:
		if minor, err := strconv.ParseInt(value, 10, 64); err == nil {
			return s.Money(minor, app.RUB)
		}
	case product.NumberField:
		if n, err := strconv.Atoi(value); err == nil {
			return s.Count(n)
		}
	case product.DateField:
		if day, ok := app.ParseDay(value); ok {
			return s.DayOf(day)
		}
	case product.YesField:
		if value == "yes" {
			return s.T("apply.yes")
		}
		return s.T("apply.no")
	case product.ChoiceField:
		for _, c := range f.Choices {
			if c.ID == value {
				return In(c.Names, s.Lang)
			}
		}
	case product.CountryField:
		return CountryName(s.Lang, value)
	case product.PhoneField:
		return phone(value)
	case product.TextField, product.NameField, product.EmailField, product.PassportField, product.TaxIDField:
	}
	return value
}

// phone parts the digits of a Russian number: "+7 916 123-45-67". Others stay as they are.
func phone(v string) string {
	if len(v) != 12 || v[:2] != "+7" {
		return v
	}
	return v[:2] + "\u00a0" + v[2:5] + "\u00a0" + v[5:8] + "-" + v[8:10] + "-" + v[10:]
}
