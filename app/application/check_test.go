package application

import (
	"strings"
	"testing"
	"unicode/utf8"

	"telemark/app"
	"telemark/app/product"
)

const checkDay app.Day = "2026-11-22"

func TestAnAnswerIsKeptInOneFormOrRefusedWithWhatToTypeInstead(t *testing.T) {
	choices := []product.Choice{{ID: "yes_please"}, {ID: "no"}}
	age, amount := product.Field{Type: product.DateField, Min: 18, Max: 70}, product.Field{Type: product.AmountField, Min: 1_000_50, Max: 10_000_00}
	for _, tt := range []struct {
		field       product.Field
		typed, kept string
		wrong       string // id of the text; empty when it is right
	}{
		{product.Field{Type: product.TextField}, "  a\r\nb\x00 ", "a\nb", ""},
		{product.Field{Type: product.TextField}, " \u00a0", "", "application.missing"},
		{product.Field{Type: product.TextField, Optional: true}, " ", "", ""},
		{product.Field{Type: product.TextField}, "\u202ea", "a", ""},
		{product.Field{Type: product.TextField}, "и\u0306", "й", ""}, // NFC
		{product.Field{Type: product.TextField, Max: 3}, "ёёё", "ёёё", ""},
		{product.Field{Type: product.TextField, Max: 3}, "abcd", "abcd", "application.text_long"},
		{product.Field{Type: product.TextField}, strings.Repeat("ё", 501), strings.Repeat("ё", 501), "application.text_long"},
		{product.Field{Type: product.TextField, Max: 9999}, strings.Repeat("ё", 501), strings.Repeat("ё", 501), "application.text_long"},

		{product.Field{Type: product.NameField}, " Анна-Мария   д’Арк ", "Анна-Мария д’Арк", ""},
		{product.Field{Type: product.NameField}, "O'Brien Jr.", "O'Brien Jr.", ""},
		{product.Field{Type: product.NameField}, "Anna 2", "", "application.name_odd"},
		{product.Field{Type: product.NameField}, "<b>", "", "application.name_odd"},
		{product.Field{Type: product.NameField}, "---", "", "application.name_odd"},
		{product.Field{Type: product.NameField}, strings.Repeat("a", 101), strings.Repeat("a", 101), "application.text_long"},

		{amount, "1 500,5", "150050", ""},
		{amount, "1000.50", "100050", ""},
		{amount, "1000.49", "100049", "application.number_low"},
		{amount, "10 000", "1000000", ""},
		{amount, "10000.01", "1000001", "application.number_high"},
		{amount, "-5000", "", "application.amount_odd"},
		{amount, "1.234", "123400", ""}, // thousands
		{amount, "5e3", "", "application.amount_odd"},
		{product.Field{Type: product.AmountField}, "0", "0", ""},

		{product.Field{Type: product.NumberField, Min: 2, Max: 9}, "2", "2", ""},
		{product.Field{Type: product.NumberField, Min: 2, Max: 9}, "1", "1", "application.number_low"},
		{product.Field{Type: product.NumberField, Min: 2, Max: 9}, "10", "10", "application.number_high"},
		{product.Field{Type: product.NumberField}, "12 000", "12000", ""},
		{product.Field{Type: product.NumberField}, "-1", "", "application.number_odd"},
		{product.Field{Type: product.NumberField}, "1.5", "", "application.number_odd"},
		{product.Field{Type: product.NumberField}, "99999999999", "", "application.number_odd"},

		{age, "22.11.2008", "2008-11-22", ""}, // eighteen today
		{age, "2008-11-23", "2008-11-23", "application.age_low"},
		{age, "1.2.1990", "1990-02-01", ""},
		{age, "1956-11-22", "1956-11-22", ""},
		{age, "1955-11-22", "1955-11-22", "application.age_high"},
		{age, "2027-01-01", "2027-01-01", "application.date_future"},
		{age, "30.02.1990", "", "application.date_odd"},
		{age, "yesterday", "", "application.date_odd"},
		{product.Field{Type: product.DateField, Min: 14}, "1906-11-22", "1906-11-22", ""},
		{product.Field{Type: product.DateField, Min: 14}, "1905-11-21", "1905-11-21", "application.age_high"},
		{product.Field{Type: product.DateField}, "2030-01-01", "2030-01-01", ""},

		{product.Field{Type: product.ChoiceField, Choices: choices}, "yes_please", "yes_please", ""},
		{product.Field{Type: product.ChoiceField, Choices: choices}, "maybe", "", "application.choice_missing"},
		{product.Field{Type: product.ChoiceField, Choices: choices}, "", "", "application.choice_missing"},
		{product.Field{Type: product.YesField}, "on", "yes", ""},
		{product.Field{Type: product.YesField}, "no", "no", ""},
		{product.Field{Type: product.YesField}, "true", "", "application.choice_missing"},

		{product.Field{Type: product.PhoneField}, "8 (916) 123-45-67", "+79161234567", ""},
		{product.Field{Type: product.PhoneField}, "9161234567", "+79161234567", ""},
		{product.Field{Type: product.PhoneField}, "+44 20 7946 0018", "+442079460018", ""},
		{product.Field{Type: product.PhoneField}, "12", "", "application.phone_odd"},
		{product.Field{Type: product.PhoneField}, "call me", "", "application.phone_odd"},

		{product.Field{Type: product.EmailField}, "Anna@Example.COM", "anna@example.com", ""},
		{product.Field{Type: product.EmailField}, "anna@localhost", "", "application.email_odd"},
		{product.Field{Type: product.EmailField}, "Anna <anna@example.com>", "", "application.email_odd"},
		{product.Field{Type: product.EmailField}, "anna", "", "application.email_odd"},
		{product.Field{Type: product.EmailField}, `"a b"@example.com`, "", "application.email_odd"},
		{product.Field{Type: product.EmailField}, strings.Repeat("a", 250) + "@example.com", "", "application.email_odd"},

		{product.Field{Type: product.CountryField}, "ru", "RU", ""},
		{product.Field{Type: product.CountryField}, "XX", "", "application.choice_missing"},
		{product.Field{Type: product.CountryField}, "EU", "", "application.choice_missing"},
		{product.Field{Type: product.CountryField}, "643", "", "application.choice_missing"},

		{product.Field{Type: product.PassportField}, "45 08 № 123456", "4508123456", ""},
		{product.Field{Type: product.PassportField}, "4508 12345", "", "application.passport_odd"},
		{product.Field{Type: product.PassportField}, "0000 123456", "", "application.passport_odd"},
		{product.Field{Type: product.PassportField}, "4508 000000", "", "application.passport_odd"},
		{product.Field{Type: product.PassportField}, "45O8 123456", "", "application.passport_odd"},
		{product.Field{Type: product.PassportField}, "٤٥٠٨١٢٣٤٥٦", "", "application.passport_odd"},

		{product.Field{Type: product.TaxIDField}, "5001 0073 2259", "500100732259", ""}, // published examples
		{product.Field{Type: product.TaxIDField}, "526317984689", "526317984689", ""},
		{product.Field{Type: product.TaxIDField}, "500100732258", "", "application.tax_id_odd"}, // the last check digit
		{product.Field{Type: product.TaxIDField}, "500100732249", "", "application.tax_id_odd"}, // the one before
		{product.Field{Type: product.TaxIDField}, "7707083893", "", "application.tax_id_odd"},   // a company's
		{product.Field{Type: product.TaxIDField}, "000000000000", "", "application.tax_id_odd"},
	} {
		value, wrong := check(tt.field, tt.typed, checkDay)
		id := ""
		if wrong != nil {
			id = wrong.ID
		}
		if value != tt.kept || id != tt.wrong {
			t.Errorf("%s %q: %q, %q; want %q, %q", tt.field.Type, tt.typed, value, id, tt.kept, tt.wrong)
		}
	}
}

