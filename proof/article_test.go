package proof

import (
	"html"
	"regexp"
	"strconv"
	"strings"
)

// article is a message as a page gets it: DESIGN.md, "Fragments".
type article struct {
	id, room, key, author, side string
	seq                         int64
	text                        string // without its tags
}

var (
	articleTag = regexp.MustCompile(`(?s)<article\b([^>]*)>(.*?)</article>`)
	attribute  = regexp.MustCompile(`([a-z-]+)="([^"]*)"`)
	anyTag     = regexp.MustCompile(`(?s)<[^>]*>`)
)

// articles finds the messages in a page, a fragment or an event.
func articles(source string) []article {
	var list []article
	for _, found := range articleTag.FindAllStringSubmatch(source, -1) {
		var a article
		for _, pair := range attribute.FindAllStringSubmatch(found[1], -1) {
			switch value := html.UnescapeString(pair[2]); pair[1] {
			case "id":
				a.id = strings.TrimPrefix(value, "m-")
			case "data-room":
				a.room = value
			case "data-seq":
				a.seq, _ = strconv.ParseInt(value, 10, 64)
			case "data-key":
				a.key = value
			case "data-author":
				a.author = value
			case "data-side":
				a.side = value
			}
		}
		a.text = html.UnescapeString(anyTag.ReplaceAllString(found[2], ""))
		list = append(list, a)
	}
	return list
}
