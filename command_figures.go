package main

import (
	"context"
	"errors"
	"fmt"

	"telemark/app"
	"telemark/app/report"
)

// figuresOf are the days that a command on figures is about.
type figuresOf struct {
	From  string `placeholder:"DAY" help:"The first day, such as 2026-11-28; the first with a conversation or an application by default."`
	Until string `placeholder:"DAY" help:"The last day; today by default."`
}

type figuresCheck struct{ figuresOf }

// Run compares what is kept with the rows.
func (c figuresCheck) Run(ctx context.Context) error {
	return c.each(ctx, func(ctx context.Context, s *report.Service, days []app.Day) error {
		compared, differ := 0, 0
		for _, day := range days {
			n, wrong, err := s.Compare(ctx, report.Period{From: day, Until: day})
			if err != nil {
				return err
			}
			compared, differ = compared+n, differ+len(wrong)
			for _, w := range wrong {
				fmt.Printf("%s %s differs\n", w.Day, w.Figure)
			}
		}
		fmt.Printf("%d days of figures were compared with their rows, %d differ\n", compared, differ)
		if differ > 0 {
			return errors.New(`what is kept differs from the rows: "telemark figures recount" counts again`)
		}
		return nil
	})
}

type figuresRecount struct{ figuresOf }

// Run counts the rows again.
func (c figuresRecount) Run(ctx context.Context) error {
	return c.each(ctx, func(ctx context.Context, s *report.Service, days []app.Day) error {
		counted := 0
		for _, day := range days {
			n, err := s.CountAgain(ctx, report.Period{From: day, Until: day})
			if err != nil {
				return err
			}
			counted += n
		}
		fmt.Printf("%d days of figures were counted\n", counted)
		return nil
	})
}

// each opens the bank for the days that were asked for.
func (c figuresOf) each(ctx context.Context, do func(context.Context, *report.Service, []app.Day) error) error {
	b, err := open(ctx, false)
	if err != nil {
		return err
	}
	s := b.reports().Report
	days, err := c.days(ctx, s)
	if err == nil {
		err = do(ctx, s, days)
	}
	b.hub.Close()
	return errors.Join(err, b.db.Close())
}

func (c figuresOf) days(ctx context.Context, s *report.Service) ([]app.Day, error) {
	first, err := s.Store.Begin(ctx)
	if err != nil || first.IsZero() {
		return nil, err
	}
	p := report.Period{From: app.DayOf(first), Until: app.Today()}
	for _, end := range []struct {
		flag, text string
		into       *app.Day
	}{{"--from", c.From, &p.From}, {"--until", c.Until, &p.Until}} {
		day, ok := app.ParseDay(end.text)
		if end.text != "" && !ok {
			return nil, fmt.Errorf("%s: %q is no day such as 2026-11-28", end.flag, end.text)
		}
		if ok {
			*end.into = day
		}
	}
	if p.Until < p.From {
		return nil, nil
	}
	return p.Each(), nil
}
