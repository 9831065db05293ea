package account

import (
	"context"
	"regexp"
	"slices"
	"strings"

	"telemark/app"
)

// Skill is a kind of product that somebody can talk about in a language.
type Skill struct {
	Kind string // of product.Kinds
	Lang string // "en" or "ru"
}

// String is "deposit/ru".
func (s Skill) String() string { return s.Kind + "/" + s.Lang }

var skillText = regexp.MustCompile(`^([a-z_]{1,32})/(en|ru)$`)

// ParseSkill reads what String wrote. Which kinds there are, the program knows that the service belongs to.
func (s *Service) ParseSkill(text string) (Skill, bool) {
	m := skillText.FindStringSubmatch(text)
	if m == nil || !slices.Contains(s.kinds, m[1]) {
		return Skill{}, false
	}
	return Skill{Kind: m[1], Lang: m[2]}, true
}

// Kinds are the kinds of product that a skill can be of.
func (s *Service) Kinds() []string { return s.kinds }

// SetSkills replaces what somebody of the bank can talk about.
func (s *Service) SetSkills(ctx context.Context, actor app.Actor, id string, texts []string) error {
	was, err := s.Colleague(ctx, actor, id)
	if err != nil {
		return err
	}
	var fresh []Skill
	for _, text := range texts {
		skill, ok := s.ParseSkill(text)
		if !ok {
			return app.FailFields(app.Field{Name: "skills", Text: app.T("account.skill_unknown")})
		}
		fresh = append(fresh, skill)
	}
	fresh = sortedSkills(fresh)
	if slices.Equal(was.Skills, fresh) {
		return nil
	}
	return s.store.SetSkills(ctx, id, fresh, app.Record(actor, "person.skills", id, skillWords(was.Skills), skillWords(fresh)))
}

func sortedSkills(all []Skill) []Skill {
	slices.SortFunc(all, func(a, b Skill) int { return strings.Compare(a.String(), b.String()) })
	return slices.Compact(all)
}

func skillWords(all []Skill) string {
	words := make([]string, len(all))
	for i, s := range all {
		words[i] = s.String()
	}
	return strings.Join(words, " ")
}
