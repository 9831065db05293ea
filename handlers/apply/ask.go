package apply

import (
	"strconv"
	"strings"

	"telemark/app"
	"telemark/app/product"
	"telemark/handlers/web"
)

// AskForm is the question how much, for how long and how: what a product can be asked for.
type AskForm struct {
	web.Shell
	Inputs []Input
}

// Input is one part of it: a figure to type, or a choice.
type Input struct {
	ID      string // "amount", "term", "price", "currency", "method" or "payout"
	Name    string // of its text, after "apply.fact_"
	Value   string
	Unit    string
	Keys    string // the keyboard of a phone
	Hint    string // between which figures
	Choices []Pick
	Error   string
	Focus   bool
}

// Pick is one choice.
type Pick struct {
	Value, Name string
	Picked      bool
}

// AskFormOf asks for what a version can be had for. typed, when it isn't nil, stands in the fields in place of the ask.
func AskFormOf(s web.Shell, v product.Version, ask product.Ask, typed func(string) string, errors map[string]app.Text) AskForm {
	b := askBuilder{form: AskForm{Shell: s}, kind: v.Kind, typed: typed, errors: errors}
	limits, _ := v.Limits(ask.Currency, ask.Segment)
	if len(v.Content.Tariffs) > 1 {
		var picks []Pick
		for _, t := range v.Content.Tariffs {
			picks = append(picks, Pick{string(t.Currency), s.Sign(t.Currency) + " " + string(t.Currency), t.Currency == ask.Currency})
		}
		b.choice("currency", picks)
	}
	credit := v.Content.Attributes.Credit
	if credit != nil && credit.MinDown > 0 {
		b.figure("price", s.Amount(ask.Price), s.Sign(ask.Currency), "decimal", "")
	}
	if limits.AmountHi > limits.AmountLo {
		b.figure("amount", s.Amount(ask.Amount), s.Sign(ask.Currency), "decimal",
			s.T("apply.between", "From", s.Money(limits.AmountLo, ask.Currency), "To", s.Money(limits.AmountHi, ask.Currency)))
	}
	if limits.TermHi > limits.TermLo {
		b.figure("term", strconv.Itoa(ask.Term), s.T("apply.months"), "numeric",
			s.T("apply.between", "From", s.Months(limits.TermLo), "To", s.Months(limits.TermHi)))
	}
	if credit != nil && len(credit.Methods) > 1 {
		var picks []Pick
		for _, m := range credit.Methods {
			picks = append(picks, Pick{string(m), s.T(methods[m]), m == ask.Method})
		}
		b.choice("method", picks)
	}
	if d := v.Content.Attributes.Deposit; d != nil && len(d.Payouts) > 1 {
		var picks []Pick
		for _, p := range d.Payouts {
			picks = append(picks, Pick{string(p), s.T(payouts[p]), p == ask.Payout})
		}
		b.choice("payout", picks)
	}
	return b.form
}

// Wrong tells whether something in it needs a change.
func (f AskForm) Wrong() bool {
	for _, in := range f.Inputs {
		if in.Error != "" {
			return true
		}
	}
	return false
}

type askBuilder struct {
	form   AskForm
	kind   product.Kind
	typed  func(string) string
	errors map[string]app.Text
}

func (b *askBuilder) add(in Input) {
	in.Name = named(b.kind, in.ID)
	if text, wrong := b.errors[in.ID]; wrong {
		in.Focus = !b.form.Wrong()
		in.Error = b.form.Say(text)
	}
	b.form.Inputs = append(b.form.Inputs, in)
}

func (b *askBuilder) figure(id, value, unit, keys, hint string) {
	if b.typed != nil {
		value = b.typed(id)
	}
	b.add(Input{ID: id, Value: value, Unit: unit, Keys: keys, Hint: hint})
}

func (b *askBuilder) choice(id string, picks []Pick) { b.add(Input{ID: id, Choices: picks}) }

// ReadAsk changes an ask by what a form or an address says; what it doesn't name stays. Figures that are none are errors at their
// fields. Whether the product can be had for it, the quote says.
func ReadAsk(ask product.Ask, value func(string) string) (product.Ask, map[string]app.Text) {
	errors := map[string]app.Text{}
	for name, field := range map[string]*int64{"amount": &ask.Amount, "price": &ask.Price, "spend": &ask.Spend} {
		text := strings.TrimSpace(value(name))
		if text == "" {
			continue
		}
		minor, ok := app.ParseAmount(text)
		if *field = minor; !ok {
			errors[name] = app.T("application.amount_odd")
		}
	}
	if text := strings.TrimSpace(value("term")); text != "" {
		term, err := strconv.Atoi(text)
		if ask.Term = term; err != nil {
			errors["term"] = app.T("application.number_odd")
		}
	}
	if text := value("currency"); text != "" {
		ask.Currency = app.Currency(text)
	}
	if text := value("method"); text != "" {
		ask.Method = product.Method(text)
	}
	if text := value("payout"); text != "" {
		ask.Payout = product.Payout(text)
	}
	if text := value("capitalise"); text != "" {
		ask.Capitalise = text == "yes"
	}
	if len(errors) == 0 {
		errors = nil
	}
	return ask, errors
}
