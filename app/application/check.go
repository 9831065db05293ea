package application

import (
	"fmt"
	"net/mail"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/nyaruka/phonenumbers"
	"golang.org/x/text/language"
	"golang.org/x/text/unicode/norm"

	"telemark/app"
	"telemark/app/product"
)

// The longest texts, in characters.
const (
	maxText   = 500
	maxName   = 100
	maxSealed = 64
	maxEmail  = 254 // RFC 5321, 4.5.3.1.3, less the brackets
)

// check makes of what was typed the form in which an answer is kept; wrong says what to type instead. No answer to an optional
// question is right, and empty.
func check(f product.Field, typed string, today app.Day) (value string, wrong *app.Text) {
	typed = norm.NFC.String(app.Clean(typed))
	if typed == "" {
		if f.Optional {
			return "", nil
		}
		return "", missing(f)
	}
	value, ok := read(f, typed)
	if !ok {
		return "", odd(f)
	}
	return value, limit(f, value, today)
}

// read reads what was typed, by the type of the field alone.
func read(f product.Field, typed string) (value string, ok bool) {
	switch f.Type {
	case product.NameField:
		return name(typed)
	case product.AmountField:
		minor, ok := app.ParseAmount(typed)
		return strconv.FormatInt(minor, 10), ok
	case product.NumberField:
		n, err := strconv.ParseUint(strings.Join(strings.Fields(typed), ""), 10, 31)
		return strconv.FormatUint(n, 10), err == nil
	case product.DateField:
		return date(typed)
	case product.ChoiceField:
		return typed, slices.ContainsFunc(f.Choices, func(c product.Choice) bool { return c.ID == typed })
	case product.YesField:
		return yes(typed)
	case product.PhoneField:
		return phone(typed)
	case product.EmailField:
		return email(typed)
	case product.CountryField:
		return country(typed)
	case product.PassportField, product.TaxIDField:
		return Normal(f.Type, typed)
	}
	return typed, true
}

// name takes letters of any script with what stands between them in names.
func name(typed string) (string, bool) {
	typed = strings.Join(strings.Fields(typed), " ")
	letters := false
	for _, r := range typed {
		switch {
		case unicode.IsLetter(r):
			letters = true
		case unicode.IsMark(r), strings.ContainsRune(" -'’.‐", r):
		default:
			return "", false
		}
	}
	return typed, letters
}

// date reads 1990-05-28 as well as 28.05.1990.
func date(typed string) (string, bool) {
	if parts := strings.Split(typed, "."); len(parts) == 3 && len(parts[2]) == 4 {
		typed = fmt.Sprintf("%s-%02s-%02s", parts[2], parts[1], parts[0])
	}
	d, ok := app.ParseDay(typed)
	return string(d), ok
}

// yes reads what boxes and pairs of buttons send.
func yes(typed string) (string, bool) {
	switch typed {
	case "yes", "on":
		return "yes", true
	case "no":
		return "no", true
	}
	return "", false
}

// phone reads a number as it is dialled in Russia, or with + and its country, into E.164: +79161234567.
func phone(typed string) (string, bool) {
	number, err := phonenumbers.Parse(typed, "RU")
	if err != nil || !phonenumbers.IsValidNumber(number) {
		return "", false
	}
	return phonenumbers.Format(number, phonenumbers.E164), true
}

func email(typed string) (string, bool) {
	typed = strings.ToLower(typed)
	a, err := mail.ParseAddress(typed)
	if err != nil || a.Address != typed || a.Name != "" || utf8.RuneCountInString(typed) > maxEmail || strings.ContainsAny(typed, ` "\`) {
		return "", false
	}
	_, domain, _ := strings.Cut(typed, "@")
	return typed, strings.Contains(strings.Trim(domain, "."), ".")
}

// country reads an ISO 3166 code of two letters.
func country(typed string) (string, bool) {
	typed = strings.ToUpper(typed)
	region, err := language.ParseRegion(typed)
	return typed, err == nil && len(typed) == 2 && region.IsCountry() && region.String() == typed
}

// limit tells whether an answer in its kept form is within the bounds of its field.
func limit(f product.Field, value string, today app.Day) *app.Text {
	switch f.Type {
	case product.AmountField, product.NumberField:
		return between(f, value)
	case product.DateField:
		return aged(f, app.Day(value), today)
	case product.ChoiceField:
		if _, ok := read(f, value); !ok { // the form has lost this choice
			return odd(f)
		}
	case product.TextField, product.NameField:
		most := maxText
		if f.Type == product.NameField {
			most = maxName
		}
		if f.Max > 0 {
			most = int(min(f.Max, maxText))
		}
		if utf8.RuneCountInString(value) > most {
			return text(app.T("application.text_long", "Max", most))
		}
	}
	return nil
}

func between(f product.Field, value string) *app.Text {
	n, err := strconv.ParseInt(value, 10, 64)
	switch {
	case err != nil:
		return odd(f)
	case n < f.Min:
		return text(app.T("application.number_low", "Min", figure(f, f.Min)))
	case f.Max > 0 && n > f.Max:
		return text(app.T("application.number_high", "Max", figure(f, f.Max)))
	}
	return nil
}

// aged tells whether a day of birth fits. A date without bounds may be any.
func aged(f product.Field, day, today app.Day) *app.Text {
	switch {
	case f.Min == 0 && f.Max == 0:
		return nil
	case day > today:
		return text(app.T("application.date_future"))
	case f.Min > 0 && int64(day.Years(today)) < f.Min:
		return text(app.T("application.age_low", "Count", int(f.Min)))
	case f.Max > 0 && int64(day.Years(today)) > f.Max, day.Years(today) > 120:
		return text(app.T("application.age_high"))
	}
	return nil
}

// figure is a bound as it stands in a sentence of either language: thousands parted by narrow spaces (ISO 80000-1, 7.3.1).
func figure(f product.Field, n int64) string {
	if f.Type == product.AmountField {
		n = (n + 99) / 100
	}
	digits := strconv.FormatInt(n, 10)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "\u202f" + digits[i:]
	}
	return digits
}

// missing is what to say where an answer is needed.
func missing(f product.Field) *app.Text {
	switch f.Type {
	case product.ChoiceField, product.YesField, product.CountryField:
		return text(app.T("application.choice_missing"))
	}
	return text(app.T("application.missing"))
}

// odd is what to say where an answer is not of the field's type; of what is chosen there is no other answer than none.
func odd(f product.Field) *app.Text {
	switch f.Type {
	case product.NameField:
		return text(app.T("application.name_odd"))
	case product.AmountField:
		return text(app.T("application.amount_odd"))
	case product.NumberField:
		return text(app.T("application.number_odd"))
	case product.DateField:
		return text(app.T("application.date_odd"))
	case product.PhoneField:
		return text(app.T("application.phone_odd"))
	case product.EmailField:
		return text(app.T("application.email_odd"))
	case product.PassportField:
		return text(app.T("application.passport_odd"))
	case product.TaxIDField:
		return text(app.T("application.tax_id_odd"))
	case product.TextField:
		return text(app.T("application.text_odd"))
	}
	return missing(f)
}

func text(t app.Text) *app.Text { return &t }

// short cuts what is kept as typed.
func short(t product.FieldType, typed string) string {
	most := maxText
	if t.Sealed() {
		most = maxSealed
	}
	if runes := []rune(typed); len(runes) > most {
		return string(runes[:most])
	}
	return typed
}
