package application

import (
	"context"
	"strings"
	"unicode/utf8"

	"telemark/app"
	"telemark/app/product"
)

// Normal brings a passport or tax number into the one form in which it is kept, indexed and searched for: its digits. ok is false when
// it is none.
func Normal(t product.FieldType, typed string) (value string, ok bool) {
	value = strings.NewReplacer(" ", "", "\u00a0", "", "\u202f", "", "-", "", "–", "", "№", "").Replace(typed)
	for _, r := range value {
		if r < '0' || r > '9' {
			return "", false
		}
	}
	switch t {
	case product.PassportField:
		return value, isPassport(value)
	case product.TaxIDField:
		return value, isTaxID(value)
	}
	return "", false
}

// isPassport tells whether these are the ten digits of a Russian national passport: series 4, number 6. Neither is all zeros.
// Source: the regulation on the passport (Government Decree No. 828 of 8 July 1997), which knows no check digit.
func isPassport(digits string) bool {
	return len(digits) == 10 && digits[:4] != "0000" && digits[4:] != "000000"
}

// The weights of the two check digits of a person's INN. Source: the structure NNNNXXXXXXCC of the order of the Federal Tax Service No.
// MMV-7-6/435@ of 29 June 2012, and the published algorithm: a check digit is the weighted sum of the digits before it, modulo 11,
// modulo 10.
var (
	taxWeights11 = []int{7, 2, 4, 10, 3, 5, 9, 4, 6, 8}
	taxWeights12 = []int{3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8}
)

// isTaxID tells whether these are the twelve digits of a person's INN.
func isTaxID(digits string) bool {
	return len(digits) == 12 && digits[:4] != "0000" && checkDigit(digits, taxWeights11) == digits[10] && checkDigit(digits, taxWeights12) == digits[11]
}

func checkDigit(digits string, weights []int) byte {
	sum := 0
	for i, w := range weights {
		sum += w * int(digits[i]-'0')
	}
	return byte('0' + sum%11%10) //nolint:gosec // a digit
}

// masked is an answer as it leaves the store: of sealed ones the last two characters only.
func masked(t product.FieldType, value string) string {
	if !t.Sealed() || value == "" {
		return value
	}
	return Mask(value)
}

// maskDot stands for each character that isn't shown.
const maskDot = "•"

// Mask hides all but the last two characters of a text, and of a short one all.
func Mask(value string) string {
	n := utf8.RuneCountInString(value)
	if strings.Trim(value, maskDot) == "" || n <= 4 {
		return strings.Repeat(maskDot, n)
	}
	return strings.Repeat(maskDot, n-2) + string([]rune(value)[n-2:])
}

// Reveal shows a sealed answer, or a phone number, in clear to somebody of the bank. The record of that, with the reason, is stored first.
func (s *Service) Reveal(ctx context.Context, actor app.Actor, id, field, reason string) (string, error) {
	if !actor.Role.Staff() {
		return "", app.ErrNotFound
	}
	reason, err := checkReason(reason)
	if err != nil {
		return "", err
	}
	if _, err := s.Application(ctx, actor, id); err != nil {
		return "", err
	}
	return s.Store.Reveal(ctx, id, field, app.Record(actor, "application.reveal", id, field, reason))
}

// checkReason cleans why somebody looks at what is sealed.
func checkReason(reason string) (string, error) {
	reason = app.Clean(reason)
	switch n := utf8.RuneCountInString(reason); {
	case n < 3:
		return "", app.FailFields(app.Field{Name: "reason", Text: app.T("application.reveal_reason")})
	case n > 200:
		return "", app.FailFields(app.Field{Name: "reason", Text: app.T("application.note_long", "Max", 200)})
	}
	return reason, nil
}

// FindSealed lists the submitted applications that give exactly this passport or tax number. The search is recorded with its reason, the
// number isn't.
func (s *Service) FindSealed(ctx context.Context, actor app.Actor, t product.FieldType, value, reason string) ([]Summary, error) {
	if !actor.Role.Staff() || !t.Sealed() {
		return nil, app.ErrNotFound
	}
	reason, err := checkReason(reason)
	if err != nil {
		return nil, err
	}
	normal, ok := Normal(t, value)
	if !ok {
		return nil, app.FailFields(app.Field{Name: "value", Text: *odd(product.Field{Type: t})})
	}
	list, err := s.Store.FindSealed(ctx, t, normal, ListSize, app.Record(actor, "application.find", "", string(t), reason))
	return readable(actor, list), err
}