func TestABoundIsSaidSoThatItCanBeTyped(t *testing.T) {
	_, wrong := check(product.Field{Type: product.AmountField, Min: 1_500_000_01}, "1", checkDay)
	if got := wrong.Args["Min"]; got != "1\u202f500\u202f001" { // rounded up: what is said is enough
		t.Errorf("the least is said to be %q", got)
	}
}

// What is accepted is accepted once more and stays as it is; nothing that can be typed breaks a check, and a mask shows two characters at most.
func FuzzCheck(f *testing.F) {
	types := []product.FieldType{
		product.TextField, product.NameField, product.AmountField, product.NumberField, product.DateField, product.ChoiceField, product.YesField,
		product.PhoneField, product.EmailField, product.CountryField, product.PassportField, product.TaxIDField,
	}
	for i, typed := range []string{"ё", "Anna", "1 000,50", "12", "28.05.1990", "a", "on", "8 916 123 45 67", "a@example.com", "ru", "4508 123456", "500100732259", "\xff", "+", "1.000"} {
		f.Add(i%len(types), typed)
	}
	f.Fuzz(func(t *testing.T, kind int, typed string) {
		field := product.Field{ID: "x", Type: types[uint(kind)%uint(len(types))], Choices: []product.Choice{{ID: "a"}, {ID: "b"}}}
		value, wrong := check(field, typed, checkDay)
		if wrong != nil {
			return
		}
		a := Application{Answers: Answers{"x": value}}
		if again, wrong := check(field, a.Typed(field), checkDay); wrong != nil || again != value {
			t.Errorf("%s %q is kept as %q, shown as %q, and that is kept as %q, %v", field.Type, typed, value, a.Typed(field), again, wrong)
		}
		if field.Type.Sealed() {
			if m := Mask(value); strings.Count(m, "•") < utf8.RuneCountInString(value)-2 {
				t.Errorf("the mask of %q is %q", value, m)
			}
		}
	})
}
