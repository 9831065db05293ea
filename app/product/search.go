package product

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// tier is where a word stands: the smaller, the more it says about the product.
type tier int

const (
	inName tier = iota
	inLead
	inConditions
	tiers
)

// fold makes one text of all that people take for the same: case and ligatures by Unicode, "ё" and "е" by Russian habit.
func fold(text string) string {
	return strings.ReplaceAll(cases.Fold().String(norm.NFKC.String(text)), "ё", "е")
}

// wordsOf are the folded words of a text.
func wordsOf(text string) []string {
	return strings.FieldsFunc(fold(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// maxWords and maxLetters bound what a search looks for; what is beyond is not looked at.
const (
	maxWords   = 8
	maxLetters = 200
)

// asked are the beginnings that a search looks for. Words match by their beginning, so an ending of a Russian case or of a plural
// would keep them from it: "вклады" looks for "вклад", "cards" for "card".
func asked(query string) []string {
	if letters := []rune(query); len(letters) > maxLetters {
		query = string(letters[:maxLetters])
	}
	var list []string
	for _, word := range wordsOf(query) {
		stem := strings.TrimRight(strings.TrimSuffix(word, "s"), "аеиоуыэюяйь")
		if len([]rune(stem)) < 3 {
			stem = word
		}
		if !slices.Contains(list, stem) {
			list = append(list, stem)
		}
	}
	return list[:min(len(list), maxWords)]
}

// index finds products by words: for each word the products that have it, apart by where they have it.
type index struct {
	words []string // sorted
	has   [][tiers]bits
}

// bits is a set of products by their place in the catalogue; nil is empty.
type bits []uint64

func (b bits) has(i int) bool { return b != nil && b[i/64]&(1<<(i%64)) != 0 }

// newIndex reads the texts of a language.
func newIndex(versions []Version, lang string) *index {
	found := map[string]*[tiers]bits{}
	for i, v := range versions {
		text := v.Content.In(lang)
		var conditions strings.Builder
		for _, pair := range text.Conditions {
			conditions.WriteString(pair.Head + " " + pair.Body + "\n")
		}
		for at, part := range [tiers]string{text.Name, text.Lead, conditions.String()} {
			for _, word := range wordsOf(part) {
				sets := found[word]
				if sets == nil {
					sets = new([tiers]bits)
					found[word] = sets
				}
				if sets[at] == nil {
					sets[at] = make(bits, (len(versions)+63)/64)
				}
				sets[at][i/64] |= 1 << (i % 64)
			}
		}
	}
	x := &index{}
	for word := range found {
		x.words = append(x.words, word)
	}
	slices.Sort(x.words)
	for _, word := range x.words {
		x.has = append(x.has, *found[word])
	}
	return x
}

// match is which products have a word of each asked beginning, and where at best.
type match [][tiers]bits

func (x *index) find(query string) match {
	var m match
	for _, stem := range asked(query) {
		var sets [tiers]bits
		from, _ := slices.BinarySearch(x.words, stem)
		for i := from; i < len(x.words) && strings.HasPrefix(x.words[i], stem); i++ {
			for at, set := range x.has[i] {
				sets[at] = joined(sets[at], set)
			}
		}
		m = append(m, sets)
	}
	return m
}

// joined adds b to a, which is nobody else's.
func joined(a, b bits) bits {
	if b == nil {
		return a
	}
	if a == nil {
		return slices.Clone(b)
	}
	for i := range a {
		a[i] |= b[i]
	}
	return a
}

// best are the places that have all words, those with the smaller sum of tiers first, and in their own order where it is the same.
func (m match) best(places []int32) []int32 {
	ranked := make([][]int32, len(m)*int(tiers))
	for _, place := range places {
		if rank, ok := m.rank(int(place)); ok {
			ranked[rank] = append(ranked[rank], place)
		}
	}
	return slices.Concat(ranked...)
}

// rank of a product: the sum of its best tiers, so the smaller the better; ok is false when it lacks a word.
func (m match) rank(product int) (rank int, ok bool) {
	for _, sets := range m {
		at := inName
		for at < tiers && !sets[at].has(product) {
			at++
		}
		if at == tiers {
			return 0, false
		}
		rank += int(at)
	}
	return rank, true
}
