package apply

import (
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"telemark/app"
	"telemark/app/application"
	"telemark/app/product"
	"telemark/handlers/web"
)

// Field is one question of a form as the page asks it.
type Field struct {
	web.Shell
	product.Field
	Label   string
	Help    string
	Value   string // as it stands in the field
	Masked  bool   // it stands for a sealed answer: sent back as it is, it means that answer
	Error   string
	Focus   bool   // the first that is wrong
	Only    string // what the question depends on, in words; "" when it is always asked
	Choices []product.Choice
}

// Fields are the questions of a step with the answers of a draft, or, when posted is not nil, with what was typed and refused.
func Fields(s web.Shell, step product.Step, a application.Application, posted application.Answers, errors map[string]app.Text) []Field {
	list := make([]Field, 0, len(step.Fields))
	focus := false
	for _, f := range step.Fields {
		v := Field{Shell: s, Field: f, Label: In(f.Labels, s.Lang), Help: help(s, f), Choices: f.Choices, Only: only(s, step, f)}
		switch {
		case posted != nil:
			v.Value = posted[f.ID]
		case a.Rough[f.ID]:
			v.Value = a.Answers[f.ID] // as it was typed
		default:
			v.Value = input(s, f, a.Answers[f.ID])
		}
		if v.Masked = f.Type.Sealed() && v.Value != "" && v.Value == a.Answers[f.ID]; v.Masked {
			v.Help = s.T("apply.hint_masked")
		}
		if text, wrong := errors[f.ID]; wrong {
			v.Error = s.Say(text)
			v.Focus, focus = !focus, true
		}
		list = append(list, v)
	}
	return list
}

// Posted are the answers of a step as they were typed.
func Posted(c *fiber.Ctx, step product.Step) application.Answers {
	answers := make(application.Answers, len(step.Fields))
	for _, f := range step.Fields {
		answers[f.ID] = strings.TrimSpace(c.FormValue(f.ID))
	}
	return answers
}

// input is a stored answer as people would have typed it.
func input(s web.Shell, f product.Field, value string) string {
	switch f.Type {
	case product.AmountField:
		if minor, err := strconv.ParseInt(value, 10, 64); err == nil {
			return s.Amount(minor)
		}
	case product.DateField:
		if day, ok := app.ParseDay(value); ok {
			return day.Date().Format("02.01.2006")
		}
	case product.PhoneField:
		return phone(value)
	}
	return value
}

// only says in words on which answer a question depends: for readers without scripts, who see it always.
func only(s web.Shell, step product.Step, f product.Field) string {
	if f.When == nil {
		return ""
	}
	for _, other := range step.Fields {
		if other.ID == f.When.Field {
			return s.T("apply.only_if", "Question", In(other.Labels, s.Lang), "Answer", Shown(s, other, f.When.Is))
		}
	}
	return ""
}

// help is the question's own hint, or what the type of its answer looks like.
func help(s web.Shell, f product.Field) string {
	if own := In(f.Helps, s.Lang); own != "" {
		return own
	}
	switch f.Type {
	case product.DateField:
		return s.T("apply.hint_date")
	case product.PhoneField:
		return s.T("apply.hint_phone")
	case product.PassportField:
		return s.T("apply.hint_passport")
	case product.TaxIDField:
		return s.T("apply.hint_tax_id")
	}
	return ""
}

// Autocomplete is the purpose of the field for browsers that fill in forms (WCAG 1.3.5).
func (f Field) Autocomplete() string {
	switch f.ID {
	case product.BornField:
		return "bday"
	case "last_name", "surname":
		return "family-name"
	case "first_name":
		return "given-name"
	case "middle_name", "patronymic":
		return "additional-name"
	case "address":
		return "street-address"
	case "city":
		return "address-level2"
	case "postcode":
		return "postal-code"
	case "employer":
		return "organization"
	case "position":
		return "organization-title"
	}
	switch f.Type {
	case product.NameField:
		return "name"
	case product.PhoneField:
		return "tel"
	case product.EmailField:
		return "email"
	case product.CountryField:
		return "country"
	}
	return "off"
}

// Inputmode chooses the keyboard of a phone.
func (f Field) Inputmode() string {
	switch f.Type {
	case product.AmountField:
		return "decimal"
	case product.NumberField, product.DateField, product.PassportField, product.TaxIDField:
		return "numeric"
	case product.PhoneField:
		return "tel"
	case product.EmailField:
		return "email"
	}
	return "text"
}

// Kind is the type attribute of the input.
func (f Field) Kind() string {
	switch f.Type {
	case product.PhoneField:
		return "tel"
	case product.EmailField:
		return "email"
	}
	return "text"
}

// Many tells whether there are too many choices to see them all at once.
func (f Field) Many() bool { return len(f.Choices) > 6 }

// In is a choice's name in the reader's language.
func (f Field) In(names map[string]string) string { return In(names, f.Lang) }

// Countries are the choices of a question for a country.
func (f Field) Countries() []Country { return Countries(f.Lang) }
