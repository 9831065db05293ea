package product

import (
	"fmt"
	"math"

	"telemark/app"
)

// moreMoney is the step of an amount, in minor units, for which the calculator promises that more never costs less: a thousand of
// any currency.
const moreMoney = 1_000_00

// rounding refuses the cells of a credit in which rounding outweighs interest, and so keeps a promise: at one rate, more money or more
// time never lowers the interest. Exactly:
//
//   - A month more, of anything: always. An instalment over more months is no larger, so no month's debt is smaller.
//   - A minor unit more on a deposit, an account or a card: always. Each figure is a rounded one of a balance that is no smaller.
//   - A thousand more of a credit, or more than that: in the cells that are let through here.
//
// By less than a thousand, or at another cell's rate, a larger credit may cost less. Its instalments are equal, and its interest is a twelfth
// of the rate on what is really owed, so each is rounded by up to half a minor unit, and what that makes of the debt bears interest
// until the last instalment settles it. So a larger credit can cost less where its instalment happens to be rounded up and the
// smaller one's down. No rounding avoids that and keeps instalments equal and each month's interest true. But the effect has a
// bound, drift: where two of them are less than what a thousand costs without rounding, the promise holds. The longest term is the
// hardest, as drifts grow faster than prices. Real tariffs are far from it: refused are 30 years above 31 % a year, 10 years
// nowhere, and rates below 0.03 % that aren't 0.
func (f *faults) rounding(c Content) {
	if c.Attributes.Credit == nil {
		return
	}
	for i, t := range c.Tariffs {
		for j, cell := range t.Cells {
			at := fmt.Sprintf("tariffs.%d.cells.%d.term_hi", i, j)
			f.when(cell.drifts(*c.Attributes.Credit), at, app.T("product.rounding", "Step", app.Money{Minor: moreMoney, Currency: t.Currency}))
		}
	}
}

// drifts tells whether rounding may outweigh the interest on a thousand more; of a cell that is wrong anyway it says nothing.
func (c Cell) drifts(terms CreditTerms) bool {
	if c.Rate <= 0 || c.Rate > whole || c.TermHi > maxTerm {
		return false
	}
	for _, method := range terms.Methods {
		if r := plan(method, c.Rate, c.TermHi, terms.Grace); r.months > 1 && moreMoney*r.price() < 2*r.drift() {
			return true
		}
	}
	return false
}

// repayment is a credit of one minor unit as it would be without rounding.
type repayment struct {
	method Method
	rate   float64 // a month
	months float64 // in which principal is paid; when it is one, the interest is the same each month and nothing drifts
	grace  float64 // and those before
}

func plan(method Method, rate app.Rate, term, grace int) repayment {
	grace = max(min(grace, term-1), 0)
	return repayment{method, float64(rate) / 12e6, float64(term - grace), float64(grace)}
}

// price is the interest on one minor unit: with a month's rate i over n months n·i/(1−(1+i)^−n) − 1 of an annuity and i·(n+1)/2 of equal
// parts of the principal, and i in each grace month.
func (r repayment) price() float64 {
	if r.method == Differentiated {
		return r.rate * (r.grace + (r.months+1)/2)
	}
	return r.rate*r.grace + r.months*r.rate/-math.Expm1(-r.months*math.Log1p(r.rate)) - 1
}

// drift is by how many minor units rounding can change the interest on any amount, at most.
//
// Let each month's interest be off by e and the instalment by d, both at most 1/2. What is owed is then off by D(k) = (1+i)·D(k−1) + e + d,
// and the last instalment settles D(n−1) with its interest. Adding up, d changes the interest by d·(s−n) and the e by at most s/2, with
// s = ((1+i)^n − 1)/i: together s − n/2. Equal parts of the principal are off by d, so D(k) = k·d bears no interest on interest: together
// i·n·(n−1)/4 + n/2. A grace month's interest is off by 1/2. A debt that is gone early pays no more interest, where exact
// figures would: that is no further off.
func (r repayment) drift() float64 {
	if r.method == Differentiated {
		return r.rate*r.months*(r.months-1)/4 + r.months/2 + r.grace/2
	}
	return math.Expm1(r.months*math.Log1p(r.rate))/r.rate - r.months/2 + r.grace/2
}
