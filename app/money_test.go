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

func TestARateIsReadAsPeopleAndSpreadsheetsWriteIt(t *testing.T) {
	for text, want := range map[string]Rate{
		"14.5": 145_000, "14,25": 142_500, " 14.50 % ": 145_000, "0": 0, "0.0001": 1, "100": 1_000_000, "1 000": MaxRate, "14\u00a0%": 140_000,
	} {
		if got, ok := ParseRate(text); !ok || got != want {
			t.Errorf("%q is %d, %t; want %d", text, got, ok, want)
		}
	}
	for _, text := range []string{"", "-1", "+1", "14.", ".5", "14.12345", "1000.1", "14,5,5", "14.5.5", "1e3", "%", "–", "x", "14 % %", "1,234.5", "０", "1_0"} {
		if got, ok := ParseRate(text); ok {
			t.Errorf("%q is taken for %d", text, got)
		}
	}
}

// FuzzTyped: whatever somebody types into a figure, it is refused or it is within bounds, and written again it is the same figure.
func FuzzTyped(f *testing.F) {
	for _, text := range []string{"14,5", "1 000 000", "1,000,000.50", "14.50 %", "-1", "\u2212" + "1", "١٤", "9999999999999999999", "0x10", "1_000"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if rate, ok := ParseRate(text); ok {
			again, fine := ParseRate(fmt.Sprintf("%d,%04d", rate/10_000, rate%10_000))
			if rate < 0 || rate > MaxRate || !fine || again != rate {
				t.Errorf("the rate %q is %d, and %d again", text, rate, again)
			}
		}
		if minor, ok := ParseAmount(text); ok {
			again, fine := ParseAmount(fmt.Sprintf("%d.%02d", minor/100, minor%100))
			if minor < 0 || minor > MaxAmount || !fine || again != minor {
				t.Errorf("the amount %q is %d, and %d again", text, minor, again)
			}
		}
		if n, ok := ParseCount(text); ok {
			if again, fine := ParseCount(fmt.Sprint(n)); !fine || again != n {
				t.Errorf("the number %q is %d, and %d again", text, n, again)
			}
		}
	})
}
