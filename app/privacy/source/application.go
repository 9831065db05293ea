package source

import (
	"context"

	"telemark/app"
	"telemark/app/application"
	"telemark/app/privacy"
	"telemark/app/product"
)

// Applications are the person's applications with what they answered, the documents they added and what became of them.
type Applications struct {
	Cases  *application.Service
	Papers *application.Documents
}

// Section implements privacy.Source.
func (Applications) Section() string { return "applications" }

// Records implements privacy.Source. Passport and tax numbers are the person's own, so they stand in it in clear; each opening is
// recorded as what it is.
func (s Applications) Records(ctx context.Context, of privacy.Subject, each func(privacy.Record) error) error {
	list, err := s.Cases.Mine(ctx, of.Actor)
	if err != nil {
		return err
	}
	for _, one := range list {
		a, err := s.Cases.Application(ctx, of.Actor, one.ID)
		if err != nil {
			return err
		}
		r := privacy.Record{
			{Key: "id", Value: a.ID}, {Key: "number", Value: a.Number}, {Key: "product", Value: a.ProductName(of.Lang)},
			{Key: "state", Value: privacy.Code{Code: string(a.State), Text: a.State.Name()}}, {Key: "created_at", Value: a.CreatedAt},
			{Key: "submitted_at", Value: a.SubmittedAt}, {Key: "ended_at", Value: a.EndedAt},
		}
		answers, err := s.answers(ctx, of, a)
		if err != nil {
			return err
		}
		r = append(append(r, answers...), privacy.Field{Key: "documents", Value: s.documents(ctx, of, a)}, privacy.Field{Key: "events", Value: s.events(ctx, of, a.ID)})
		if err := each(r); err != nil {
			return err
		}
	}
	return nil
}

// answers are what the person typed, in the order of the form, under the form's own words.
func (s Applications) answers(ctx context.Context, of privacy.Subject, a application.Application) (list privacy.Record, err error) {
	v, err := s.Cases.Version(ctx, a)
	if err != nil {
		return nil, err
	}
	for _, step := range v.Content.Form {
		for _, f := range step.Fields {
			value := a.Answers[f.ID]
			if value == "" {
				continue
			}
			if f.Type.Sealed() {
				plain, err := of.Once(a.ID+"."+f.ID, func() (string, error) {
					return s.Cases.Store.Reveal(ctx, a.ID, f.ID, app.Record(of.By, "application.export", a.ID, f.ID, ""))
				})
				switch {
				case err == nil:
					value = plain
				case app.KindOf(err) != app.NotFound: // a draft's answer may have gone in between
					return nil, err
				}
			}
			shown := value
			if f.Type == product.AmountField {
				shown = a.Typed(f)
			}
			for _, choice := range f.Choices {
				if choice.ID == value {
					shown = inLanguage(choice.Names, of.Lang)
				}
			}
			code := privacy.Code{Code: value, Name: shown}
			list = append(list, privacy.Field{Key: "answer_" + f.ID, Value: code, Label: inLanguage(f.Labels, of.Lang)})
		}
	}
	return list, nil
}

// events are the application's log: who did what, with the words that both sides read.
func (s Applications) events(ctx context.Context, of privacy.Subject, id string) privacy.Entries {
	return func(each func(privacy.Entry) error) error {
		events, err := s.Cases.Events(ctx, of.Actor, id)
		if err != nil {
			return err
		}
		for _, e := range events {
			if err := each(privacy.Entry{At: e.At, Who: e.Actor.Name, What: privacy.Code{Code: string(e.Act), Text: e.Act.Name()}, Text: e.Note}); err != nil {
				return err
			}
		}
		return nil
	}
}

func inLanguage(texts map[string]string, lang string) string {
	if text, ok := texts[lang]; ok {
		return text
	}
	return texts["en"]
}
