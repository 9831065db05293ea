package app

import (
	"fmt"
	"testing"
)

func TestAmountsAreReadAsPeopleTypeThem(t *testing.T) {
	for text, want := range map[string]int64{
		"0": 0, "1": 100, "1000000": 1_000_000_00, "1 000 000": 1_000_000_00, "1\u00a0000\u00a0000": 1_000_000_00,
		"1\u202f000": 1_000_00, "1,000,000": 1_000_000_00, "1.000.000": 1_000_000_00, "1'000": 1_000_00, "1’000": 1_000_00,
		"1,000,000.50": 1_000_000_50, "1.000.000,50": 1_000_000_50, "1 000,5": 1_000_50, "1000000,5": 1_000_000_50,
		"0.01": 1, "0,1": 10, "12.345": 12_345_00, " 7 ": 7_00, "5.": 5_00, "007": 7_00,
		"10000000000": MaxAmount, "10000000000.00": MaxAmount,
	} {
		if got, ok := ParseAmount(text); !ok || got != want {
			t.Errorf("ParseAmount(%q) = %d, %v; want %d", text, got, ok, want)
		}
	}
}

func TestWhatIsNoAmountIsRefused(t *testing.T) {
	for _, text := range []string{
		"", " ", ".", ",", "-1", "+1", "abc", "1a", "1.2.3", "1.2345", "1,00,000", "1.0000", "10000000000.01", "10000000001",
		"99999999999999999999", "1e6", "0x10", "1_000", "1.5a", "1.é", "½", "١",
		"1000,000", "0,500", ",000", "1,,000", "1.000,000", "1,000,50", "1,000,", "1.-5", "1.+5",
	} {
		if got, ok := ParseAmount(text); ok {
			t.Errorf("ParseAmount(%q) = %d", text, got)
		}
	}
}

func TestMoneyInALogSaysItsCurrency(t *testing.T) {
	for want, m := range map[string]Money{
		"50000.00 RUB": {5_000_000, RUB}, "0.05 EUR": {5, EUR}, "-1.50 USD": {-150, USD},
	} {
		if got := fmt.Sprint(m); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func FuzzParseAmount(f *testing.F) {
	for _, seed := range []string{"1 000 000", "1,000,000.50", "1000000,5", "0.01", "", "-1", ".", "1.2.3", "10000000000"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		minor, ok := ParseAmount(text)
		if !ok {
			return
		}
		if minor < 0 || minor > MaxAmount {
			t.Fatalf("%q is %d", text, minor)
		}
		plain := fmt.Sprintf("%d.%02d", minor/100, minor%100)
		if again, ok := ParseAmount(plain); !ok || again != minor {
			t.Fatalf("%q is %d, which is typed as %q, which is %d, %v", text, minor, plain, again, ok)
		}
	})
}
