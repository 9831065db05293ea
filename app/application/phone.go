package application

import (
	"maps"
	"slices"

	"telemark/app"
	"telemark/app/product"
)

// ShowsPhones tells whether the actor reads phone numbers in clear: the client, and whoever of the bank has the application, because they may
// have to call. Everybody else of the bank sees the last two digits, and may Reveal a number for a reason.
func (a Application) ShowsPhones(actor app.Actor) bool {
	return !actor.Role.Staff() || a.Assignee.ID == actor.ID
}

// HidePhones is the application and its log as somebody sees it who doesn't read phone numbers, and the fields that are masked.
func (a Application) HidePhones(form []product.Step, log []Event) (Application, []Event, []string) {
	var phones []string
	for _, step := range form {
		for _, f := range step.Fields {
			if f.Type == product.PhoneField {
				phones = append(phones, f.ID)
			}
		}
	}
	a.Answers = maps.Clone(a.Answers)
	for _, field := range phones {
		if v := a.Answers[field]; v != "" {
			a.Answers[field] = MaskPhone(v)
		}
	}
	log = slices.Clone(log)
	for i := range log {
		log[i].Changes = slices.Clone(log[i].Changes)
		for j, c := range log[i].Changes {
			if slices.Contains(phones, c.Field) {
				log[i].Changes[j].Old, log[i].Changes[j].New = MaskPhone(c.Old), MaskPhone(c.New)
			}
		}
	}
	return a, log, phones
}

// MaskPhone hides all of a number but its last two digits.
func MaskPhone(number string) string {
	if number == "" {
		return ""
	}
	return Mask(number)
}
