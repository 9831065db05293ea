package product

import (
	"github.com/shopspring/decimal"

	"telemark/app"
)

// Money is counted in decimals and leaves here as whole minor units. decimal rounds half away from zero; that is the rounding
// of every figure.

const scale = 40 // decimal places that factors keep; 600 multiplications of one lose less than 38 of them leave

var (
	one     = decimal.NewFromInt(1)
	million = decimal.NewFromInt(1_000_000) // app.Rate counts in millionths
	year    = decimal.NewFromInt(12 * 1_000_000)
)

// part is a rate's part of an amount.
func part(amount int64, rate app.Rate) int64 {
	return decimal.NewFromInt(amount).Mul(decimal.NewFromInt(int64(rate))).DivRound(million, 0).IntPart()
}

// month is the interest of one month: a twelfth of a year's, however long the month is.
func month(debt int64, rate app.Rate) int64 {
	return decimal.NewFromInt(debt).Mul(decimal.NewFromInt(int64(rate))).DivRound(year, 0).IntPart()
}

// growth is (1 + rate/periods) to the power of n: what 1 becomes in n periods, of which a year has so many.
func growth(rate app.Rate, periods, n int) decimal.Decimal {
	base := decimal.NewFromInt(int64(rate)).DivRound(million.Mul(decimal.NewFromInt(int64(periods))), scale).Add(one)
	result := one
	for ; n > 0; n >>= 1 {
		if n&1 == 1 {
			result = result.Mul(base).Round(scale)
		}
		base = base.Mul(base).Round(scale)
	}
	return result
}

// effective is the rate a year that interest makes when it is added to the balance so many times a year: (1 + r/m)^m − 1, the
// effective annual rate (S. Ross, R. Westerfield, B. Jordan, Fundamentals of Corporate Finance, "Effective Annual Rates and
// Compounding"; Microsoft Excel's EFFECT). In steps of 0.001 %.
func effective(rate app.Rate, periods int) app.Rate {
	exact := growth(rate, periods, periods).Sub(one)
	return app.Rate(exact.Round(5).Mul(million).IntPart())
}
