package application

import (
	"strconv"
	"strings"

	"telemark/app/product"
)

// Typed is what stands in the input of a field: what the client typed, or would type for the answer that is kept. Of sealed answers it is
// the mask, which means the same answer when it is sent back.
func (a Application) Typed(f product.Field) string {
	value := a.Answers[f.ID]
	if f.Type != product.AmountField || a.Rough[f.ID] {
		return value
	}
	minor, err := strconv.ParseInt(value, 10, 64)
	if err != nil {
		return value
	}
	whole, cents := strconv.FormatInt(minor/100, 10), strconv.FormatInt(minor%100, 10)
	if cents == "0" {
		return whole
	}
	return whole + "." + strings.Repeat("0", 2-len(cents)) + cents
}
