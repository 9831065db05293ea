package store

import (
	"fmt"
	"strings"
	"testing"
)

// PlantWords writes a word into each column that holds what people type, but for those of skip: whole tables, or "table.column". where says for
// some tables which rows.
func PlantWords(t *testing.T, d *DB, word string, skip []string, where map[string]string) {
	t.Helper()
	left := map[string]bool{}
	for _, s := range skip {
		left[s] = true
	}
	for _, one := range tables {
		for _, c := range one.columns {
			if c.kind != prose || left[one.name] || left[one.name+"."+c.name] {
				continue
			}
			text := fmt.Sprintf("UPDATE %s SET %s = '%s %s %s'", one.name, c.name, word, one.name, c.name)
			if w := where[one.name]; w != "" {
				text += " WHERE " + w
			}
			if err := Exec(t.Context(), d, text); err != nil {
				t.Fatalf("%s: %v", text, err)
			}
		}
	}
}

// FindWord looks for a word in every text of every table, and answers where it stands.
func FindWord(t *testing.T, d *DB, word string) (places []string) {
	t.Helper()
	for _, one := range tables {
		err := d.pages(t.Context(), one, nil, 1000, func(list []row) error {
			for _, r := range list {
				for i, c := range one.columns {
					if text, ok := r[i].(string); ok && strings.Contains(text, word) {
						places = append(places, one.name+"."+c.name)
					}
					if raw, ok := r[i].([]byte); ok && strings.Contains(string(raw), word) {
						places = append(places, one.name+"."+c.name)
					}
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return places
}
