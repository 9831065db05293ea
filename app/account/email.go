package account

import (
	"net/mail"
	"net/netip"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"telemark/app"
)

// Email brings an e-mail address into the form in which it is compared: without spaces around, composed, in lower case. ok
// is false when it is no address.
func Email(typed string) (email string, ok bool) {
	email = strings.ToLower(norm.NFC.String(strings.TrimSpace(typed)))
	if utf8.RuneCountInString(email) > MaxEmail || strings.ContainsFunc(email, odd) {
		return email, false
	}
	a, err := mail.ParseAddress(email)
	return email, err == nil && a.Address == email && a.Name == ""
}

func odd(r rune) bool {
	return unicode.IsSpace(r) || !unicode.IsPrint(r) || strings.ContainsRune(`<>()[]\,;:"`, r)
}

// cleanName is a person's name in one line, without spaces around.
func cleanName(typed string) string {
	return strings.Join(strings.Fields(norm.NFC.String(typed)), " ")
}

// badName tells what is wrong with a name.
func badName(name string) []app.Field {
	switch {
	case name == "":
		return []app.Field{{Name: "name", Text: app.T("account.name_missing")}}
	case utf8.RuneCountInString(name) > MaxName:
		return []app.Field{{Name: "name", Text: app.T("account.name_long", "Max", MaxName)}}
	case strings.ContainsFunc(name, func(r rune) bool { return !unicode.IsPrint(r) }):
		return []app.Field{{Name: "name", Text: app.T("account.name_odd")}}
	}
	return nil
}

// Network is what counts as one address when failures are counted: IPv4 whole, of IPv6 the 64 bits that a provider
// gives to one customer.
func Network(address string) string {
	a, err := netip.ParseAddr(address)
	if err != nil {
		return "unknown"
	}
	a = a.Unmap().WithZone("")
	if a.Is4() {
		return a.String()
	}
	p, err := a.Prefix(64)
	if err != nil {
		return "unknown"
	}
	return p.String()
}
