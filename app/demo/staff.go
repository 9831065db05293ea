package demo

import (
	"context"
	"fmt"
	"slices"

	"telemark/app"
	"telemark/app/account"
	"telemark/app/product"
)

// post is where one of the staff works: in which team, who leads it, what they can talk about in which languages, and when.
type post struct {
	email string
	team  string
	leads bool
	kinds []product.Kind
	langs []string
	week  [7][2]string // by time.Weekday, as it is typed
	off   int          // days from today on which they are away; 0: none
}

const (
	creditTeam  = "Credit · Кредиты"
	savingsTeam = "Savings · Вклады и карты"
)

var (
	ofCredit  = []product.Kind{product.Loan, product.CarLoan, product.Mortgage}
	ofSavings = []product.Kind{product.Deposit, product.Savings, product.DebitCard, product.CreditCard}
)

// posts are those of all who are in a team. Between them somebody is at work at any hour of any day; Erik Holm and the ones who write and
// approve products are in none.
var posts = []post{
	{"operator@demo.telemark", creditTeam, true, slices.Concat(ofCredit, []product.Kind{product.Deposit}), []string{"en", "ru"}, weekly("08:00", "17:00", false), 0},
	{"operator4@demo.telemark", creditTeam, false, ofCredit, []string{"en"}, weekly("14:00", "24:00", true), 0},
	{"underwriter@demo.telemark", creditTeam, false, nil, nil, weekly("09:00", "18:00", false), 12},
	{"supervisor@demo.telemark", creditTeam, false, nil, nil, weekly("09:00", "18:00", false), 0},
	{"operator2@demo.telemark", savingsTeam, true, ofSavings, []string{"ru"}, weekly("09:00", "18:00", true), 3},
	{"operator3@demo.telemark", savingsTeam, false, slices.Concat(ofSavings, []product.Kind{product.Insurance}), []string{"en"}, weekly("00:00", "09:00", true), 0},
}

// weekly is the same hours on each day, or on each but the weekend.
func weekly(from, until string, weekend bool) (week [7][2]string) {
	for day := range week {
		if weekend || day > 0 && day < 6 {
			week[day] = [2]string{from, until}
		}
	}
	return week
}

// scope is whose work somebody in a team sees: an underwriter decides with colleagues of all teams, all others see their team's.
func (p post) scope() app.Scope {
	if p.email == "underwriter@demo.telemark" {
		return app.All
	}
	return app.Team
}

// Staff puts the bank's people into teams and says what they can talk about, and when they work.
func Staff(ctx context.Context, people *account.Service, actor func(email string) app.Actor) error {
	teams := map[string]account.Team{}
	for _, p := range posts {
		if _, ok := teams[p.team]; !ok {
			team, err := people.AddTeam(ctx, account.System, p.team)
			if err != nil {
				return fmt.Errorf("demo team %s: %w", p.team, err)
			}
			teams[p.team] = team
		}
		if err := p.fill(ctx, people, actor(p.email), teams[p.team]); err != nil {
			return fmt.Errorf("demo post of %s: %w", p.email, err)
		}
	}
	return nil
}

func (p post) fill(ctx context.Context, people *account.Service, who app.Actor, team account.Team) error {
	if err := people.SetRights(ctx, account.System, who.ID, app.Rights{Duties: who.Duties, Scope: p.scope(), Team: team.ID}); err != nil {
		return err
	}
	if p.leads {
		if err := people.ChangeTeam(ctx, account.System, team.ID, team.Name, who.ID); err != nil {
			return err
		}
	}
	if err := people.SetSkills(ctx, account.System, who.ID, p.skills()); err != nil {
		return err
	}
	if err := people.SetWeek(ctx, account.System, who.ID, p.week); err != nil {
		return err
	}
	if p.off == 0 {
		return nil
	}
	return people.SetDay(ctx, account.System, who.ID, string(app.Today().Add(p.off)), "", "", "")
}

// skills are the kinds in each of the languages.
func (p post) skills() (all []string) {
	for _, kind := range p.kinds {
		for _, lang := range p.langs {
			all = append(all, account.Skill{Kind: string(kind), Lang: lang}.String())
		}
	}
	return all
}
