package client

import (
	"strings"
	"testing"

	"telemark/app"
	"telemark/app/application"
	"telemark/app/product"
	"telemark/handlers/web"
)

func TestTheFolderSaysWhatIsWantedWhatIsThereAndWhatWasRefused(t *testing.T) {
	id := app.NewID()
	doc := func(paper, name string, state application.DocumentState) application.Document {
		return application.Document{ID: app.NewID(), Application: id, Paper: paper, Name: name, State: state}
	}
	view := NewDocuments(web.ShellFor(app.Actor{ID: app.NewID(), Role: app.Client}, "ru"), application.Folder{
		Application: id, CanAttach: true, CanRemove: true,
		Papers: []product.Paper{
			{ID: "passport", Names: map[string]string{"en": "Passport", "ru": "Паспорт"}},
			{ID: "income", Names: map[string]string{"en": "Statement of income"}, Optional: true},
		},
		Documents: []application.Document{
			doc("passport", "p.pdf", application.Scanning), doc("income", "bad.pdf", application.Infected),
			doc(application.OtherPaper, "<b>.jpg", application.Unscanned),
		},
	})
	view.Refused = map[string][]Refused{"income": {{Name: "big.pdf", Text: app.T("documents.too_large", "Limit", 10)}}}
	raw, err := web.Render("client/documents#list", view)
	if err != nil {
		t.Fatal(err)
	}
	page := string(raw)
	for _, want := range []string{
		"Паспорт", "Statement of income", "До 10 МБ каждый", "Проверяется на вирусы", "Файл больше 10 МБ", "&lt;b&gt;.jpg",
		`name="paper" value="passport"`, `name="paper" value="other"`, `hx-trigger="every 5s"`, `capture="environment"`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the folder lacks %q", want)
		}
	}
	if strings.Contains(page, view.Folder.Documents[1].ID+`" download`) {
		t.Error("an infected document can be opened")
	}
	if n := strings.Count(page, `class="paper is-there"`); n != 2 {
		t.Errorf("%d papers are there, want the passport and another one", n)
	}
	view.CanAttach, view.CanRemove = false, false
	if raw, err = web.Render("client/documents#list", view); err != nil || strings.Contains(string(raw), "<form") {
		t.Errorf("a folder that takes nothing has a form, or %v", err)
	}
}
