package product

import (
	"github.com/shopspring/decimal"

	"telemark/app"
)

// annuity pays a debt in equal instalments: what of an instalment isn't interest is principal.
func annuity(debt int64, rate app.Rate, months int) principal {
	equal := instalment(debt, rate, months)
	return func(_ int, _, interest int64) int64 { return equal - interest }
}

// instalment is the equal one of an annuity: P·i / (1 − (1+i)^−n) with i a twelfth of the rate, or P/n when it is 0. Rounded, it
// is never less than the first month's interest, so no instalment lets the debt grow.
func instalment(debt int64, rate app.Rate, months int) int64 {
	p := decimal.NewFromInt(debt)
	if rate == 0 {
		return p.DivRound(decimal.NewFromInt(int64(months)), 0).IntPart()
	}
	grown := growth(rate, 12, months)
	return p.Mul(decimal.NewFromInt(int64(rate))).Mul(grown).DivRound(year.Mul(grown.Sub(one)), 0).IntPart()
}
