package public

import (
	"strconv"

	"telemark/app/product"
	"telemark/handlers/web"
)

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
	a := v.Content.Attributes
	all := whose(s, v, k)
	if a.Credit != nil && a.Credit.MinDown > 0 {
		price := k.money(s, "price", s.T("calc.price_"+string(v.Kind)), k.Ask.Price)
		price.From = s.T("calc.down", "Amount", s.Money(k.Ask.Down(), k.Ask.Currency))
		all = append(all, price)
	}
	limits, _ := v.Limits(k.Ask.Currency, k.Ask.Segment)
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

// whose are the questions that choose the grid of rates: the currency, and who is asking where a tariff treats them apart.
func whose(s web.Shell, v product.Version, k calculation) (all []Input) {
	if len(v.Content.Tariffs) > 1 {
		in := Input{Name: "currency", Label: s.T("catalogue.currency")}
		for _, t := range v.Content.Tariffs {
			in.Choices = append(in.Choices, Choice{s.Sign(t.Currency) + "\u00a0" + string(t.Currency), string(t.Currency), t.Currency == k.Ask.Currency})
		}
		all = append(all, in)
	}
	who := Input{Name: "segment", Label: s.T("calc.segment")}
	for _, segment := range v.Groups(tariffFor(v, k.Ask.Currency).Currency) {
		who.Choices = append(who.Choices, Choice{s.Say(product.SegmentName(segment)), segment, segment == k.Ask.Segment})
	}
	if len(who.Choices) > 0 {
		all = append(all, who)
	}
	return all
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
		if typed := k.Typed(in.Name); typed != "" {
			in.Value = typed
		}
	}
	return in
}
