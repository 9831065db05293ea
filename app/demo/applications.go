package demo

import (
	"context"
	"fmt"
	"maps"
	"time"

	"telemark/app"
	"telemark/app/application"
	"telemark/app/application/workflow"
	"telemark/app/product"
)

// wish is an application of the demo bank: of which client, for what, how long before the start it was begun.
type wish struct {
	client  int    // index into people
	slug    string // of the product
	amount  int64
	term    int // months; 0: as people mostly ask
	price   int64
	ago     time.Duration
	answers application.Answers // beside those of the person
	steps   func(b staff) []application.Step
	flow    product.Kind // of the product, when a workflow decides; empty: it was sent before there was one
}

// staff are the bank's people by what they do in the applications.
type staff struct{ anna, mei, erik, olga app.Actor }

// identities are what each client answers about themselves. Subscriber numbers from 000-00-00 are given to nobody; the numbers of the
// passports and taxpayers are invented, the latter with the check digits that they need.
var identities = []application.Answers{
	{"born": "1988-03-14", "passport": "4599 000011", "tax_id": "770100001107", "address": "Москва, ул. Лыжная, д. 4, кв. 17"},
	{"born": "1979-11-02", "passport": "4599 000018", "tax_id": "770200001809", "address": "Тверь, ул. Озёрная, д. 12, кв. 3"},
	{"born": "1991-06-25", "passport": "4599 000025", "tax_id": "770300002524", "address": "Moscow, Sadovaya 8, flat 40"},
	{"born": "1985-01-19", "passport": "4599 000032", "tax_id": "770400003257", "address": "Казань, ул. Ленина, д. 31, кв. 8"},
	{"born": "1994-09-07", "passport": "4599 000039", "tax_id": "770500003959", "address": "Пермь, ул. Полевая, д. 2, кв. 55"},
	{"born": "1976-12-30", "passport": "4599 000046", "tax_id": "770600004681", "address": "Kaliningrad, Portovaya 15, flat 6"},
	{"born": "1983-08-11", "passport": "4599 000053", "tax_id": "770700005304", "address": "Уфа, ул. Горная, д. 9, кв. 21"},
	{"born": "1987-04-03", "passport": "4599 000060", "tax_id": "770800006037", "address": "Sochi, Gornaya 1, flat 12"},
	{"born": "1990-02-16", "passport": "4599 000067", "tax_id": "770900006739", "address": "Самара, ул. Садовая, д. 70, кв. 4"},
	{"born": "1982-07-22", "passport": "4599 000074", "tax_id": "771000007499", "address": "Saint Petersburg, Lesnaya 5, flat 9"},
	{"born": "1992-10-05", "passport": "4599 000081", "tax_id": "771100008111", "address": "Казань, ул. Баумана, д. 14, кв. 30"},
	{"born": "1996-05-18", "passport": "4599 000088", "tax_id": "771200008813", "address": "Moscow, Sportivnaya 3, flat 77"},
}

// person are the answers of a client to the questions that all forms have.
func (w wish) person() application.Answers {
	who := clients[w.client]
	answers := maps.Clone(identities[w.client])
	answers["name"], answers["email"], answers["residence"] = who.Name, who.Email+".example.com", "RU"
	answers["phone"] = fmt.Sprintf("+7 900 000-00-%02d", w.client+1)
	for field, answer := range w.answers {
		if answer == "" { // not answered yet
			delete(answers, field)
			continue
		}
		answers[field] = answer
	}
	return answers
}

// past is the application as it is at the start.
func (w wish) past(
	client app.Actor, b staff, version func(app.Day) (product.Version, error), flow *workflow.Version,
) (application.Update, error) {
	ask := func(v product.Version, day app.Day) product.Ask {
		ask := v.DefaultAsk(day)
		ask.Amount = w.amount
		if w.term > 0 {
			ask.Term = w.term
		}
		if w.price > 0 {
			ask.Price = w.price
		}
		return ask
	}
	steps := w.steps(b)
	for i := range steps {
		if steps[i].Do == application.Fill {
			steps[i].Answers = w.person()
		}
		if steps[i].Do == application.Submit {
			steps[i].Flow = flow
		}
	}
	return application.Past(client, version, ask, app.Now().Add(-w.ago), steps)
}

