package setting

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"telemark/app"
)

// Levels are the bank's goals: how long it wants to keep a client waiting.
type Levels struct {
	Answer   time.Duration // from a client's words in a new room to somebody of the bank; real time while the centre is open
	Take     time.Duration // from an application's submission to whoever takes it
	Decision time.Duration // from then to the bank's word
	Stuck    time.Duration // after which an application that waits for the bank is stuck
}

// Usual are the goals until somebody sets others.
var Usual = Levels{Answer: 2 * time.Minute, Take: 2 * time.Hour, Decision: 24 * time.Hour, Stuck: 3 * 24 * time.Hour}

// Goal is one of the levels, with its bounds and the unit in which it is set.
type Goal struct {
	ID       string // "answer", "take", "decision", "stuck": the text "settings.goal_<id>" names it
	Unit     time.Duration
	Min, Max int // in units
	of       func(*Levels) *time.Duration
}

// Goals are all of them, in the order in which they are shown.
var Goals = []Goal{
	{"answer", time.Second, 15, 3600, func(l *Levels) *time.Duration { return &l.Answer }},
	{"take", time.Minute, 10, 7 * 24 * 60, func(l *Levels) *time.Duration { return &l.Take }},
	{"decision", time.Hour, 1, 30 * 24, func(l *Levels) *time.Duration { return &l.Decision }},
	{"stuck", 24 * time.Hour, 1, 90, func(l *Levels) *time.Duration { return &l.Stuck }},
}

// In is the goal's value among levels, in its unit.
func (g Goal) In(l Levels) int { return int(*g.of(&l) / g.Unit) }

// Put changes the goal among levels, to so many units.
func (g Goal) Put(l *Levels, units int) { *g.of(l) = time.Duration(units) * g.Unit }

const levelsName = "levels"

// Levels are the goals that hold now; other processes' changes show within keep.
func (s *Service) Levels(ctx context.Context) (Levels, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if app.Now().Before(s.levels.until) {
		return s.levels.value, nil
	}
	text, err := s.Store.Setting(ctx, levelsName)
	if err != nil {
		return Levels{}, err
	}
	l, err := parseLevels(text)
	if err != nil {
		return Levels{}, err
	}
	s.levels = read[Levels]{l, app.Now().Add(keep)}
	return l, nil
}

// SetLevels changes the goals. Invalid at the ids of the goals that are out of bounds.
func (s *Service) SetLevels(ctx context.Context, actor app.Actor, l Levels) error {
	if err := mayWrite(actor); err != nil {
		return err
	}
	var wrong []app.Field
	for _, g := range Goals {
		if n := g.In(l); n < g.Min || n > g.Max {
			wrong = append(wrong, app.Field{Name: g.ID, Text: app.T("settings.goal_odd", "Min", g.Min, "Max", g.Max)})
		}
	}
	if len(wrong) > 0 {
		return app.FailFields(wrong...)
	}
	old, err := s.Levels(ctx)
	if err != nil {
		return err
	}
	if err := s.Store.Set(ctx, levelsName, l.text(), app.Record(actor, "setting.levels", "", old.text(), l.text())); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.levels = read[Levels]{l, app.Now().Add(keep)}
	return nil
}

// text is how levels are stored: seconds by the goals' ids.
func (l Levels) text() string {
	seconds := map[string]int{}
	for _, g := range Goals {
		seconds[g.ID] = int(*g.of(&l) / time.Second)
	}
	text, _ := json.Marshal(seconds) // whole numbers: it can't fail
	return string(text)
}

// parseLevels reads what text wrote; a goal that it lacks is the usual one.
func parseLevels(text string) (Levels, error) {
	l, seconds := Usual, map[string]int{}
	if text == "" {
		return l, nil
	}
	if err := json.Unmarshal([]byte(text), &seconds); err != nil {
		return l, fmt.Errorf("the setting %q: %w", levelsName, err)
	}
	for _, g := range Goals {
		if n, ok := seconds[g.ID]; ok {
			*g.of(&l) = time.Duration(n) * time.Second
		}
	}
	return l, nil
}
