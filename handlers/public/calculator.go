package public

import (
	"net/url"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"telemark/app"
	"telemark/app/product"
	"telemark/handlers/web"
)

// calculation is what somebody typed into the calculator and what came of it.
type calculation struct {
	Ask    product.Ask
	Typed  map[string]string // odd or not
	Errors map[string]app.Text
	Quote  product.Quote // zero with errors
}

// calculate reads the ask from the address, beginning with what people mostly ask for, and counts it.
func calculate(c *fiber.Ctx, v product.Version) (calculation, error) {
	k := calculation{Ask: v.DefaultAsk(app.Today()), Typed: map[string]string{}, Errors: map[string]app.Text{}}
	if currency := app.Currency(c.Query("currency")); currency != "" && currency != k.Ask.Currency {
		k.Ask.Currency = currency
		k.within(v)
	}
	k.amount(c, "amount", &k.Ask.Amount)
	if k.Ask.Price > 0 && c.Query("price") == "" && c.Query("amount") != "" {
		k.Ask.Price = 0 // a link names the amount only: the price follows it
		if a := v.Content.Attributes.Credit; a != nil {
			k.Ask.Price = k.Ask.Amount * 1_000_000 / max(1_000_000-max(a.MinDown, 200_000), 1)
		}
	}
	k.amount(c, "price", &k.Ask.Price)
	k.amount(c, "spend", &k.Ask.Spend)
	if text := k.typed(c, "term"); text != "" && v.Kind.Termed() {
		term, err := strconv.Atoi(text)
		if err != nil {
			k.Errors["term"] = app.T("catalogue.term_odd")
		}
		k.Ask.Term = term
	}
	if method := c.Query("method"); method != "" {
		k.Ask.Method = product.Method(method)
	}
	if payout := c.Query("payout"); payout != "" {
		k.Ask.Payout = product.Payout(payout)
	}
	if add := c.Query("capitalise"); add != "" {
		k.Ask.Capitalise = add == "true"
	}
	k.Ask.Segment = c.Query("segment")
	if len(k.Errors) > 0 {
		return k, nil
	}
	q, err := v.Quote(k.Ask)
	if fields := web.FieldErrors(err); fields != nil {
		k.Errors = fields
		return k, nil
	}
	k.Quote = q
	return k, err
}

// within moves the amount into the limits of another currency than the main one.
func (k *calculation) within(v product.Version) {
	if l, ok := v.Limits(k.Ask.Currency, ""); ok {
		k.Ask.Amount = min(max(k.Ask.Amount/100, l.AmountLo), l.AmountHi)
		k.Ask.Term = min(max(k.Ask.Term, l.TermLo), l.TermHi)
	}
}

func (k *calculation) typed(c *fiber.Ctx, name string) string {
	text := strings.TrimSpace(c.Query(name))
	if text != "" {
		k.Typed[name] = text
	}
	return text
}

func (k *calculation) amount(c *fiber.Ctx, name string, minor *int64) {
	text := k.typed(c, name)
	if text == "" {
		return
	}
	n, ok := app.ParseAmount(text)
	if !ok {
		k.Errors[name] = app.T("catalogue.amount_odd")
		return
	}
	*minor = n
}

// counted tells whether there is an answer.
func (k calculation) counted() bool { return len(k.Errors) == 0 }

// query carries the ask in an address: to the application, to a question, to the schedule.
func (k calculation) query(slug string) url.Values {
	q := url.Values{"currency": {string(k.Ask.Currency)}, "amount": {plain(k.Ask.Amount)}}
	set := func(name, value string, yes bool) {
		if yes {
			q.Set(name, value)
		}
	}
	set("product", slug, slug != "")
	set("term", strconv.Itoa(k.Ask.Term), k.Ask.Term > 0)
	set("price", plain(k.Ask.Price), k.Ask.Price > 0)
	set("spend", plain(k.Ask.Spend), k.Ask.Spend > 0)
	set("method", string(k.Ask.Method), k.Ask.Method != "")
	set("payout", string(k.Ask.Payout), k.Ask.Payout != "")
	set("capitalise", strconv.FormatBool(k.Ask.Capitalise), k.Ask.Payout != "")
	set("segment", k.Ask.Segment, k.Ask.Segment != "")
	return q
}

