package public

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"telemark/app"
	"telemark/app/product"
	"telemark/handlers/web"
)

// conditions are what a product's attributes say, each with an ID that all products of a kind share.
func conditions(s web.Shell, v product.Version, c app.Currency) []Fact {
	a := v.Content.Attributes
	switch {
	case a.Deposit != nil:
		return depositConditions(s, v.Kind, *a.Deposit, c)
	case a.Credit != nil:
		return creditConditions(s, *a.Credit)
	case a.Card != nil:
		return cardConditions(s, v.Kind, *a.Card, c)
	case a.Insurance != nil:
		return insuranceConditions(s, *a.Insurance, c)
	}
	return nil
}

func depositConditions(s web.Shell, kind product.Kind, d product.DepositTerms, c app.Currency) []Fact {
	topUp := s.T("page.no")
	if d.TopUpDays < 0 {
		topUp = s.T("page.top_up_any")
	} else if d.TopUpDays > 0 {
		topUp = s.T("page.top_up_days", "Count", d.TopUpDays)
	}
	if d.TopUpDays != 0 && d.TopUpMin > 0 {
		topUp += ", " + s.T("page.from") + " " + s.Money(d.TopUpMin, c)
	}
	payouts := make([]string, 0, len(d.Payouts))
	for _, p := range d.Payouts {
		payouts = append(payouts, s.T("product.payout_"+string(p)))
	}
	all := []Fact{
		{ID: "payouts", Name: s.T("page.payouts"), Value: listed(payouts)},
		{ID: "capitalise", Name: s.T("page.capitalise"), Value: yesNo(s, d.Capitalise)},
		{ID: "top_up", Name: s.T("page.top_up"), Value: topUp},
		{ID: "withdrawals", Name: s.T("page.withdrawals"), Value: yesNo(s, d.Withdrawals)},
	}
	if kind == product.Deposit {
		prolonged := s.T("page.no")
		if d.Prolonged {
			prolonged = s.T("page.prolonged_yes")
		}
		all = append(all, Fact{ID: "early", Name: s.T("page.early"), Value: s.T("page.early_rate", "Rate", s.Rate(app.Rate(d.EarlyRate)))},
			Fact{ID: "prolonged", Name: s.T("page.prolonged"), Value: prolonged})
	}
	if d.Insured > 0 {
		all = append(all, Fact{ID: "insured", Name: s.T("page.insured"), Value: s.T("page.up_to") + " " + s.Money(d.Insured, app.RUB)})
	}
	return all
}

func creditConditions(s web.Shell, c product.CreditTerms) []Fact {
	methods := make([]string, 0, len(c.Methods))
	for _, m := range c.Methods {
		methods = append(methods, s.T("product.method_"+string(m)))
	}
	all := []Fact{{ID: "methods", Name: s.T("page.methods"), Value: listed(methods)}}
	if c.MinDown > 0 {
		all = append(all, Fact{ID: "down", Name: s.T("page.down"), Value: s.T("page.from") + " " + s.Share(app.Rate(c.MinDown))})
	}
	early := s.T("page.early_paid")
	if c.EarlyFree {
		early = s.T("page.early_free")
	}
	all = append(all, Fact{ID: "early_repayment", Name: s.T("page.early_repayment"), Value: early})
	collateral := s.T("page.collateral_none")
	if id, ok := collaterals[c.Collateral]; ok {
		collateral = s.T(id)
	}
	all = append(all, Fact{ID: "collateral", Name: s.T("page.collateral"), Value: collateral})
	if c.Grace > 0 {
		all = append(all, Fact{ID: "interest_only", Name: s.T("page.interest_only"), Value: s.Months(c.Grace)})
	}
	if c.DecisionIn > 0 {
		all = append(all, Fact{ID: "decision", Name: s.T("page.decision"), Value: s.T("page.hours", "Count", c.DecisionIn)})
	}
	return all
}

// collaterals name what secures a loan.
var collaterals = map[string]string{"home": "page.collateral_home", "car": "page.collateral_car"}

