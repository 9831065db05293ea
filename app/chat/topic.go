package chat

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"unicode/utf8"

	"telemark/app"
)

// OtherTopic always exists, stands last and can't be retired: every talk is about something.
const OtherTopic = "other"

// The limits of topics: characters of a name, and how many there may be.
const (
	MaxTopicName = 50
	MaxTopics    = 60
)

// Offered are the topics that clients can choose.
func Offered(topics []Topic) []Topic {
	return slices.DeleteFunc(slices.Clone(topics), func(t Topic) bool { return t.Retired })
}

// SetTopics makes the topics those of the list, in its order; one without an id is new. None goes away: a topic that the list lacks is
// kept as it is, behind the others. seen is TopicsMark of what the actor has changed: Conflict when somebody else has changed them since.
// Invalid at "topics.<number>.<language>".
func (s *Service) SetTopics(ctx context.Context, actor app.Actor, list []Topic, seen string) error {
	switch {
	case actor.Role != app.Manager:
		return app.ErrNotFound
	case !actor.May(app.Administrator):
		return app.LacksDuty(app.Administrator)
	}
	list = slices.Clone(list)
	for i := range list {
		names := map[string]string{}
		for _, lang := range []string{"en", "ru"} {
			names[lang] = app.Clean(list[i].Names[lang])
		}
		if list[i].Names = names; list[i].ID == "" {
			list[i].ID = app.NewID()
		}
	}
	if err := checkTopics(list); err != nil {
		return err
	}
	return s.Store.SetTopics(ctx, func(old []Topic) ([]Topic, app.Audit, error) {
		if TopicsMark(old) != seen {
			return nil, app.Audit{}, app.Fail(app.Conflict, app.T("chat.topics_changed"))
		}
		next, err := arranged(old, list)
		return next, app.Record(actor, "chat.topics", "", brief(old), brief(next)), err
	})
}

func checkTopics(list []Topic) error {
	var wrong []app.Field
	for i, t := range list {
		for lang, name := range t.Names {
			at := fmt.Sprintf("topics.%d.%s", i, lang)
			switch n := utf8.RuneCountInString(name); {
			case n == 0:
				wrong = append(wrong, app.Field{Name: at, Text: app.T("chat.topic_unnamed")})
			case n > MaxTopicName:
				wrong = append(wrong, app.Field{Name: at, Text: app.T("chat.topic_long", "Max", MaxTopicName)})
			}
		}
	}
	if len(list) > MaxTopics {
		wrong = append(wrong, app.Field{Name: "topics", Text: app.T("chat.topics_many", "Max", MaxTopics)})
	}
	if len(wrong) > 0 {
		return app.FailFields(wrong...)
	}
	return nil
}

// arranged are the topics of the list, then those that it lacks, and OtherTopic last.
func arranged(old, list []Topic) ([]Topic, error) {
	next := slices.Clone(list)
	for _, t := range list {
		known := slices.ContainsFunc(old, func(o Topic) bool { return o.ID == t.ID })
		if app.IsID(t.ID) || known {
			continue
		}
		return nil, app.ErrNotFound
	}
	for _, o := range old {
		if !slices.ContainsFunc(list, func(t Topic) bool { return t.ID == o.ID }) {
			next = append(next, o)
		}
	}
	if at := slices.IndexFunc(next, func(t Topic) bool { return t.ID == OtherTopic }); at >= 0 {
		other := next[at]
		other.Retired = false
		next = append(slices.Delete(next, at, at+1), other)
	}
	return next, nil
}

// TopicsMark tells one state of the topics from another.
func TopicsMark(topics []Topic) string { return app.Mark(brief(topics)) }

// brief is what the audit keeps of topics.
func brief(topics []Topic) string {
	type row struct {
		ID      string `json:"id"`
		EN      string `json:"en"`
		RU      string `json:"ru"`
		Retired bool   `json:"retired,omitempty"`
	}
	rows := make([]row, 0, len(topics))
	for _, t := range topics {
		rows = append(rows, row{t.ID, t.Names["en"], t.Names["ru"], t.Retired})
	}
	text, _ := json.Marshal(rows) // strings: it can't fail
	return string(text)
}