// version answers what was in force of the wish's product. Some products begin with the month in which the bank is filled: an application
// of the days before has what is in force today.
func (w wish) version(ctx context.Context, bank Bank) func(app.Day) (product.Version, error) {
	return func(day app.Day) (product.Version, error) {
		v, err := bank.Version(ctx, w.slug, day)
		if app.KindOf(err) == app.NotFound {
			return bank.Version(ctx, w.slug, app.Today())
		}
		return v, err
	}
}

// flowing is how the wish is decided; nil when by no workflow.
func (w wish) flowing(ctx context.Context, bank Bank) (*workflow.Version, error) {
	if w.flow == "" {
		return nil, nil //nolint:nilnil // none is an answer
	}
	v, err := bank.Flow(ctx, string(w.flow))
	return &v, err
}

// apply makes the applications, in the order in which they were begun, so that their numbers are in that order too.
func apply(ctx context.Context, bank Bank, people map[string]app.Actor) error {
	b := staff{people[operators[0].Email], people[operators[2].Email], people[managers[0].Email], people["underwriter@demo.telemark"]}
	for i, w := range wishes {
		flow, err := w.flowing(ctx, bank)
		var past application.Update
		if err == nil {
			past, err = w.past(people[clients[w.client].Email], b, w.version(ctx, bank), flow)
		}
		if err == nil {
			_, err = bank.Apply(ctx, past)
		}
		if err != nil {
			return fmt.Errorf("demo application %d, %s: %w", i+1, w.slug, err)
		}
	}
	return nil
}

func fills(after time.Duration) application.Step {
	return application.Step{After: after, Do: application.Fill}
}

// sends is a form that is filled in and handed in.
func sends(more ...application.Step) []application.Step {
	return append([]application.Step{fills(6 * minute), {After: 2 * minute, Do: application.Submit}}, more...)
}

func isTaken(after time.Duration, by app.Actor) application.Step {
	return application.Step{After: after, Do: application.Take, By: by}
}

func isOffered(after time.Duration, by app.Actor, amount int64, days int, lang, text string) application.Step {
	return application.Step{After: after, Do: application.Make, By: by, Amount: amount, Days: days, Lang: lang, Note: text}
}

func accepts(after time.Duration) application.Step {
	return application.Step{After: after, Do: application.Accept}
}

func isFulfilled(after time.Duration, by app.Actor) application.Step {
	return application.Step{After: after, Do: application.Fulfil, By: by}
}

func moves(after time.Duration, by app.Actor, to string) application.Step {
	return application.Step{After: after, Do: application.Move, By: by, To: to}
}

func isNoted(after time.Duration, by app.Actor, note string) application.Step {
	return application.Step{After: after, Do: application.Remark, By: by, Note: note}
}

// isChecked ticks lines of the checklist, some minutes for each.
func isChecked(by app.Actor, items ...string) (steps []application.Step) {
	for _, one := range items {
		steps = append(steps, application.Step{After: 7 * minute, Do: application.Check, By: by, Item: one})
	}
	return steps
}

// drives are the answers to what the form of a car loan asks.
func drives(employer, income, model, mileage string) application.Answers {
	return application.Answers{
		"work": "employed", "employer": employer, "income": income, "payments": "0", "condition": "used", "mileage": mileage, "model": model,
	}
}