func cardConditions(s web.Shell, kind product.Kind, card product.CardTerms, c app.Currency) []Fact {
	all := []Fact{{ID: "network", Name: s.T("page.network"), Value: network(s, card.Network)}}
	if kind == product.CreditCard {
		all = append(all, Fact{ID: "grace", Name: s.T("page.grace"), Value: s.T("page.up_to") + " " + s.T("page.days", "Count", card.GraceDays)},
			Fact{ID: "least", Name: s.T("page.least_payment"), Value: s.T("page.least_of", "Share", s.Share(app.Rate(card.MinShare)), "From", s.Money(card.MinPay, c))})
	}
	if card.Cashback > 0 {
		value := s.Share(app.Rate(card.Cashback)) + " " + s.T("page.of_purchases")
		if card.CashMax > 0 {
			value = s.T("page.cashback_most", "Share", s.Share(app.Rate(card.Cashback)), "Most", s.Money(card.CashMax, c))
		}
		all = append(all, Fact{ID: "cashback", Name: s.T("page.cashback"), Value: value})
	}
	if card.Balance > 0 {
		all = append(all, Fact{ID: "balance", Name: s.T("page.balance"), Value: s.Rate(app.Rate(card.Balance)) + " " + s.T("page.a_year")})
	}
	return all
}

func insuranceConditions(s web.Shell, i product.InsuranceTerms, c app.Currency) []Fact {
	covers := make([]string, 0, len(i.Covers))
	for _, id := range i.Covers {
		covers = append(covers, s.Say(product.CoverName(id)))
	}
	excess := s.T("page.no")
	if i.Excess > 0 {
		excess = s.Money(i.Excess, c)
	}
	return []Fact{
		{ID: "covers", Name: s.T("page.covers"), Value: listed(covers)},
		{ID: "policy", Name: s.T("page.policy"), Value: s.Months(i.Months)},
		{ID: "excess", Name: s.T("page.excess"), Value: excess},
	}
}

// listed puts names that begin with a capital letter into one sentence.
func listed(names []string) string {
	for i, name := range names {
		if first, size := utf8.DecodeRuneInString(name); i > 0 {
			names[i] = string(unicode.ToLower(first)) + name[size:]
		}
	}
	return strings.Join(names, ", ")
}

func yesNo(s web.Shell, yes bool) string {
	if yes {
		return s.T("page.yes")
	}
	return s.T("page.no")
}

// withTexts adds the conditions that stand in the product's texts, unless an attribute or a fee says the same: what is counted with
// is what holds.
func withTexts(facts, fees []Fact, pairs []product.Pair) []Fact {
	for _, p := range pairs {
		same := func(f Fact) bool { return strings.EqualFold(f.Name, p.Head) }
		if !slices.ContainsFunc(facts, same) && !slices.ContainsFunc(fees, same) {
			facts = append(facts, Fact{Name: p.Head, Value: p.Body})
		}
	}
	return facts
}

// fees are what is paid beside interest, in a tariff's order.
func fees(s web.Shell, t product.Tariff) []Fact {
	all := make([]Fact, 0, len(t.Fees))
	for _, f := range t.Fees {
		all = append(all, Fact{ID: "fee_" + f.ID, Name: s.T("product.fee_" + f.ID), Value: feeText(s, f, t.Currency)})
	}
	return all
}

// feeText is a fee as one says it: "1,000 ₽ + 0.5 % a year", "free".
func feeText(s web.Shell, f product.Fee, c app.Currency) string {
	var parts []string
	if f.Minor > 0 {
		parts = append(parts, s.Money(f.Minor, c))
	}
	if f.Part > 0 {
		parts = append(parts, s.T("page.of_amount", "Share", s.Share(f.Part)))
	}
	if len(parts) == 0 {
		return s.T("page.free")
	}
	return strings.Join(parts, " + ") + " " + s.T("product.per_"+string(f.Per))
}
