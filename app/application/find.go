package application

import (
	"strings"
	"unicode"
)

// maxKey bounds what of a name is searched by.
const maxKey = 90

// Fold brings a name into the form by which it is searched: whole, and from its last word on. Case, accents of Ё and what stands between
// words make no difference.
func Fold(name string) (whole, last string) {
	words := strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	whole = strings.ReplaceAll(strings.Join(words, " "), "ё", "е")
	if runes := []rune(whole); len(runes) > maxKey {
		whole = string(runes[:maxKey])
	}
	return whole, whole[strings.LastIndexByte(whole, ' ')+1:]
}
