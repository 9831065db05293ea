package login

import (
	"errors"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"telemark/app"
	"telemark/handlers/web"
)

// Form is the view of every page here that is one form: what was typed and what needs a change. Passwords and codes are
// never among the values.
type Form struct {
	web.Shell
	Fields []string // names, in the order of the page
	Values map[string]string
	Errors map[string]app.Text
	Alert  app.Text // what is wrong with no field in particular
	Next   string   // local address of the page wanted
	Prefix string   // of the inputs' ids, where a page has several forms
}

// form starts a page's form with the names of its fields; a password's starts with "!".
func form(c *fiber.Ctx, titleID, nav string, fields ...string) Form {
	f := Form{Shell: web.NewShell(c, titleID, nav), Values: map[string]string{}, Next: c.FormValue("next")}
	c.Set(fiber.HeaderCacheControl, "no-store")
	for _, name := range fields {
		if name[0] == '!' {
			f.Fields = append(f.Fields, name[1:])
			continue
		}
		f.Fields = append(f.Fields, name)
		f.Values[name] = c.FormValue(name)
	}
	return f
}

// refuse puts an error into the form: at its fields, or above them; false when it is no error of the form's reader.
func (f *Form) refuse(c *fiber.Ctx, err error) bool {
	e, ok := errors.AsType[*app.Error](err)
	if !ok {
		return false
	}
	switch e.Kind {
	case app.Invalid:
		f.Errors, f.Alert = web.FieldErrors(err), e.Text
	case app.TooMany, app.Unavailable:
		f.Alert = e.Text
		if e.Retry > 0 {
			c.Set(fiber.HeaderRetryAfter, strconv.Itoa(e.Retry))
		}
	default:
		return false
	}
	c.Status(web.Status(err))
	return true
}

// Field is one input with its label and what is wrong with it.
type Field struct {
	ID, Name, Label, Type, Autocomplete string
	Value, Error, Help                  string
	Focus                               bool
}

// Field describes an input. Its label is the text login.<name>; help is the id of a text that stands below.
func (f Form) Field(name, kind, autocomplete string, help ...string) Field {
	field := Field{
		ID: f.Prefix + name, Name: name, Label: f.T("login." + name), Type: kind, Autocomplete: autocomplete, Value: f.Values[name],
		Focus: f.focus() == name,
	}
	if text, wrong := f.Errors[name]; wrong {
		field.Error = f.Say(text)
	}
	for _, id := range help {
		field.Help = f.T(id)
	}
	return field
}

// focus is the first field that needs a change, or else the first empty one.
func (f Form) focus() string {
	for _, name := range f.Fields {
		if _, wrong := f.Errors[name]; wrong {
			return name
		}
	}
	for _, name := range f.Fields {
		if f.Values[name] == "" {
			return name
		}
	}
	return ""
}