// Input is one question of the calculator: a field, or some choices.
type Input struct {
	Name, Label, Value, Unit, Keys, Error string
	From, To                              string
	Least, Most, Step, At                 int64 // of the slider, in whole units; no step, no slider
	Choices                               []Choice
}

// Choice is one answer that can be picked.
type Choice struct {
	Name, Value string
	Picked      bool
}

// inputs are the questions for a product.
func inputs(s web.Shell, v product.Version, k calculation) []Input {
	limits, _ := v.Limits(k.Ask.Currency, k.Ask.Segment)
	a := v.Content.Attributes
	var all []Input
	if len(v.Content.Tariffs) > 1 {
		in := Input{Name: "currency", Label: s.T("catalogue.currency")}
		for _, t := range v.Content.Tariffs {
			in.Choices = append(in.Choices, Choice{s.Sign(t.Currency) + "\u00a0" + string(t.Currency), string(t.Currency), t.Currency == k.Ask.Currency})
		}
		all = append(all, in)
	}
	if a.Credit != nil && a.Credit.MinDown > 0 {
		price := k.money(s, "price", s.T("calc.price_"+string(v.Kind)), k.Ask.Price)
		price.From = s.T("calc.down", "Amount", s.Money(k.Ask.Down(), k.Ask.Currency))
		all = append(all, price)
	}
	amount := k.money(s, "amount", s.T("calc.amount_"+string(v.Kind)), k.Ask.Amount)
	amount.From, amount.To = s.MoneyBrief(limits.AmountLo, k.Ask.Currency), s.MoneyBrief(limits.AmountHi, k.Ask.Currency)
	amount.Least, amount.Most, amount.At = limits.AmountLo/100, limits.AmountHi/100, k.Ask.Amount/100
	amount.Step = max((amount.Most-amount.Least)/200, 1)
	all = append(all, amount)
	if v.Kind.Termed() {
		term := Input{
			Name: "term", Label: s.T("calc.term"), Value: strconv.Itoa(k.Ask.Term), Keys: "numeric", Unit: s.T("calc.months_short"),
			From: s.Months(limits.TermLo), To: s.Months(limits.TermHi), Least: int64(limits.TermLo), Most: int64(limits.TermHi), At: int64(k.Ask.Term), Step: 1,
		}
		all = append(all, k.noted(s, term))
	}
	if v.Kind.Card() && a.Card != nil && a.Card.Cashback > 0 {
		all = append(all, k.money(s, "spend", s.T("calc.spend"), k.Ask.Spend))
	}
	return append(all, choices(s, a, k)...)
}

// choices are the questions with a few answers.
func choices(s web.Shell, a product.Attributes, k calculation) (all []Input) {
	if a.Credit != nil && len(a.Credit.Methods) > 1 {
		in := Input{Name: "method", Label: s.T("calc.method")}
		for _, m := range a.Credit.Methods {
			in.Choices = append(in.Choices, Choice{s.T("product.method_" + string(m)), string(m), m == k.Ask.Method})
		}
		all = append(all, in)
	}
	if a.Deposit == nil {
		return all
	}
	if len(a.Deposit.Payouts) > 1 {
		in := Input{Name: "payout", Label: s.T("calc.payout")}
		for _, p := range a.Deposit.Payouts {
			in.Choices = append(in.Choices, Choice{s.T("product.payout_" + string(p)), string(p), p == k.Ask.Payout})
		}
		all = append(all, in)
	}
	if a.Deposit.Capitalise {
		all = append(all, Input{Name: "capitalise", Label: s.T("calc.interest"), Choices: []Choice{
			{s.T("calc.add"), "true", k.Ask.Capitalise}, {s.T("calc.take"), "false", !k.Ask.Capitalise},
		}})
	}
	return all
}

func (k calculation) money(s web.Shell, name, label string, minor int64) Input {
	return k.noted(s, Input{Name: name, Label: label, Value: s.Amount(minor), Unit: s.Sign(k.Ask.Currency), Keys: "decimal"})
}

// noted keeps what was typed into a field that has an error, and says what is wrong.
func (k calculation) noted(s web.Shell, in Input) Input {
	if text, ok := k.Errors[in.Name]; ok {
		in.Error = s.Say(text)
		if typed := k.Typed[in.Name]; typed != "" {
			in.Value = typed
		}
	}
	return in
}
