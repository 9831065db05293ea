package chat

import (
	"slices"
	"strings"
	"time"
)

// Skill is a kind of product that an operator can talk about in a language. The kinds are product's words.
type Skill struct{ Kind, Lang string }

// topicOfKind is the topic under which a kind of product is asked about; insurance has none of its own.
var topicOfKind = map[string]string{
	"deposit": "deposits", "savings": "deposits", "loan": "loans", "mortgage": "loans", "car_loan": "loans",
	"credit_card": "cards", "debit_card": "cards",
}

// TopicOf is the topic under which a kind of product is asked about.
func TopicOf(kind string) string {
	if topic, ok := topicOfKind[kind]; ok {
		return topic
	}
	return OtherTopic
}

// knows tells whether a skill is of what the room is about: its product, or any product of its topic. A topic without products, such as
// transfers or fraud, everybody knows.
func (s Skill) knows(r Room) bool {
	if r.About != nil && r.About.Kind != "" {
		return s.Kind == r.About.Kind
	}
	for _, topic := range topicOfKind {
		if topic == r.Topic {
			return TopicOf(s.Kind) == r.Topic
		}
	}
	return true
}

// Fits tells whether one of the skills is of what the room is about, in its client's language where that is known.
func (r Room) Fits(skills []Skill) bool {
	return slices.ContainsFunc(skills, func(s Skill) bool { return (r.Lang == "" || s.Lang == r.Lang) && s.knows(r) })
}

// arrange puts waiting rooms, of which those that wait the longest come first, into the order in which somebody with these skills should
// take them: first who has waited for longer than the centre means to let anybody wait, whatever they want; then who fits the skills; then
// all others. So skills decide about no more than who comes first of those who are still in time.
func arrange(queue []Summary, skills []Skill, patience time.Duration, now time.Time) {
	rank := func(r Summary) int {
		switch {
		case r.Wait(now) > patience:
			return 0
		case r.Fits:
			return 1
		}
		return 2
	}
	for i := range queue {
		queue[i].Fits = queue[i].Room.Fits(skills)
	}
	slices.SortStableFunc(queue, func(a, b Summary) int { return rank(a) - rank(b) })
}

// skillsMark tells skills from others: whose queue looks the same has the same.
func skillsMark(skills []Skill) string {
	words := make([]string, len(skills))
	for i, s := range skills {
		words[i] = s.Kind + "/" + s.Lang
	}
	slices.Sort(words)
	return strings.Join(words, " ")
}
