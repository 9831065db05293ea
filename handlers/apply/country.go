package apply

import (
	"sort"
	"sync"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

// Country is a country to choose from.
type Country struct{ Code, Name string }

// home stands first: most clients live there.
const home = "RU"

var countries sync.Map // language → []Country

// Countries are all that ISO 3166 names, the bank's own first and the others in the order of the language's alphabet.
func Countries(lang string) []Country {
	if known, ok := countries.Load(lang); ok {
		return known.([]Country)
	}
	tag := language.Make(lang)
	var list []Country
	for a := 'A'; a <= 'Z'; a++ {
		for b := 'A'; b <= 'Z'; b++ {
			r, err := language.ParseRegion(string([]rune{a, b}))
			if err != nil || !r.IsCountry() || r.String() != string([]rune{a, b}) || r.Canonicalize() != r || r.String() == home {
				continue
			}
			if name := display.Regions(tag).Name(r); name != "" {
				list = append(list, Country{r.String(), name})
			}
		}
	}
	order := collate.New(tag)
	sort.Slice(list, func(i, j int) bool { return order.CompareString(list[i].Name, list[j].Name) < 0 })
	list = append([]Country{{home, CountryName(lang, home)}}, list...)
	countries.Store(lang, list)
	return list
}

// CountryName is the name of a country by its code, which stands for itself when nobody knows it.
func CountryName(lang, code string) string {
	r, err := language.ParseRegion(code)
	if err != nil {
		return code
	}
	if name := display.Regions(language.Make(lang)).Name(r); name != "" {
		return name
	}
	return code
}
