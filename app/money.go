package app

import (
	"fmt"
	"strconv"
	"strings"
)

// Currency is an ISO 4217 code. The bank's currencies all have a hundred minor units.
type Currency string

// The currencies of the bank.
const (
	RUB Currency = "RUB"
	USD Currency = "USD"
	EUR Currency = "EUR"
	CNY Currency = "CNY"
)

// Currencies are all of them, the bank's own first.
var Currencies = []Currency{RUB, USD, EUR, CNY}

// Money is an amount in minor units of a currency: kopecks, cents.
type Money struct {
	Minor    int64
	Currency Currency
}

// String is the amount for logs, "50000.00 RUB"; people see it in their language's way.
func (m Money) String() string {
	sign, n := "", m.Minor
	if n < 0 {
		sign, n = "-", -n
	}
	return fmt.Sprintf("%s%d.%02d %s", sign, n/100, n%100, m.Currency)
}

// Rate is a part of a whole, mostly of a year: in millionths, so 145_000 is 14.5 %.
type Rate int64

// MaxAmount is the largest amount that anybody can type, in minor units: ten billion whole ones.
const MaxAmount = 10_000_000_000_00

// ParseAmount reads an amount as people type it, "1 000 000", "1,000,000.50" or "1000000,5", into minor units. ok is false for
// what is no amount, has more than two decimals, is negative, or is above MaxAmount. A comma or point with exactly three digits
// behind it parts thousands, and then all of them: groups of three behind one to three digits. One with one or two digits behind
// it parts the minor units, if it isn't the sign that parts thousands.
func ParseAmount(text string) (minor int64, ok bool) {
	text = unspaced(text)
	whole, cents, sign := text, "", ""
	if i := strings.LastIndexAny(text, ".,"); i >= 0 && len(text)-i-1 <= 2 {
		whole, cents, sign = text[:i], text[i+1:], text[i:i+1]
	}
	whole, ok = joinThousands(whole, sign)
	if !ok {
		return 0, false
	}
	n, err := strconv.ParseUint(whole, 10, 62)
	if err != nil || n > MaxAmount/100 {
		return 0, false
	}
	minor = int64(n) * 100
	if cents != "" {
		c, err := strconv.ParseUint((cents + "0")[:2], 10, 8)
		if err != nil {
			return 0, false
		}
		minor += int64(c)
	}
	return minor, minor <= MaxAmount
}

// PlainAmount is an amount of minor units as addresses carry it: "1000000", "1000.50". ParseAmount reads it.
func PlainAmount(minor int64) string {
	text := strconv.FormatInt(minor/100, 10)
	if cents := minor % 100; cents != 0 {
		text += "." + strconv.FormatInt(100+cents, 10)[1:]
	}
	return text
}

// joinThousands takes the signs between thousands out. One sign parts them all, and not the one before the decimals.
func joinThousands(whole, decimal string) (string, bool) {
	i := strings.IndexAny(whole, ".,")
	if i < 0 {
		return whole, true
	}
	sign := whole[i : i+1]
	groups := strings.Split(whole, sign)
	if sign == decimal || len(groups[0]) < 1 || len(groups[0]) > 3 || groups[0][0] == '0' {
		return "", false
	}
	for _, group := range groups[1:] {
		if len(group) != 3 {
			return "", false
		}
	}
	return strings.Join(groups, ""), true
}

// MaxRate is the largest rate that anybody can type: 1,000 %. What is too much for a tariff, its own check says.
const MaxRate Rate = 10_000_000

// ParseRate reads a rate in percent as people type it, or as a spreadsheet has it: "14.5", "14,25", "14.50 %". ok is false for what is no
// number, has more than four decimals, is negative, or is above MaxRate.
func ParseRate(text string) (rate Rate, ok bool) {
	text = strings.TrimSuffix(unspaced(text), "%")
	whole, part := text, ""
	if i := strings.IndexAny(text, ".,"); i >= 0 {
		whole, part = text[:i], text[i+1:]
		if part == "" {
			return 0, false
		}
	}
	if len(whole) < 1 || len(whole) > 4 || len(part) > 4 {
		return 0, false
	}
	n, err := strconv.ParseUint(whole+(part + "0000")[:4], 10, 32)
	if err != nil || Rate(n) > MaxRate {
		return 0, false
	}
	return Rate(n), true
}

// ParseCount reads a whole number as people type it, "60" or "1 200"; a minus stands for the numbers below zero that some fields know.
func ParseCount(text string) (n int, ok bool) {
	text = strings.ReplaceAll(unspaced(text), "\u2212", "-")
	if len(text) > 9 || strings.HasPrefix(text, "+") {
		return 0, false
	}
	n, err := strconv.Atoi(text)
	return n, err == nil
}

// unspaced is a number without the signs that part its thousands and can't be anything else.
func unspaced(text string) string {
	return strings.NewReplacer(" ", "", "\u00a0", "", "\u202f", "", "\u2009", "", "'", "", "’", "").Replace(strings.TrimSpace(text))
}
