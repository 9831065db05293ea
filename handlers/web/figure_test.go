package web

import (
	"fmt"
	"strings"
	"testing"

	"telemark/app"
)

var reader = map[string]Shell{"en": ShellFor(app.Actor{}, "en"), "ru": ShellFor(app.Actor{}, "ru")}

// spaced writes a no-break space for each low line, so that the tables below can be read.
func spaced(text string) string { return strings.ReplaceAll(text, "_", "\u00a0") }

func TestMoneyIsWrittenAsEachLanguageWritesIt(t *testing.T) {
	for _, c := range []struct {
		minor    int64
		currency app.Currency
		en, ru   string
	}{
		{0, app.RUB, "0_₽", "0_₽"},
		{1, app.RUB, "0.01_₽", "0,01_₽"},
		{100, app.USD, "$1", "1_$"},
		{99_900, app.RUB, "999_₽", "999_₽"},
		{100_000, app.RUB, "1,000_₽", "1_000_₽"},
		{100_000_000, app.RUB, "1,000,000_₽", "1_000_000_₽"},
		{123_456_789, app.RUB, "1,234,567.89_₽", "1_234_567,89_₽"},
		{100_050, app.EUR, "€1,000.50", "1_000,50_€"},
		{100_050, app.CNY, "¥1,000.50", "1_000,50_¥"},
		{-100_050, app.USD, "−$1,000.50", "−1_000,50_$"},
		{-5, app.RUB, "−0.05_₽", "−0,05_₽"},
		{-100_000, app.RUB, "−1,000_₽", "−1_000_₽"},
		{app.MaxAmount, app.RUB, "10,000,000,000_₽", "10_000_000_000_₽"},
		{250, "GBP", "2.50_GBP", "2,50_GBP"},
	} {
		for lang, want := range map[string]string{"en": c.en, "ru": c.ru} {
			if got := reader[lang].Money(c.minor, c.currency); got != spaced(want) {
				t.Errorf("%s: %d %s is %q, want %q", lang, c.minor, c.currency, got, spaced(want))
			}
		}
	}
}

func TestFiguresOfOneKindAreWrittenAlike(t *testing.T) {
	for _, c := range []struct {
		name   string
		write  func(Shell) string
		en, ru string
	}{
		{"cents that are none", func(s Shell) string { return s.MoneyCents(100_000, app.RUB) }, "1,000.00_₽", "1_000,00_₽"},
		{"cents", func(s Shell) string { return s.Cents(7) }, "0.07", "0,07"},
		{"an amount", func(s Shell) string { return s.Amount(5_000_000_00) }, "5,000,000", "5_000_000"},
		{"an amount with cents", func(s Shell) string { return s.Amount(123_45) }, "123.45", "123,45"},
		{"millions", func(s Shell) string { return s.MoneyBrief(1_400_000_00, app.RUB) }, "1.4_million_₽", "1,4_млн_₽"},
		{"whole millions", func(s Shell) string { return s.MoneyBrief(30_000_000_00, app.USD) }, "$30_million", "30_млн_$"},
		{"no millions", func(s Shell) string { return s.MoneyBrief(1_499_999_00, app.RUB) }, "1,499,999_₽", "1_499_999_₽"},
		{"less than a million", func(s Shell) string { return s.MoneyBrief(500_000_00, app.RUB) }, "500,000_₽", "500_000_₽"},
		{"a rate", func(s Shell) string { return s.Rate(145_000) }, "14.5_%", "14,5_%"},
		{"a whole rate", func(s Shell) string { return s.Rate(140_000) }, "14.0_%", "14,0_%"},
		{"a fine rate", func(s Shell) string { return s.Rate(142_550) }, "14.255_%", "14,255_%"},
		{"a small rate", func(s Shell) string { return s.Rate(100) }, "0.01_%", "0,01_%"},
		{"no rate", func(s Shell) string { return s.Rate(0) }, "0.0_%", "0,0_%"},
		{"a negative rate", func(s Shell) string { return s.Rate(-5_000) }, "−0.5_%", "−0,5_%"},
		{"a share", func(s Shell) string { return s.Share(50_000) }, "5_%", "5_%"},
		{"a share with a part", func(s Shell) string { return s.Share(15_000) }, "1.5_%", "1,5_%"},
		{"a full cost", func(s Shell) string { return s.FullCost(155_315) }, "15.532_%", "15,532_%"},
		{"a whole full cost", func(s Shell) string { return s.FullCost(150_000) }, "15.000_%", "15,000_%"},
		{"one month", func(s Shell) string { return s.Months(1) }, "1_month", "1_месяц"},
		{"months", func(s Shell) string { return s.Months(3) }, "3_months", "3_месяца"},
		{"a year in months", func(s Shell) string { return s.Months(12) }, "12_months", "12_месяцев"},
		{"years", func(s Shell) string { return s.Months(36) }, "3_years", "3_года"},
		{"many years", func(s Shell) string { return s.Months(360) }, "30_years", "30_лет"},
		{"years that aren't whole", func(s Shell) string { return s.Months(42) }, "42_months", "42_месяца"},
		{"a day", func(s Shell) string { return s.DayOf("2026-11-01") }, "1_November_2026", "1_ноября_2026_года"},
		{"a day in a column", func(s Shell) string { return s.DayCell("2027-01-05") }, "5_Jan_2027", "05.01.2027"},
	} {
		for lang, want := range map[string]string{"en": c.en, "ru": c.ru} {
			if got := c.write(reader[lang]); got != spaced(want) {
				t.Errorf("%s: %s is %q, want %q", lang, c.name, got, spaced(want))
			}
		}
	}
}

func TestAnAmountThatIsShownCanBeTypedAgain(t *testing.T) {
	for _, minor := range []int64{0, 1, 10, 99, 100, 12345, 100_000, 123_456_789, 999_999_999_99, app.MaxAmount} {
		for lang, s := range reader {
			if got, ok := app.ParseAmount(s.Amount(minor)); !ok || got != minor {
				t.Errorf("%s: %d is shown as %q and read as %d, %v", lang, minor, s.Amount(minor), got, ok)
			}
		}
	}
}

func TestFiguresAmongTheArgumentsOfATextAreWrittenInItsLanguage(t *testing.T) {
	args := map[string]any{
		"Least": app.Money{Minor: 100_000, Currency: app.USD}, "Rate": app.Rate(145_000), "Day": app.Day("2026-11-01"), "Count": 3,
	}
	want := map[string]string{"en": "$1,000 14.5_% 1_November_2026 3", "ru": "1_000_$ 14,5_% 1_ноября_2026_года 3"}
	for lang, want := range want {
		w := written(lang, args)
		if got := fmt.Sprint(w["Least"], " ", w["Rate"], " ", w["Day"], " ", w["Count"]); got != spaced(want) {
			t.Errorf("%s: %q, want %q", lang, got, spaced(want))
		}
	}
}
