package account

import (
	_ "embed"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"telemark/app"
)

// The length of a password, in characters. ASVS 5.0, 6.2.1 and 6.2.9: at least 8, better 15, and 64 must be allowed.
const (
	MinPassword = 12
	MaxPassword = 128
)

// normal is the form in which a password is hashed: NFKC, so that the same keys on another device make the same password
// (NIST SP 800-63B-4, 3.1.1.2).
func normal(password string) string { return norm.NFKC.String(password) }

// CheckPassword tells what is wrong with a new password.
func CheckPassword(password, email string) (wrong app.Text, ok bool) {
	password = normal(password)
	length := utf8.RuneCountInString(password)
	switch {
	case length < MinPassword:
		return app.T("account.password_short", "Min", MinPassword), false
	case length > MaxPassword:
		return app.T("account.password_long", "Max", MaxPassword), false
	case holdsEmail(password, email):
		return app.T("account.password_email"), false
	case common(password):
		return app.T("account.password_common"), false
	}
	return app.Text{}, true
}

// holdsEmail looks for the e-mail or what stands before its @, from 4 characters on.
func holdsEmail(password, email string) bool {
	password, email = strings.ToLower(password), strings.ToLower(strings.TrimSpace(email))
	name, _, _ := strings.Cut(email, "@")
	return len(name) >= 4 && strings.Contains(password, name)
}

//go:embed common.txt
var commonText string

// commonWords are what people make passwords of, in English and Russian.
var commonWords = func() map[string]bool {
	words := map[string]bool{}
	for line := range strings.Lines(commonText) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			words[line] = true
		}
	}
	return words
}()

// common tells whether a password is one that is tried first: nothing but common words, runs and repetitions in any
// order, such as "Password1234!", "qwertyqwerty12", "ПарольПароль1", or "gfhjkmgfhjkm", which is a Russian one
// typed on Latin keys.
func common(password string) bool {
	lower := strings.ToLower(password)
	for _, spelling := range []string{lower, unleet(lower), russianKeys(lower)} {
		if lettersLeft(spelling) < 5 {
			return true
		}
	}
	return false
}

// lettersLeft counts the letters that are left when common words, runs of neighbours and repetitions are taken out. Digits
// and signs don't count: years, birthdays and "!" are what people put behind a word.
func lettersLeft(s string) (left int) {
	runes := []rune(s)
	for i := 0; i < len(runes); {
		n := max(wordAt(runes[i:]), runAt(runes[i:]), repeatAt(runes, i))
		if n == 0 {
			if unicode.IsLetter(runes[i]) {
				left++
			}
			n = 1
		}
		i += n
	}
	return left
}

// wordAt is the length of the longest common word at the start of s.
func wordAt(s []rune) int {
	for n := min(len(s), longestWord); n >= 3; n-- {
		if commonWords[string(s[:n])] {
			return n
		}
	}
	return 0
}

const longestWord = 16

// rows are what fingers and heads run along.
var rows = []string{
	"0123456789012345", "abcdefghijklmnopqrstuvwxyz", "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
	"qwertyuiop[]", "asdfghjkl;'", "zxcvbnm,./", "йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю",
	"1qaz2wsx3edc4rfv5tgb", "1q2w3e4r5t6y7u8i9o0p",
}

// runAt is the length of a run of at least three neighbours or equals at the start of s, forwards or backwards.
func runAt(s []rune) int {
	best := 0
	for n := min(len(s), 20); n >= 3; n-- {
		part := string(s[:n])
		back := reverse(part)
		for _, row := range rows {
			if strings.Contains(row, part) || strings.Contains(row, back) {
				return n
			}
		}
	}
	for n := 1; n <= len(s) && s[n-1] == s[0]; n++ {
		best = n
	}
	if best < 3 {
		return 0
	}
	return best
}

// repeatAt is how much of what follows repeats what stood before it: at least three characters.
func repeatAt(s []rune, i int) int {
	best := 0
	for from := range i {
		n := 0
		for i+n < len(s) && from+n < i && s[from+n] == s[i+n] {
			n++
		}
		best = max(best, n)
	}
	if best < 3 {
		return 0
	}
	return best
}

func reverse(s string) string {
	r := []rune(s)
	for i, j := 0, len(r)-1; i < j; i, j = i+1, j-1 {
		r[i], r[j] = r[j], r[i]
	}
	return string(r)
}

var (
	leet = strings.NewReplacer("0", "o", "1", "i", "3", "e", "4", "a", "5", "s", "7", "t", "@", "a", "$", "s", "!", "i")
	keys = func() *strings.Replacer {
		latin := []rune("`qwertyuiop[]asdfghjkl;'zxcvbnm,.")
		russian := []rune("ёйцукенгшщзхъфывапролджэячсмитьбю")
		pairs := make([]string, 0, 2*len(latin))
		for i := range latin {
			pairs = append(pairs, string(latin[i]), string(russian[i]))
		}
		return strings.NewReplacer(pairs...)
	}()
)

func unleet(s string) string      { return leet.Replace(s) }
func russianKeys(s string) string { return keys.Replace(s) }