// wishes are all applications, the oldest first.
var wishes = []wish{
	{client: 0, slug: "deposit-pass", amount: 600 * thousand, term: 12, ago: 240 * day,
		answers: application.Answers{"source": "income", "tax_resident": "yes"},
		steps: func(b staff) []application.Step {
			return sends(isTaken(3*hour, b.erik),
				isOffered(20*minute, b.erik, 600*thousand, 14, "ru", "Вклад на 600 000 ₽ на 12 месяцев, проценты каждый месяц."),
				accepts(5*hour), isFulfilled(20*hour, b.erik))
		}},
	{client: 6, slug: "deposit-trail", amount: 400 * thousand, term: 12, ago: 27 * day,
		answers: application.Answers{"source": "sale", "tax_resident": "yes"},
		steps: func(b staff) []application.Step {
			return sends(isTaken(2*hour, b.erik), isOffered(hour, b.erik, 400*thousand, 14, "ru", "Вклад на 400 000 ₽ на 12 месяцев."),
				accepts(26*hour), isFulfilled(19*hour, b.erik))
		}},
	{client: 5, slug: "insurance-warm-house", amount: 4 * million, ago: 20 * day,
		answers: application.Answers{"home": "flat", "home_address": "Kaliningrad, Portovaya 15, flat 6", "area": "64", "rented": "no"},
		steps: func(b staff) []application.Step {
			return sends(isTaken(4*hour, b.mei), application.Step{After: 2 * day, Do: application.Withdraw, Note: "other_bank"})
		}},
	{client: 4, slug: "credit-card-snow-leopard", amount: 250 * thousand, ago: 12 * day,
		answers: application.Answers{
			"work": "employed", "employer": "Пермская опера", "income": "85 000", "payments": "12 000", "handover": "office",
		},
		steps: func(b staff) []application.Step {
			return sends(isTaken(5*hour, b.erik), application.Step{After: 3 * hour, Do: application.Refuse, By: b.erik, Note: "income"})
		}},
	{client: 8, slug: "loan-fresh-track", amount: 700 * thousand, term: 48, ago: 9 * day,
		answers: application.Answers{
			"work": "business", "income": "140 000", "payments": "0", "lenders": "Кредит наличными и карта другого банка", "debt": "690 000", "overdue": "no",
		},
		steps: func(b staff) []application.Step {
			return sends(isTaken(6*hour, b.erik),
				isOffered(day, b.erik, 500*thousand, 14, "ru", "Готовы объединить кредиты на сумму 500 000 ₽."),
				application.Step{After: 2 * day, Do: application.Decline, Note: "amount"})
		}},
	{client: 7, slug: "mortgage-house-by-the-slope", amount: 5 * million, term: 240, price: 8 * million, ago: 6 * day,
		answers: application.Answers{
			"work": "employed", "employer": "Alpine Rescue School", "income": "320 000", "payments": "0", "home": "house", "chosen": "no", "capital": "no",
		},
		flow: product.Mortgage,
		steps: func(b staff) []application.Step {
			return sends(append(append([]application.Step{isTaken(day, b.erik)}, isChecked(b.erik, "identity", "contact")...),
				moves(hour, b.erik, "verification"), isNoted(2*hour, b.erik, "The employer answers its phone; the payslips look right."))...)
		}},
	{client: 1, slug: "loan-tailwind", amount: 350 * thousand, term: 36, ago: 5 * day,
		answers: application.Answers{"work": "employed", "employer": "Тверской вагонный завод", "income": "95 000", "payments": "0", "purpose": "home"},
		steps:   func(b staff) []application.Step { return sends(isTaken(3*hour, b.anna)) }},
	{client: 9, slug: "insurance-ski-patrol", amount: 2 * million, ago: 4 * day,
		answers: application.Answers{"countries": "Georgia, Armenia", "sport": "yes"},
		steps:   func(staff) []application.Step { return sends() }},
	{client: 0, slug: "car-loan-mountain-road", amount: 1_500 * thousand, term: 60, price: 2_200 * thousand, ago: 3 * day,
		answers: application.Answers{
			"work": "employed", "employer": "Издательство «Северный ветер»", "income": "180 000", "payments": "0", "condition": "used", "mileage": "42 000",
			"model": "Lada Niva Travel",
		},
		flow: product.CarLoan,
		steps: func(b staff) []application.Step {
			return sends(isTaken(5*hour, b.anna), application.Step{
				After: 20 * hour, Do: application.Ask, By: b.anna,
				Note: "Пришлите, пожалуйста, фотографию водительского удостоверения: обе стороны, чтобы читались все даты.",
			})
		}},
	{client: 10, slug: "loan-tailwind", amount: 800 * thousand, term: 48, ago: 2 * day,
		answers: application.Answers{
			"work": "business", "income": "160 000", "payments": "5 000", "purpose": "other", "purpose_other": "Оборудование для мастерской",
		},
		steps: func(b staff) []application.Step {
			return sends(isTaken(4*hour, b.anna), application.Step{After: 3 * hour, Do: application.Assign, By: b.erik},
				isOffered(20*hour, b.erik, 800*thousand, 4, "ru", "Готовы дать 800 000 ₽ на 48 месяцев, как вы и просили."))
		}},
	{client: 3, slug: "debit-card-ski-pass", amount: 50 * thousand, ago: 40 * hour,
		answers: application.Answers{"handover": "courier", "delivery_address": "Казань, ул. Ленина, д. 31, кв. 8"},
		steps: func(b staff) []application.Step {
			return sends(isTaken(2*hour, b.erik), isOffered(hour, b.erik, 50*thousand, 14, "ru", "Карта готова, привезём её в течение трёх дней."), accepts(9*hour))
		}},
	{client: 0, slug: "loan-tailwind", amount: 1_200 * thousand, term: 48, ago: 30 * hour,
		answers: application.Answers{
			"work": "employed", "employer": "Издательство «Северный ветер»", "income": "180 000", "payments": "0", "purpose": "home",
		},
		steps: func(b staff) []application.Step {
			return sends(isTaken(3*hour, b.erik),
				isOffered(19*hour, b.erik, 800*thousand, 7, "ru", "Готовы дать 800 000 ₽ на 48 месяцев. Больше при вашем доходе предложить не можем."))
		}},
	{client: 0, slug: "mortgage-house-by-the-slope", amount: 6 * million, term: 240, price: 9 * million, ago: 22 * hour,
		answers: application.Answers{"tax_id": "", "residence": "", "address": ""},
		steps:   func(staff) []application.Step { return []application.Step{fills(9 * minute)} }},
	{client: 0, slug: "credit-card-avalanche", amount: 150 * thousand, ago: 5 * hour,
		answers: application.Answers{
			"work": "employed", "employer": "Издательство «Северный ветер»", "income": "180 000", "payments": "0", "handover": "office",
		},
		steps: func(b staff) []application.Step { return sends(isTaken(50*minute, b.anna)) }},
	{client: 4, slug: "car-loan-mountain-road", amount: 1_800 * thousand, term: 60, price: 2_600 * thousand, ago: 4 * hour, flow: product.CarLoan,
		answers: drives("Пермская опера", "290 000", "Haval Jolion", "18 000"),
		steps: func(b staff) []application.Step {
			steps := append([]application.Step{isTaken(10*minute, b.erik)}, isChecked(b.erik, "identity", "contact")...)
			steps = append(append(steps, moves(5*minute, b.erik, "verification")), isChecked(b.erik, "income", "history", "car")...)
			return sends(append(steps, moves(5*minute, b.erik, "decision"),
				application.Step{After: 15 * minute, Do: application.Cast, By: b.olga, For: true, Amount: 1_800 * thousand, Note: "Доход подтверждён, история чистая."})...)
		}},
	{client: 6, slug: "car-loan-mountain-road", amount: 900 * thousand, term: 48, price: 1_400 * thousand, ago: 26 * hour, flow: product.CarLoan,
		answers: drives("Горный институт", "170 000", "Lada Vesta SW", "61 000"), steps: func(staff) []application.Step { return sends() }},
	{client: 8, slug: "car-loan-mountain-road", amount: 1_300 * thousand, term: 60, price: 1_900 * thousand, ago: 3 * hour, flow: product.CarLoan,
		answers: drives("Самарский порт", "210 000", "Chery Tiggo 4", "24 000"), steps: func(staff) []application.Step { return sends() }},
	{client: 10, slug: "car-loan-mountain-road", amount: 600 * thousand, term: 36, price: 1_100 * thousand, ago: 95 * minute, flow: product.CarLoan,
		answers: drives("Мастерская «Лыжня»", "160 000", "Lada Granta", "80 000"), steps: func(staff) []application.Step { return sends() }},
	{client: 2, slug: "savings-hut", amount: 250 * thousand, ago: 45 * minute,
		steps: func(staff) []application.Step { return sends() }},
	{client: 11, slug: "deposit-pass", amount: 100 * thousand, term: 6, ago: 25 * minute,
		answers: application.Answers{"phone": "", "email": "", "passport": "", "tax_id": "", "residence": "", "address": ""},
		steps:   func(staff) []application.Step { return []application.Step{fills(4 * minute)} }},
}
