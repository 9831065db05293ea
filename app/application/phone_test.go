package application

import (
	"testing"

	"telemark/app"
	"telemark/app/product"
)

func TestOnlyWhoHasTheApplicationReadsPhones(t *testing.T) {
	a := Application{Assignee: Person{ID: "anna"}, Answers: Answers{"phone": "+79161234567", "name": "Marina", "work_phone": ""}}
	for _, c := range []struct {
		actor app.Actor
		want  bool
	}{
		{app.Actor{ID: "marina", Role: app.Client}, true}, {app.Actor{ID: "anna", Role: app.Operator}, true},
		{app.Actor{ID: "jonas", Role: app.Operator}, false}, {app.Actor{ID: "erik", Role: app.Manager, Duties: app.Every()}, false},
	} {
		if a.ShowsPhones(c.actor) != c.want {
			t.Errorf("%s reads phones: want %v", c.actor.ID, c.want)
		}
	}
	form := []product.Step{{Fields: []product.Field{{ID: "phone", Type: product.PhoneField}, {ID: "name", Type: product.NameField}, {ID: "work_phone", Type: product.PhoneField}}}}
	log := []Event{{Changes: []Change{{Field: "phone", Old: "+79160000001", New: "+79161234567"}, {Field: "name", Old: "M", New: "Marina"}}}}
	hidden, shown, fields := a.HidePhones(form, log)
	if hidden.Answers["phone"] != "••••••••••67" || hidden.Answers["name"] != "Marina" || hidden.Answers["work_phone"] != "" || len(fields) != 2 {
		t.Errorf("the answers are %v, masked %v", hidden.Answers, fields)
	}
	if c := shown[0].Changes; c[0].Old != "••••••••••01" || c[0].New != "••••••••••67" || c[1].New != "Marina" {
		t.Errorf("the log says %+v", c)
	}
	if a.Answers["phone"] != "+79161234567" || log[0].Changes[0].New != "+79161234567" {
		t.Error("what was given has changed, too")
	}
}
