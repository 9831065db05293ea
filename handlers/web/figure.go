package web

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"telemark/app"
)

// Figures as each language writes them. x/text would put the rouble before the number, so the formats are ours. Nothing here
// breaks over two lines: every space within a figure is a no-break one.

const gap = "\u00a0"

// separators are the signs between thousands and before decimals.
var separators = map[string]struct{ thousands, point string }{"en": {",", "."}, "ru": {gap, ","}}

// signs are the currencies' own; one without a sign shows its code.
var signs = map[app.Currency]string{app.RUB: "₽", app.USD: "$", app.EUR: "€", app.CNY: "¥"}

// Sign is the sign of a currency, "₽".
func (s Shell) Sign(c app.Currency) string {
	if sign, ok := signs[c]; ok {
		return sign
	}
	return string(c)
}

// Money is an amount of minor units with its currency: "1,000,000 ₽", "$1,000.50"; in Russian "1 000,50 $". Cents that are none
// aren't said.
func (s Shell) Money(minor int64, c app.Currency) string { return s.withSign(s.Amount(minor), c) }

// MoneyCents is Money that always says its cents, for columns.
func (s Shell) MoneyCents(minor int64, c app.Currency) string { return s.withSign(s.Cents(minor), c) }

// MoneyBrief is Money in millions where that is as exact: "1.4 million ₽".
func (s Shell) MoneyBrief(minor int64, c app.Currency) string {
	const million = 1_000_000_00
	if minor < million || minor%(million/10) != 0 {
		return s.Money(minor, c)
	}
	return s.withSign(s.decimal(minor/(million/10), 1, 0)+gap+s.T("figure.million"), c)
}

// Amount is minor units without a currency, as people type them: "1,000,000" or "1 000 000,50".
func (s Shell) Amount(minor int64) string {
	if minor%100 == 0 {
		return s.decimal(minor/100, 0, 0)
	}
	return s.Cents(minor)
}

// Cents is Amount that always says its cents.
func (s Shell) Cents(minor int64) string { return s.decimal(minor, 2, 2) }

// Rate is a rate with one to four decimals: "14.5 %", "14,25 %".
func (s Shell) Rate(r app.Rate) string { return s.decimal(int64(r), 4, 1) + gap + "%" }

// TypedRate is a rate as people type it, with two to four decimals: "14.50".
func (s Shell) TypedRate(r app.Rate) string { return s.decimal(int64(r), 4, 2) }

// Share is a part of a whole, with as many decimals as it has: "5 %".
func (s Shell) Share(r app.Rate) string { return s.decimal(int64(r), 4, 0) + gap + "%" }

// FullCost is a rate with three decimals, as the law on consumer credit wants the full cost: "15.532 %".
func (s Shell) FullCost(r app.Rate) string {
	half := int64(5)
	if r < 0 {
		half = -half
	}
	return s.decimal((int64(r)+half)/10, 3, 3) + gap + "%"
}

// Months is a term: "12 months", and from three whole years on in years.
func (s Shell) Months(n int) string {
	if n >= 36 && n%12 == 0 {
		return s.T("figure.years", "Count", n/12)
	}
	return s.T("figure.months", "Count", n)
}

// DayOf is a day of the bank in words, always with its year: "1 November 2026".
func (s Shell) DayOf(d app.Day) string {
	t := d.Date()
	day := fmt.Sprintf("%d%s%s%s%d", t.Day(), gap, months[s.Lang][t.Month()-1], gap, t.Year())
	if s.Lang == "ru" {
		day += gap + "года"
	}
	return day
}

// DayCell is a day in a column: "1 Nov 2026" or "01.11.2026".
func (s Shell) DayCell(d app.Day) string {
	if s.Lang == "ru" {
		return d.Date().Format("02.01.2006")
	}
	return strings.ReplaceAll(d.Date().Format("2 Jan 2006"), " ", gap)
}

// Decimal is a number with two decimals at most: "4.33".
func (s Shell) Decimal(n float64) string { return s.decimal(int64(math.Round(n*100)), 2, 0) }

// withSign puts the sign where the language has it. The rouble stands behind in both.
func (s Shell) withSign(number string, c app.Currency) string {
	sign := s.Sign(c)
	if s.Lang == "ru" || c == app.RUB || sign == string(c) {
		return number + gap + sign
	}
	if rest, negative := strings.CutPrefix(number, minus); negative {
		return minus + sign + rest
	}
	return sign + number
}

const minus = "\u2212"

// decimal writes n, which counts in units of 10^-places, with at least so many decimals.
func (s Shell) decimal(n int64, places, least int) string {
	sep, ok := separators[s.Lang]
	if !ok {
		sep = separators[Languages[0]]
	}
	digits, sign := strconv.FormatInt(n, 10), ""
	if n < 0 {
		digits, sign = digits[1:], minus
	}
	if pad := places + 1 - len(digits); pad > 0 {
		digits = strings.Repeat("0", pad) + digits
	}
	whole, part := digits[:len(digits)-places], digits[len(digits)-places:]
	for len(part) > least && part[len(part)-1] == '0' {
		part = part[:len(part)-1]
	}
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + sep.thousands + whole[i:]
	}
	if part != "" {
		part = sep.point + part
	}
	return sign + whole + part
}
