package store

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

var (
	numberText = regexp.MustCompile(`^\d{4}_[a-z_]+\.sql$`)
	tableText  = regexp.MustCompile(`(?s)CREATE TABLE (\w+) \((.*?)\n\)`)
	columnText = regexp.MustCompile(`(?m)^    (\w+) +[a-zA-Z]`)
	indexText  = regexp.MustCompile(`CREATE (?:UNIQUE )?INDEX (\w+) ON (\w+)`)
	namedText  = regexp.MustCompile(`CONSTRAINT (\w+) `)
	bareText   = regexp.MustCompile(`(?m)^    (?:PRIMARY|UNIQUE|FOREIGN|CHECK)\b|\bDEFAULT\b|NOT NULL (?:PRIMARY|UNIQUE|REFERENCES)`)
)

func TestBothDatabasesGetTheSameTablesFromFilesOfTheSameName(t *testing.T) {
	var names, tables [2][]string
	for i, folder := range []string{"sqlite", "mssql"} {
		for n, file := range MigrationTexts(t, folder) {
			names[i] = append(names[i], file.Name)
			if !numberText.MatchString(file.Name) || n > 0 && file.Name[:4] == names[i][n-1][:4] {
				t.Errorf("%s has no number of four digits of its own", file.Name)
			}
			tables[i] = append(tables[i], shapes(file.Text)...)
			if bare := bareText.FindString(file.Text); bare != "" {
				t.Errorf("%s has a constraint without a name or a default: %q", file.Name, bare)
			}
		}
	}
	if !slices.Equal(names[0], names[1]) {
		t.Errorf("files differ: %v, %v", names[0], names[1])
	}
	if len(tables[0]) < 10 {
		t.Fatalf("only %d shapes were found", len(tables[0]))
	}
	for i := range max(len(tables[0]), len(tables[1])) {
		if i >= len(tables[0]) || i >= len(tables[1]) || tables[0][i] != tables[1][i] {
			t.Fatalf("shapes differ:\n%v\n%v", tables[0][i:], tables[1][i:])
		}
	}
}

// shapes are a file's tables with their columns and constraints, and its indexes.
func shapes(text string) (all []string) {
	for _, m := range tableText.FindAllStringSubmatch(text, -1) {
		var parts []string
		for _, c := range columnText.FindAllStringSubmatch(m[2], -1) {
			if c[1] != "CONSTRAINT" {
				parts = append(parts, c[1])
			}
		}
		for _, c := range namedText.FindAllStringSubmatch(m[2], -1) {
			parts = append(parts, c[1])
		}
		all = append(all, m[1]+": "+strings.Join(parts, " "))
	}
	for _, m := range addedText.FindAllStringSubmatch(text, -1) {
		all = append(all, m[1]+" gets "+m[2])
	}
	for _, m := range indexText.FindAllStringSubmatch(text, -1) {
		all = append(all, m[2]+"."+m[1])
	}
	return all
}
