package web

import "net/url"

// Head is what an open page says to search engines and to whoever links to it. Each address shows its reader's language; with
// ?lang= it shows that one, which is how both are found.
type Head struct {
	Title       string
	Description string
	Canonical   string // whole address, without what only filters
	Locale      string // "en_GB", "ru_RU"
	Languages   []Alternate
	Hidden      bool // one of many views of the same thing: not to be indexed
	Data        any  // structured data of schema.org; nil when there is none
}

// Alternate is the same page in a language.
type Alternate struct{ Lang, URL string }

var ogLocales = map[string]string{"en": "en_GB", "ru": "ru_RU"}

// Describe fills in the head of an open page. base is PUBLIC_URL without a slash, path the page's own.
func (s *Shell) Describe(base, path, description string) {
	address := base + (&url.URL{Path: path}).EscapedPath()
	s.Head = &Head{Title: s.Title, Description: description, Canonical: address, Locale: ogLocales[s.Lang], Languages: Alternates(address)}
}

// Alternates are an address in each language, and the one that lets the browser choose.
func Alternates(address string) []Alternate {
	all := make([]Alternate, 0, len(Languages)+1)
	for _, l := range Languages {
		all = append(all, Alternate{l, address + "?lang=" + l})
	}
	return append(all, Alternate{"x-default", address})
}
