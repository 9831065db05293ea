package product

import (
	"github.com/shopspring/decimal"

	"telemark/app"
)

// differentiated pays equal parts of the principal; as the interest falls with the debt, so do the instalments.
func differentiated(debt int64, _ app.Rate, months int) principal {
	equal := decimal.NewFromInt(debt).DivRound(decimal.NewFromInt(int64(months)), 0).IntPart()
	return func(_ int, _, _ int64) int64 { return equal }
}
